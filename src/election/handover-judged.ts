// What a measured handover came to: within the bounds of the election's own timings, slow and why, or failed (reference 1.6; F13, F18).

import { describeEnd } from './candidate.ts';
import { formatDuration } from './duration.ts';
import { type FailoverTerms, SLACK_MS } from './failover-terms.ts';
import type { Measured } from './handover.ts';
import type { Hop } from './handovers.ts';
import { hostOf } from './identity.ts';

/**
 * How a round ended. `taken-back`: by the old leader, after a release under it. `idle`: somebody leads and does not work. `nobody`: no
 * leader within the limit. `void`: what was seen does not tell what happened. `refused`: the request was, and nothing was done.
 * `unclear`: whether it was done is not known. `interrupted`: by a signal, in the middle.
 */
export type RoundOutcome =
  | 'taken-over'
  | 'taken-back'
  | 'idle'
  | 'nobody'
  | 'void'
  | 'refused'
  | 'unclear'
  | 'interrupted';

export interface Judgement {
  readonly outcome: RoundOutcome;
  /** Null where it cannot be told. */
  readonly withinBounds: boolean | null;
  /** Why it was slow, or failed, or is void, in a sentence; null where all is well. */
  readonly why: string | null;
}

/** What is known besides what was measured. */
export interface Circumstances {
  readonly from: string;
  /** Whether this program's log tells when work begins. */
  readonly tellsOfWork: boolean;
  /** Whether the new leader had all the time it may take to begin. */
  readonly workIsDue: boolean;
}

export function judge(measured: Measured, terms: FailoverTerms, how: Circumstances): Judgement {
  const { hops, holder, hidden, takeoverMs } = measured;
  const last = hops.at(-1);
  if (!last || holder === null) {
    return { outcome: 'nobody', withinBounds: false, why: nobodyWords(measured, terms) };
  }
  if (hidden !== null || takeoverMs === null)
    return { outcome: 'void', withinBounds: null, why: hidden ?? 'when the Lease was taken is not known' };
  const idle = last.to === how.from ? null : idleWords(measured, how);
  if (idle !== null) return { outcome: 'idle', withinBounds: false, why: idle };
  const outcome = last.to === how.from ? 'taken-back' : 'taken-over';
  const slow = slowWords(measured, terms);
  return { outcome, withinBounds: slow === null, why: slow };
}

function nobodyWords({ hops, leaseFreedMs, lastRenewalMs }: Measured, { limitMs }: FailoverTerms): string {
  const last = hops.at(-1);
  const within = `within ${formatDuration(limitMs)}`;
  if (last) return `${hostOf(last.to)} took the Lease and did not keep it; nobody else did ${within}`;
  if (leaseFreedMs !== null)
    return `the Lease was released after ${seconds(leaseFreedMs)}, and nobody took it ${within}`;
  const renewed = lastRenewalMs === null ? '' : `; its holder last renewed ${when(lastRenewalMs)}`;
  return `nobody took the Lease ${within}${renewed}`;
}

function when(ms: number): string {
  return ms < 0 ? `${seconds(-ms)} before the trigger` : `${seconds(ms)} after the trigger`;
}

/** F13: a leader by its Lease alone. */
function idleWords({ work, hops }: Measured, { tellsOfWork, workIsDue }: Circumstances): string | null {
  if (!workIsDue) return null;
  const host = hostOf(hops.at(-1)?.to ?? '');
  if (work.state === 'busy') return `${host} leads and has finished nothing: its workers are at their first item still`;
  if (work.at === null && tellsOfWork) return `${host} leads, and its workers have not started`;
  return null;
}

function slowWords(measured: Measured, terms: FailoverTerms): string | null {
  const { maxMs, method } = terms;
  const { takeoverMs, hops } = measured;
  if (maxMs !== null)
    return (takeoverMs ?? 0) <= maxMs
      ? null
      : `taken over after ${seconds(takeoverMs ?? 0)}, and --max is ${formatDuration(maxMs)}`;
  // in a rollout each handover begins when that leader's turn comes
  if (method === 'rollout') return hops.map((hop) => slowHop(hop, measured, terms)).find((why) => why !== null) ?? null;
  const [first] = hops;
  const stop = measured.leaseFreedMs ?? measured.lastRenewalMs ?? 0;
  if (stop > terms.stopMaxMs + SLACK_MS)
    return `its stop took ${seconds(stop)}, and ${formatDuration(terms.stopMaxMs)} is what it is given`;
  return first ? slowHop(first, measured, terms) : null;
}

function slowHop(hop: Hop, measured: Measured, terms: FailoverTerms): string | null {
  const { freeMaxMs, unrenewedMaxMs, releases, method } = terms;
  const at = hop.instant?.at ?? null;
  if (hop.freed !== null && at !== null) {
    const free = at - hop.freed.at;
    if (free <= freeMaxMs + SLACK_MS) return null;
    return `the Lease was free for ${seconds(free)} before ${hostOf(hop.to)} took it, and ${formatDuration(freeMaxMs)} is the most that a waiting candidate needs`;
  }
  if (releases === true && method !== 'kill' && hop.wasFreed === false)
    return `release on shutdown is on, and the Lease was not released: ${unreleasedBecause(measured)}`;
  const unrenewed = at === null || hop.renewedAt === null ? null : at - hop.renewedAt;
  if (unrenewed === null || unrenewed <= unrenewedMaxMs + SLACK_MS) return null;
  return `taken ${seconds(unrenewed)} after the last renewal, and ${formatDuration(unrenewedMaxMs)} is the most that a waiting candidate needs`;
}

/** F18's reasons. */
function unreleasedBecause({ said, ended }: Measured): string {
  if (said === 'release-failed') return 'its log says that the release failed, as libraries before client-go 0.34 may';
  if (said === 'shutdown-overdue') return 'its log says that its shutdown took longer than its manager waits';
  if (ended?.exitCode === 137) return `it was killed before it let go (${describeEnd(ended)}): its grace is too short`;
  if (ended && ended.exitCode !== 0) return `its process ended by itself (${describeEnd(ended)})`;
  return 'nothing seen tells why';
}

/** Figures for people: a hundredth of a second. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)}s`;
}
