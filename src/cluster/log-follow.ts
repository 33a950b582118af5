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
const SOON_MS = 300;

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
    broke = !outcome.clean;
    const container = pods.containerOf(source);
    if (container === null) {
      if (broke)
        yield { note: `${source.pod} went while its log could not be read: its last lines are lost`, lost: true };
      return;
    }
    yield* restarts(source, container, known);
    known = Math.max(known, container.restarts);
    if (container.restarts === known && container.runningSince === null) {
      if (pods.hasEnded(source)) return;
      await pods.changed(LOOK_MS);
    } else await clock.sleep(broke ? pauseAfter(++failures) : SOON_MS);
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
  const end = broke ? seam.broken() : null;
  if (end) yield { lines: end };
  // asked before the process before it is, so that no process can begin and be missed between the two
  const wish = { ...wishOf({ ...source, previous: false }, seam, options), follow: true };
  const opening = cluster.log(namespace, pod, wish).catch((error: unknown) => ({ error }));
  try {
    if (broke) for await (const lines of before(source, seam, options)) yield { lines };
    const opened = await opening;
    if ('error' in opened) throw opened.error;
    if (broke) seam.broken();
    for await (const chunk of opened.chunks) {
      const lines = seam.take(chunk);
      if (lines === null) continue;
      outcome.lines = true;
      yield { lines };
      if (seam.torn) yield torn(source);
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
  return { note: `${pod}: the log was rotated while it could not be read: lines may be lost`, lost: true };
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
  if (missed > 0)
    yield { note: `${pod}: ${missed} processes of ${name} came and went unseen, and their logs with them`, lost: true };
}
