// `b7le timing`: margins, failover bounds and advice for a set of timings; also from flags alone.

import * as Args from '@oclif/core/args';
import { B7leCommand } from '../cli/base-command.ts';
import { clusterFlags, outputFlags, verdictFlags } from '../cli/flags.ts';
import { plainFormatFlag } from '../cli/format-flag.ts';
import { timingFlags, wantsCluster } from '../cli/timing-flags.ts';
import type { ErrorFacts } from '../report/error-report.ts';

export class Timing extends B7leCommand {
  static override readonly id = 'timing';
  static override readonly summary = 'Margins, failover bounds and advice for a set of timings';
  static override readonly description =
    'Takes the timings of the election that TARGET names, or of flags alone, which needs no cluster.\n' +
    'Failovers are simulated with the elector of client-go. Exit codes: 0 sound, 1 two may lead, 2 refused, 3 not known, 64 wrong usage.';
  static override readonly examples = [
    { description: 'A lease that is only planned', command: 'b7le timing --lease-duration 30s --renew-deadline 20s' },
    { description: 'An election as it is, against a goal', command: 'b7le timing lease/my-lease --max-failover 20s' },
    { description: 'The safest timings for a slow API', command: 'b7le timing --api-outage 15s --latency 200ms' },
  ];
  static override readonly args = {
    target: Args.string({
      ignoreStdin: true,
      name: 'TARGET',
      description: 'an election, as for status',
    }),
  };
  static override readonly flags = {
    ...timingFlags,
    ...clusterFlags,
    ...verdictFlags,
    ...plainFormatFlag,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Timing);
    const [{ planAlone, planOfElection }, { bareReport, reportOf }, { timingReportOf }] = await Promise.all([
      import('../cli/timing-plan.ts'),
      import('../report/report.ts'),
      import('../report/timing-report.ts'),
    ]);
    if (!wantsCluster(args.target, flags)) {
      await this.reportAlone(flags, (at) => timingReportOf(bareReport(at), planAlone(flags), flags['fail-on']));
      return;
    }
    await this.report(flags, args.target, async ({ cluster, scope, failOn, sign }) => {
      const { clock, nothingFound, observe } = await import('../cluster/index.ts');
      const { diagnose } = await import('../checks/diagnose.ts');
      const how = { scope, observeMs: 0, askReplicas: false, clock, progress: sign.tell };
      const observation = await observe(cluster, how);
      const diagnosis = diagnose(observation, { suites: ['timing'], skip: flags.skip ?? [] });
      const plan = planOfElection(diagnosis, flags);
      if (plan === null) throw await nothingFound(cluster, observation);
      return timingReportOf(reportOf(observation, diagnosis, failOn), plan, failOn);
    });
  }

  protected override async errorReport(facts: ErrorFacts) {
    const { timingErrorReport } = await import('../report/timing-report.ts');
    return timingErrorReport(facts);
  }
}
