// `b7le logs`: election events of all replicas, earlier processes included, in one time order.

import * as Args from '@oclif/core/args';
import { B7leCommand } from '../cli/base-command.ts';
import { clusterFlags, outputFlags, verdictFlags } from '../cli/flags.ts';
import { logsFormatFlag } from '../cli/format-flag.ts';
import { checkLogsFlags, logsFlags } from '../cli/logs-flags.ts';
import type { LogsRun } from '../cli/logs-run.ts';
import type { ErrorFacts } from '../report/error-report.ts';
import type { Report } from '../report/report.ts';

export class Logs extends B7leCommand {
  static override readonly id = 'logs';
  static override readonly summary = 'Election events of all replicas, earlier processes included, in one time order';
  static override readonly description =
    'Reads the logs of every replica and of its process before a restart, picks out what they say of election, adds\n' +
    'Events, the Lease and what became of the pods, and tells one story of the last hour, or what --since says.\n' +
    'Exit codes: 0 healthy, 1 warning, 2 critical, 3 could not tell, 64 wrong usage.';
  static override readonly examples = [
    { description: 'What happened in the last hour', command: 'b7le logs' },
    { description: 'All there is, drawn for a post-mortem', command: 'b7le logs --since 0 -o svg > failover.svg' },
    { description: 'Events as they come', command: 'b7le logs deployment/controller-manager -n beskar7-system -f' },
    { description: 'Every line of all replicas in one order', command: 'b7le logs --all --since 10m | less' },
    { description: 'What matches, in every log', command: "b7le logs --grep '(?i)timeout|throttl'" },
    { description: 'Saved logs, without a cluster', command: 'kubectl logs my-pod --timestamps | b7le logs --file -' },
    {
      description: 'Who took over when, for a script',
      command: 'b7le logs -o json | jq -r \'select(.event == "acquired") | [.time, .pod] | @tsv\'',
    },
  ];
  static override readonly args = {
    target: Args.string({ name: 'TARGET', description: 'an election, as for status', ignoreStdin: true }),
  };
  static override readonly flags = {
    ...logsFlags,
    ...clusterFlags,
    ...verdictFlags,
    ...logsFormatFlag,
    ...outputFlags,
  };

  /** For the error of a cluster that could not be read. */
  private line: LogsRun | null = null;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Logs);
    checkLogsFlags(flags, args.target);
    const { output, quiet, 'no-color': noColor, 'fail-on': failOn, skip = [] } = flags;
    const format = flags.json ? 'json' : output;
    const run: LogsRun = { flags, skip, format, env: this.env, quiet, noColor, failOn };
    const { runFiles, runLogs } = await import('../cli/logs-run.ts');
    if (flags.file) return runFiles(run);
    this.line = run;
    const common = { ...flags, output: format === 'svg' ? ('table' as const) : format, json: false };
    await this.withCluster(common, args.target, (work) => runLogs(work, run));
  }

  protected override async errorReport(facts: ErrorFacts): Promise<Report> {
    const { logsErrorReport } = await import('../report/logs-report.ts');
    return logsErrorReport(facts);
  }

  protected override async present(report: Report): Promise<void> {
    const { isLogs } = await import('../report/logs-report.ts');
    const { presentLogs } = await import('../cli/logs-run.ts');
    if (isLogs(report) && this.line) await presentLogs(report, this.line);
  }
}
