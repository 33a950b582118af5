// `b7le status`: who leads, is it real, who could take over.

import * as Args from '@oclif/core/args';
import { diagnose } from '../checks/diagnose.ts';
import { B7leCommand } from '../cli/base-command.ts';
import { clusterFlags, durationFlag, outputFlags, verdictFlags } from '../cli/flags.ts';
import { formatFlag } from '../cli/format-flag.ts';
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
    await this.report(flags, args.target, async ({ cluster, scope, failOn, sign }) => {
      const { clock, nothingFound, observe } = await import('../cluster/index.ts');
      const observeMs = flags.observe ?? null;
      const askReplicas = scope.namespace !== null;
      const observation = await observe(cluster, { scope, observeMs, askReplicas, clock, progress: sign.tell });
      const report = reportOf(observation, diagnose(observation, { skip: flags.skip ?? [] }), failOn);
      if (report.elections.length === 0 && report.verdict !== 'unknown') throw await nothingFound(cluster, observation);
      return report;
    });
  }
}
