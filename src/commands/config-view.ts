// `b7le config view`: what settings are in force and where each came from.

import { B7leCommand } from '../cli/base-command.ts';
import { givenOf } from '../cli/config/apply.ts';
import { settingsInForce } from '../cli/config/in-force.ts';
import { kubeconfigFor } from '../cli/config/kubeconfig-for.ts';
import { locateConfig } from '../cli/config/locate.ts';
import { clusterFlags, durationFlag, outputFlags, verdictFlags } from '../cli/flags.ts';
import { structuredFormatFlag } from '../cli/format-flag.ts';
import type { ConfigReport } from '../report/config-report.ts';

export class ConfigView extends B7leCommand {
  static override readonly id = 'config:view';
  static override readonly summary = 'What settings are in force and where each came from';
  static override readonly description =
    'A flag goes before a variable of the environment, that before the config file, that before the kubeconfig.\n' +
    'The config file is --config, else B7LE_CONFIG, else $XDG_CONFIG_HOME/b7le/config.yaml (~/.config/b7le/config.yaml).\n' +
    'Needs no cluster. Exit codes: 0 done, 64 wrong usage or a config file that is none.';
  static override readonly examples = [
    { description: 'Every setting, and who set it', command: 'b7le config view' },
    { description: 'What a file would change', command: 'b7le config view --config team.yaml' },
  ];
  static override readonly flags = {
    ...clusterFlags,
    observe: durationFlag({ summary: 'as for status', helpGroup: 'VERDICT' }),
    ...verdictFlags,
    ...structuredFormatFlag,
    json: outputFlags.json,
    'no-color': outputFlags['no-color'],
  };

  async run(): Promise<void> {
    const parsed = await this.parse(ConfigView);
    const { flags } = parsed;
    const { configured, env } = this;
    const kubeconfig = await kubeconfigFor(flags, configured?.settings.context, env);
    const line = { flags, given: givenOf(parsed), known: ConfigView.flags };
    const report: ConfigReport = {
      apiVersion: 'b7le/v1',
      kind: 'Config',
      file: configured?.file ?? null,
      settings: settingsInForce(line, env, configured, kubeconfig.found),
      gaps: kubeconfig.gaps,
    };
    const format = flags.json ? 'json' : flags.output;
    if (format === 'json') return this.print((await import('../report/render/json.ts')).jsonText(report));
    if (format === 'yaml') return this.print((await import('../report/render/yaml.ts')).yamlText(report));
    const { configView } = await import('../report/config-view.ts');
    const show = await this.shown(flags['no-color']);
    show(configView(report, configured?.shown ?? locateConfig(flags.config, env).shown));
  }
}
