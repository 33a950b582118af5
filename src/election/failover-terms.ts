// What a failover of an election may take, by the way in which its leader is made to go (reference 1.6, 1.8).

import { COORDINATOR_MS } from './coordination.ts';
import type { Election } from './election.ts';
import type { Range } from './timing.ts';
import { JITTER } from './timing.ts';

export const FAILOVER_METHODS = ['delete', 'evict', 'kill', 'rollout', 'release'] as const;

/**
 * How the leader is made to go. `delete` and `evict` end its pod as planned, `evict` only where budgets allow; `kill` gives it no
 * grace; `rollout` restarts the workload; `release` empties the Lease under a leader that lives.
 */
export type FailoverMethod = (typeof FAILOVER_METHODS)[number];

/** All in milliseconds. */
export interface FailoverTerms {
  readonly method: FailoverMethod;
  /** From the request to the end of the old leader's process, at most. */
  readonly stopMaxMs: number;
  /** Whether a planned stop empties the Lease; null where nothing tells. */
  readonly releases: boolean | null;
  /** From a Lease that is free to its next holder, at most. */
  readonly freeMaxMs: number;
  /** From the last renewal of a holder that never let go to the next holder, at most. */
  readonly unrenewedMaxMs: number;
  /** From the trigger to the next leader; null where the trigger does not decide when the leader's pod is stopped (`rollout`). */
  readonly expectedMs: Range | null;
  /** Whether nobody waits for the Lease, so that a pod must start first. */
  readonly nobodyWaits: boolean;
  /** When waiting for a leader ends. */
  readonly limitMs: number;
  /** `--max`: the bound that the user gave; null for those above. */
  readonly maxMs: number | null;
}

/** controller-runtime's GracefulShutdownTimeout: it gives up waiting for its runnables then (reference 1.6). */
const MANAGER_STOP_MS = 30_000;
/** What the kubelet leaves a pod that is deleted with no grace, between its TERM and its KILL signal. */
const KILL_MS = 2000;
/** For a pod to be scheduled and to start (as `status --wait`). */
export const START_MS = 36_000;
/** Requests take their time, and a busy machine is late. */
export const SLACK_MS = 500;

/** @param given `waitMs`: `--wait`, `maxMs`: `--max`; null for what the timings allow */
export function failoverTerms(
  election: Pick<Election, 'timing' | 'thresholds' | 'candidates' | 'holder' | 'workload' | 'coordinated'>,
  method: FailoverMethod,
  given: { readonly waitMs: number | null; readonly maxMs: number | null },
): FailoverTerms {
  const { timing, thresholds, candidates, coordinated, workload } = election;
  const { retryPeriodMs: rp, expiredMs: ld, unclaimedMs } = thresholds;
  const nobodyWaits = !candidates.some(({ role }) => role === 'standby');
  const stopMaxMs = method === 'kill' ? KILL_MS : method === 'release' ? 0 : stopOf(election);
  const start = nobodyWaits && method !== 'release' ? START_MS : 0;
  const freeMaxMs = start + (coordinated ? COORDINATOR_MS : Math.round((1 + JITTER) * rp));
  const unrenewedMaxMs = start + unclaimedMs;
  const releases = method === 'release' ? true : timing.releaseOnCancel;
  // a killed process may still let go within its two seconds, and need not
  const high = stopMaxMs + (releases === true && method !== 'kill' ? freeMaxMs : unrenewedMaxMs);
  const low = releases === false ? Math.max(0, ld - rp) : 0;
  const longest = stopMaxMs + unrenewedMaxMs + GRACE_MS;
  const replicas = Math.max(1, workload?.replicas ?? candidates.length);
  const limitMs = method === 'rollout' ? replicas * (START_MS + stopMaxMs) + longest : longest;
  const expectedMs: Range | null = method === 'rollout' ? null : [low, high];
  return {
    method,
    stopMaxMs,
    releases,
    freeMaxMs,
    unrenewedMaxMs,
    expectedMs,
    nobodyWaits,
    limitMs: given.waitMs ?? Math.max(limitMs, given.maxMs ?? 0),
    maxMs: given.maxMs,
  };
}

/** A leader that is late is worth a moment's more waiting than one that never comes. */
const GRACE_MS = 5000;

/** The pod's grace, and no more than a manager waits for itself. */
function stopOf({ holder, workload }: Pick<Election, 'holder' | 'workload'>): number {
  const settings = holder?.pod?.settings ?? workload?.settings;
  const grace = (settings?.graceSeconds ?? 30) * 1000;
  return settings?.controllerRuntime ? Math.min(grace, MANAGER_STOP_MS) : grace;
}
