// When a new leader began to work: by its log, or by its metrics (reference 2.4 ctl.ready, 4; F13).

import type { ClaimsSeen, LineSeen, Seen } from './handover-seen.ts';
import type { Handovers } from './handovers.ts';
import { hostOf } from './identity.ts';

export interface FirstWork {
  /** Local monotonic milliseconds; null where it was not seen. */
  readonly at: number | null;
  readonly by: 'log' | 'metric' | null;
  /**
   * What its metrics said last: `busy` items are open and none was ever finished, `done` some was, `quiet` there is none, null where it
   * was not asked or does not tell.
   */
  readonly state: 'busy' | 'done' | 'quiet' | null;
  /** Local monotonic milliseconds since when its metrics say `busy` without a break; null where they do not. */
  readonly busySince: number | null;
}

const NONE: FirstWork = { at: null, by: null, state: null, busySince: null };

/** Of the holder that the last handover brought. */
export function firstWork(seen: readonly Seen[], { hops }: Handovers, { from }: { readonly from: string }): FirstWork {
  const last = hops.at(-1);
  if (!last || last.to === from) return NONE;
  const host = hostOf(last.to);
  const begin = last.instant?.at ?? Number.NEGATIVE_INFINITY;
  const line = seen.find(
    (one): one is LineSeen =>
      one.kind === 'line' && one.says === 'workers-started' && isOn(one.pod, host) && one.at > begin - EARLY_MS,
  );
  const rounds = seen.filter((one): one is ClaimsSeen => one.kind === 'claims' && one.at > begin);
  const told = rounds.flatMap(({ at, until, answers }) => {
    const answer = answers.find(({ pod }) => isOn(pod, host));
    const state = answer ? stateOf(answer.work) : null;
    return state === null ? [] : [{ at, until, state }];
  });
  const done = told.find(({ state }) => state === 'done');
  const state = told.at(-1)?.state ?? null;
  const idle = told.findLastIndex((one) => one.state !== 'busy');
  const busySince = state === 'busy' ? (told[idle + 1]?.at ?? null) : null;
  const byLog = line ? lineAt(line, last, begin) : null;
  if (byLog !== null) return { at: byLog, by: 'log', state, busySince };
  return { at: done?.until ?? null, by: done ? 'metric' : null, state, busySince };
}

/** A line may be read a moment before the Lease's news are. */
const EARLY_MS = 500;

/**
 * A followed log may come late. The kubelet's stamp and acquireTime are of one node's clock: their difference is how long after its
 * takeover the new leader began, however late the line was read.
 */
function lineAt({ at, stamp }: LineSeen, hop: Handovers['hops'][number], begin: number): number {
  const after = Date.parse(stamp ?? '') - Date.parse(hop.acquireTime ?? '');
  if (Number.isNaN(after) || after < 0 || hop.instant === null) return Math.max(at, begin);
  return Math.min(Math.max(at, begin), hop.instant.at + after);
}

function stateOf({ done, open }: { readonly done: number | null; readonly open: number | null }): FirstWork['state'] {
  if (done === null) return null;
  if (done > 0) return 'done';
  return (open ?? 0) > 0 ? 'busy' : 'quiet';
}

/** A host name is the pod's, cut at 63 characters (reference 1.9). */
function isOn(pod: string, host: string): boolean {
  return pod === host || (host.length >= 58 && pod.startsWith(host));
}
