// A container's log as it grows: through connections that break, processes that end and begin anew, until its pod is gone.

import type { LogSource } from '../election/log-sources.ts';
import type { Container } from '../election/observation.ts';
import { ClusterError } from './cluster-error.ts';
import type { LogSeam } from './log-seam.ts';
import { isBreak, pauseAfter, readLog, type TapOptions, wishOf } from './log-tap.ts';
import type { PodBook } from './pod-book.ts';

/** Lines that are new, or what happened to the log. */
export type LogNews =
  | { readonly lines: Buffer }
  | {
      readonly note: string;
      /** Whether lines are gone for good. */
      readonly lost: boolean;
      /** The container whose next process begins with the lines that follow. */
      readonly restarted?: Container;
    };

/** How long a container that ended is waited for before its log is looked at again. */
const LOOK_MS = 10_000;
/** A pod's status follows its containers within about a second. */
const TOLD_MS = 2500;

export interface FollowLogOptions extends TapOptions {
  readonly pods: PodBook;
}

/**
 * @param seam what was handed on before; the log goes on behind it
 * @throws ClusterError where it may not be read
 */
export async function* followLog(source: LogSource, seam: LogSeam, options: FollowLogOptions): AsyncGenerator<LogNews> {
  const { clock, signal, pods } = options;
  let known = source.restarts;
  let failures = 0;
  let broke = false;
  while (!signal.aborted) {
    const outcome = { clean: false, lines: false };
    yield* once(source, seam, options, broke, outcome);
    if (signal.aborted) return;
    if (outcome.lines || outcome.clean) failures = 0;
    // the kubelet ends a log as its container ends, and tells of that a moment later
    if (outcome.clean) await untilTold(source, known, options);
    const container = pods.containerOf(source);
    if (container === null) {
      if (!outcome.clean) yield lost(`${source.pod} went while its log could not be read: its last lines may be lost`);
      return;
    }
    // a process that still runs has printed on: it was the connection that ended, however quietly
    broke = !outcome.clean || (container.restarts <= known && container.runningSince !== null);
    if (!outcome.clean) await clock.sleep(pauseAfter(++failures));
    else if (pods.hasEnded(source)) return;
    const present = outcome.clean ? await untilItRuns(source, options) : pods.containerOf(source);
    if (present === null) continue;
    yield* restarts(source, present, known);
    known = Math.max(known, present.restarts);
  }
}

/** A container that ended may wait for minutes before it is started again. Null where its pod goes meanwhile. */
async function untilItRuns(source: LogSource, { pods, signal }: FollowLogOptions): Promise<Container | null> {
  for (;;) {
    const container = pods.containerOf(source);
    if (container === null || container.runningSince !== null || signal.aborted || pods.hasEnded(source))
      return container;
    await pods.changed(LOOK_MS);
  }
}

/** Until the pod's status says what became of its container, or it is plain that nothing did. */
async function untilTold(source: LogSource, known: number, { pods, clock }: FollowLogOptions): Promise<void> {
  const end = clock.now() + TOLD_MS;
  for (let left = TOLD_MS; left > 0; left = end - clock.now()) {
    const container = pods.containerOf(source);
    if (container === null || container.restarts > known || container.runningSince === null) return;
    await pods.changed(left);
  }
}

/** One connection: what is left of the process before, where a break may hide its end, then the present one's log until it ends. */
async function* once(
  source: LogSource,
  seam: LogSeam,
  options: FollowLogOptions,
  broke: boolean,
  outcome: { clean: boolean; lines: boolean },
): AsyncGenerator<LogNews> {
  const { cluster, signal } = options;
  const { namespace, pod } = source;
  // whatever was read before comes again from its last second on
  const end = seam.broken();
  if (end) yield { lines: end };
  // asked before the process before it is, so that no process can begin and be missed between the two
  const wish = { ...wishOf({ ...source, previous: false }, seam, options), follow: true };
  const opening = cluster.log(namespace, pod, wish).catch((error: unknown) => ({ error }));
  try {
    if (broke) for await (const lines of before(source, seam, options)) yield { lines };
    const opened = await opening;
    if ('error' in opened) throw opened.error;
    const { met } = seam;
    if (broke) seam.broken();
    for await (const chunk of opened.chunks) {
      const lines = seam.take(chunk);
      if (lines === null) continue;
      outcome.lines = true;
      yield { lines };
      // where the process before was met, the present one's log begins where that one's ends
      if (seam.torn && broke && !met) yield torn(source);
      seam.torn = false;
    }
    if (signal.aborted) return;
    const rest = seam.rest();
    if (rest) yield { lines: rest };
    // what comes again when the same log is opened anew is known
    seam.broken();
    outcome.clean = true;
  } catch (error) {
    if (signal.aborted) return;
    // a container that is being made again has no log for a moment; a pod that went has none for good
    const passing = isBreak(error) || (error instanceof ClusterError && ['error', 'not-found'].includes(error.reason));
    if (!passing) throw error;
    outcome.clean = !isBreak(error) && !broke;
  }
}

function torn({ pod }: LogSource): LogNews {
  return lost(`${pod}: the log was rotated while it could not be read: lines may be lost`);
}

function lost(note: string): LogNews {
  return { note, lost: true };
}

/** What was not yet seen of the process before the present one. */
async function* before(source: LogSource, seam: LogSeam, options: TapOptions): AsyncGenerator<Buffer> {
  if (seam.sinceTime === null) return;
  try {
    yield* readLog({ ...source, previous: true }, seam, options);
  } catch (error) {
    // there is none
    if (!(error instanceof ClusterError) || isBreak(error)) throw error;
  }
}

function* restarts(
  { pod, container: name }: LogSource,
  { restarts: now }: Container,
  known: number,
): Generator<LogNews> {
  if (now <= known) return;
  yield { note: `${pod}: container ${name} was restarted`, lost: false };
  const missed = now - known - 1;
  if (missed > 0) yield lost(`${pod}: ${missed} processes of ${name} came and went unseen, and their logs with them`);
}
