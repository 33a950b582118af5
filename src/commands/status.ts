// `b7le status`: who leads, is it real, who could take over.

import { Args } from '@oclif/core';
import { diagnose } from '../checks/diagnose.ts';
import { B7leCommand, clock, type Presentation } from '../cli/base-command.ts';
import { clusterFlags, durationFlag, outputFlags, verdictFlags } from '../cli/flags.ts';
import { formatFlag } from '../cli/format-flag.ts';
import { chooseNamespace, parseTarget } from '../cli/target.ts';
import { UsageError } from '../cli/usage-error.ts';
import { reportOf } from '../report/report.ts';

export class Status extends B7leCommand {
  static override readonly id = 'status';
  static override readonly summary = 'Who leads, is it real, who could take over';
  static override readonly description =
    "Reads every election of a namespace, or the one that TARGET names, and judges it by the API server's clock.\n" +
    'Exit codes: 0 healthy, 1 warning, 2 critical, 3 could not tell, 64 wrong usage.';
  static override readonly examples = [
    { description: 'The elections of the current namespace, or of beskar7-system', command: 'b7le status' },
    {
      description: 'One election, by the workload that contends for it',
      command: 'b7le status deployment/controller-manager -n beskar7-system',
    },
    { description: 'A line for each election of the cluster, worst first', command: 'b7le status -A' },
    {
      description: 'A smoke check in CI: fails only where nobody or two lead',
      command: 'b7le status -q --fail-on critical',
    },
    { description: 'Who leads, for a script', command: "b7le status -o json | jq -r '.elections[].holder.pod'" },
  ];
  static override readonly args = {
    target: Args.string({
      name: 'TARGET',
      description: 'a Lease name, or lease/, deployment/, statefulset/, daemonset/ or pod/NAME',
    }),
  };
  static override readonly flags = {
    ...clusterFlags,
    observe: durationFlag({
      summary: 'watch the Lease for at least this long; 0s judges at once',
      helpGroup: 'VERDICT',
    }),
    ...verdictFlags,
    ...formatFlag,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Status);
    const target = args.target === undefined ? null : parseTarget(args.target);
    const all = flags['all-namespaces'];
    if (all && target) throw new UsageError('TARGET and -A exclude each other: a name belongs to one namespace');
    const how: Presentation = {
      format: flags.json ? 'json' : flags.output,
      quiet: flags.quiet,
      noColor: flags['no-color'],
      failOn: flags['fail-on'],
    };
    let { namespace, namespaceSource } = chooseNamespace({
      all,
      flag: flags.namespace,
      env: process.env.B7LE_NAMESPACE,
      context: null,
    });
    try {
      const cluster = await this.connect(flags);
      ({ namespace, namespaceSource } = chooseNamespace({
        all,
        flag: flags.namespace,
        env: process.env.B7LE_NAMESPACE,
        context: cluster.namespace,
      }));
      const { observe, nothingFound } = await import('../cluster/index.ts');
      const scope = { namespace, namespaceSource, target, contextGiven: flags.context ?? null };
      const observation = await this.waiting(flags.quiet, (sign) =>
        observe(cluster, { scope, observeMs: flags.observe ?? null, askReplicas: !all, clock, progress: sign.tell }),
      );
      const report = reportOf(observation, diagnose(observation, { skip: flags.skip ?? [] }), how.failOn);
      if (report.elections.length === 0 && report.verdict !== 'unknown') throw await nothingFound(cluster, observation);
      this.present(report, how);
    } catch (error) {
      this.presentError(error, 'the elections of this cluster', namespace, how);
    }
  }
}
