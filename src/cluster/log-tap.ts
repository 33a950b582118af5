// One container's log as whole lines, each once, through connections that break: to its end, or on and on.

import type { LogSource } from '../election/log-sources.ts';
import type { Clock } from './clock.ts';
import type { Cluster, LogWish } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import type { LogSeam } from './log-seam.ts';

export interface TapOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** From this instant on, RFC 3339; null from the first line there is. */
  readonly since: string | null;
  /** The last so many lines; null for all. */
  readonly tail: number | null;
  readonly limitBytes?: number;
}

/** Tries in a row in which not one line came. */
const MOST_FAILURES = 6;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

/**
 * A log as it stands, to its end. @param seam what was handed on of it before
 * @throws ClusterError where it cannot be had, or breaks again and again
 */
export async function* readLog(source: LogSource, seam: LogSeam, options: TapOptions): AsyncGenerator<Buffer> {
  const { cluster, clock, signal } = options;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const { chunks } = await cluster.log(source.namespace, source.pod, wishOf(source, seam, options));
      for await (const chunk of chunks) {
        const lines = seam.take(chunk);
        if (lines === null) continue;
        failures = 0;
        yield lines;
      }
      if (signal.aborted) return;
      const rest = seam.rest();
      if (rest) yield rest;
      return;
    } catch (error) {
      if (!isBreak(error) || ++failures > MOST_FAILURES) throw error;
      const end = seam.broken();
      if (end) yield end;
      await clock.sleep(pauseAfter(failures));
    }
  }
}

/** What to ask for: what was wished, or from the second on in which the last line was that is known. */
export function wishOf({ container, previous }: LogSource, seam: LogSeam, options: TapOptions): LogWish {
  const { since, tail, limitBytes, signal } = options;
  const base = { container, previous, signal, ...(limitBytes === undefined ? {} : { limitBytes }) };
  const resumed = seam.sinceTime;
  if (resumed !== null) return { ...base, sinceTime: resumed };
  return {
    ...base,
    ...(since === null ? {} : { sinceTime: since }),
    ...(tail === null ? {} : { tailLines: tail }),
  };
}

/** Whether a connection broke, or a server was not there for a while: no answer about the log itself. */
export function isBreak(error: unknown): boolean {
  return error instanceof ClusterError && (error.reason === 'unreachable' || error.reason === 'timeout');
}

/** @param failures in a row, from 1 */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}
