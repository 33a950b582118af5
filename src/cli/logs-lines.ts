// `logs --all`, `--grep` and `--raw`: lines as they are read, of all logs in one order, then what the story says of them.

import type { LogFeed } from '../cluster/log-feed.ts';
import { merged } from '../logs/merge.ts';
import type { ScannedLine } from '../logs/scanner.ts';
import { type LineLook, type LineWriter, lineEntry, objectLine, type Place, personLines } from '../report/log-lines.ts';
import type { LogsReport } from '../report/logs-report.ts';
import { document, findingObjects, type LogsFormat } from '../report/render/logs.ts';
import type { Work } from './base-command.ts';
import type { LogsFlags } from './logs-flags.ts';
import { logsJudged } from './logs-look.ts';
import { type LogsScope, scopeOfLogs } from './logs-scope.ts';
import { SteadyOutput } from './steady-output.ts';
import { surfaceOf } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** More logs side by side than these are a mistake rather than a wish. */
export const MOST_LOGS = 64;
/** Bytes for what is kept of all logs together. */
export const MOST_KEPT = 16 << 20;

export interface LinesHow {
  readonly flags: LogsFlags;
  readonly skip: readonly string[];
  readonly format: LogsFormat;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly noColor: boolean;
}

/** Whether lines are shown, not the story's list. */
export function wantsLines({ all, grep, raw }: LogsFlags): boolean {
  return all || grep !== undefined || raw;
}

/** Which lines are wanted. */
export function lineFilter({ all, grep }: LogsFlags): (line: ScannedLine) => boolean {
  if (grep) return ({ text }) => grep.test(text);
  return all ? () => true : ({ reading }) => reading !== null && reading.event !== null;
}

/** @returns what is left to tell at the end @throws ClusterError where nothing could be read */
export async function printLines(work: Work, how: LinesHow): Promise<LogsReport> {
  const { flags, skip } = how;
  const { clock, LogFeed: Feed } = await import('../cluster/index.ts');
  const began = clock.now();
  const scope = await scopeOfLogs(work, flags);
  if (scope.sources.length > MOST_LOGS) {
    const hint = 'name fewer: TARGET as pod/NAME, -c, --previous=never; without --all and --grep any number will do';
    throw new UsageError(
      `these are ${scope.sources.length} logs, and lines of ${MOST_LOGS} at most are put in order`,
      hint,
    );
  }
  work.sign.stop();
  const wish = {
    ...{ since: scope.since, tail: scope.tail, signal: new AbortController().signal },
    ...{ cluster: work.cluster, clock, wanted: lineFilter(flags), every: flags.all || flags.grep !== undefined },
    keep: Math.floor(MOST_KEPT / scope.sources.length),
  };
  const feeds = scope.sources.map((source) => new Feed(source, wish));
  await print(feeds, how, scope);
  const unread = feeds.flatMap((feed) => (feed.unread ? [feed.unread] : []));
  const read = { logs: feeds.filter((feed) => feed.unread === null).map((feed) => feed.log), unread };
  return logsJudged(scope, read, { skip, failOn: work.failOn, tookMs: clock.now() - began });
}

async function print(feeds: readonly LogFeed[], how: LinesHow, scope: LogsScope): Promise<void> {
  const output = new SteadyOutput(process.stdout);
  const { sources, since, observation } = scope;
  const write = writerOf(how, { sources, since, now: observation.takenAt });
  for await (const run of merged(feeds)) {
    for (const line of run) await output.write(write(line));
  }
  await output.flush();
}

const DAY_MS = 20 * 3_600_000;

/** How a line is written, in the format that was asked for. */
export function writerOf(
  { flags, format, env, noColor }: LinesHow,
  { sources, since, now }: { readonly sources: readonly Place[]; readonly since: string | null; readonly now: string },
): LineWriter {
  if (format === 'json') return (line) => objectLine(lineEntry(line));
  if (format === 'yaml') return (line) => document(lineEntry(line));
  const dated = since === null || Date.parse(now) - Date.parse(since) > DAY_MS;
  const look: LineLook = {
    ...surfaceOf(process.stdout, env, noColor),
    raw: flags.raw,
    offsetMs: clockOffsetMs(),
    dated,
  };
  return personLines(sources, look);
}

/** The clock of who looks, minus UTC. */
export function clockOffsetMs(): number {
  return -new Date(Date.now()).getTimezoneOffset() * 60_000;
}

/** The objects that follow the lines of a program. */
export function findingLinesOf(report: LogsReport, format: LogsFormat): string {
  const write = format === 'json' ? objectLine : document;
  return findingObjects(report.findings).map(write).join('');
}
