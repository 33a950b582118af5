// `logs -f`: what there is, then what comes, until Ctrl-C.

import type { FeedWish, LogFeed, LogLine } from '../cluster/log-feed.ts';
import type { Following } from '../cluster/log-following.ts';
import { podsOf } from '../election/candidate.ts';
import type { Pod } from '../election/observation.ts';
import { merged } from '../logs/merge.ts';
import type { Work } from './base-command.ts';
import { LinePrinter } from './line-printer.ts';
import { lineFilter, MOST_KEPT, MOST_LOGS, wantsLines } from './logs-lines.ts';
import type { LogsRun } from './logs-run.ts';
import { type LogsScope, scopeOfLogs } from './logs-scope.ts';
import { onSignals, SIGNAL_CODES } from './signals.ts';
import { StoryPrinter } from './story-printer.ts';

/** What is shown of logs that go on. */
export interface LivePrinter {
  /** Whether a line is shown, or tells of what is. */
  readonly wanted: FeedWish['wanted'];
  lines(lines: readonly LogLine[]): Promise<void>;
  /** All that there was before has been read. */
  begin(feeds: readonly LogFeed[]): Promise<void>;
  /** @param changed whether anything came that may be told of */
  next(following: Following, changed: boolean): Promise<void>;
}

/** @returns the exit code of the signal that ended it @throws ClusterError where the logs may not be read */
export async function followLogs(work: Work, run: LogsRun): Promise<number> {
  const { flags } = run;
  const ended = new AbortController();
  let exitCode = 0;
  const restore = onSignals((signal) => {
    exitCode = SIGNAL_CODES[signal];
    ended.abort();
  });
  try {
    await follow(work, run, await scopeOfLogs(work, flags), ended.signal);
  } finally {
    restore();
  }
  process.stderr.write('interrupted: nothing was changed\n');
  return exitCode;
}

async function follow(work: Work, run: LogsRun, scope: LogsScope, signal: AbortSignal): Promise<void> {
  const { flags } = run;
  const { clock, Following: Live, LogFeed: Feed } = await import('../cluster/index.ts');
  work.sign.stop();
  const tell = (note: string) => run.quiet || process.stderr.write(`${note}\n`);
  const sources = scope.sources.slice(0, MOST_LOGS);
  if (sources.length < scope.sources.length)
    tell(`${scope.sources.length - sources.length} logs are not followed: ${MOST_LOGS} are the most`);
  const printer: LivePrinter = wantsLines(flags)
    ? new LinePrinter(run, scope, lineFilter(flags))
    : new StoryPrinter(work, run, scope, signal);
  const wish: FeedWish = {
    ...{ since: scope.since, tail: scope.tail, signal, cluster: work.cluster, clock },
    ...{ wanted: printer.wanted, every: flags.all || flags.grep !== undefined },
    keep: Math.floor(MOST_KEPT / sources.length),
  };
  const feeds = sources.map((source) => new Feed(source, wish));
  for await (const run of merged(feeds)) await printer.lines(run);
  await printer.begin(feeds);
  for (const { unread } of feeds) if (unread) tell(`${unread.source.pod}: ${unread.error.message}`);
  const choice = { container: flags.container ?? null, previous: flags.previous ?? 'too' } as const;
  const namespace = sources[0]?.namespace ?? '';
  const { pods } = scope;
  const following = new Live({ ...wish, namespace, feeds, pods, choice, isOurs: ours(scope), most: MOST_LOGS });
  for await (const { lines, notes, podsChanged } of following.news()) {
    for (const note of notes) tell(note);
    await printer.lines(lines);
    await printer.next(following, lines.length > 0 || podsChanged);
  }
}

/** Pods that come later and belong to the same workload. */
function ours({ election }: LogsScope): (pod: Pod) => boolean {
  const workloads = [...(election?.workload ? [election.workload] : []), ...(election?.rivals ?? [])];
  return (pod) => workloads.some((workload) => podsOf(workload, [pod]).length > 0);
}
