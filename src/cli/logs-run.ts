// What a line of `logs` does: the story, lines as they are read, lines as they come, or a saved log's story.

import { ClusterError, gapReasonOf } from '../cluster/cluster-error.ts';
import { type LogsReport, logsErrorReport } from '../report/logs-report.ts';
import { type LogsFormat, renderLogs, renderLogsEnd } from '../report/render/logs.ts';
import type { FailOn } from '../report/verdict.ts';
import type { Work } from './base-command.ts';
import { tellFailure } from './failure.ts';
import { lookAtFiles } from './logs-file.ts';
import { followLogs } from './logs-following.ts';
import { clockOffsetMs, findingLinesOf, type LinesHow, printLines, wantsLines } from './logs-lines.ts';
import { lookAtLogs } from './logs-look.ts';
import { surfaceOf } from './terminal.ts';

export interface LogsRun extends LinesHow {
  readonly quiet: boolean;
  readonly failOn: FailOn;
}

const LINE_FORMATS: readonly LogsFormat[] = ['table', 'wide', 'json', 'yaml'];

/** With a cluster. @throws ClusterError where nothing could be read */
export async function runLogs(work: Work, run: LogsRun): Promise<void> {
  const { flags, skip, format } = run;
  if (flags.follow) {
    process.exitCode = await followLogs(work, run);
    return;
  }
  if (wantsLines(flags) && LINE_FORMATS.includes(format)) {
    const report = await printLines(work, run);
    return presentEnd(report, run);
  }
  const report = await lookAtLogs(work, flags, skip);
  work.sign.stop();
  await presentLogs(report, run);
}

/** Without one. */
export async function runFiles(run: LogsRun): Promise<void> {
  try {
    const report = await lookAtFiles(run, run.failOn);
    if (wantsLines(run.flags) && LINE_FORMATS.includes(run.format)) await presentEnd(report, run);
    else await presentLogs(report, run);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const [generatedAt, nothing] = [
      new Date(Date.now()).toISOString(),
      { namespace: null, context: null, server: null },
    ];
    const facts = {
      generatedAt,
      ...nothing,
      what: 'the saved logs',
      reason: gapReasonOf(error),
      detail: error.message,
    };
    if (run.format === 'json' || run.format === 'yaml') await presentLogs(logsErrorReport(facts), run);
    process.exitCode = await tellFailure(error, run.noColor);
  }
}

/** Shows the whole report, and sets the exit code. */
export async function presentLogs(report: LogsReport, run: LogsRun): Promise<void> {
  const { format, env, noColor, quiet, flags } = run;
  process.exitCode = report.exitCode;
  const surface = surfaceOf(process.stdout, env, noColor);
  const timeline = flags.timeline ?? process.stdout.isTTY === true;
  process.stdout.write(await renderLogs(report, format, surface, { quiet, timeline, offsetMs: clockOffsetMs() }));
}

/** What is left to say behind the lines; raw lines stay alone on stdout. */
async function presentEnd(report: LogsReport, run: LogsRun): Promise<void> {
  const { format, env, noColor, quiet, flags } = run;
  process.exitCode = report.exitCode;
  if (format === 'json' || format === 'yaml') {
    process.stdout.write(
      report.verdict === 'unknown'
        ? await renderLogs(report, format, NO_SURFACE, NO_LOOK)
        : findingLinesOf(report, format),
    );
    return;
  }
  const where = flags.raw ? process.stderr : process.stdout;
  where.write(
    renderLogsEnd(report, surfaceOf(where, env, noColor), {
      wide: format === 'wide',
      quiet,
      offsetMs: clockOffsetMs(),
    }),
  );
}

const NO_SURFACE = { width: Number.POSITIVE_INFINITY, colour: false, unicode: true };
const NO_LOOK = { quiet: false, timeline: false, offsetMs: 0 };
