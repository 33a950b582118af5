// Is a Lease being renewed? Judged by the API server's clock or by watching, never by the holder's (reference 1.3, 1.11).

import { isHeld } from './lease.ts';
import type { Sighting } from './observation.ts';
import type { Thresholds } from './timing.ts';

export type LeaseState = 'renewing' | 'late' | 'released' | 'expired' | 'unclaimed' | 'absent' | 'off' | 'unknown';
export type RenewalEvidence = 'server-clock' | 'two-reads' | 'holder-clock' | 'none';

export interface Renewal {
  readonly state: LeaseState;
  readonly evidence: RenewalEvidence;
  /** Since the last write to the Lease's record; null where not known. */
  readonly agoMs: number | null;
  /** True where `agoMs` is only a lower bound: the Lease was watched that long and nothing came. */
  readonly atLeast: boolean;
  /** True where the longest time that a working candidate needs is over, whether or not a workload exists. */
  readonly overdue: boolean;
}

const HOUR_MS = 3_600_000;

/**
 * How long ago the record was last written, as far as that is proven.
 * @param stampsFollowRenewals the server is 1.25 or newer; before that only a fresh stamp says anything (reference 1.3)
 */
export function renewalAge(
  sighting: Sighting,
  thresholds: Thresholds,
  stampsFollowRenewals: boolean,
): { ms: number; evidence: RenewalEvidence; atLeast: boolean } | null {
  const lastChange = sighting.changes.at(-1);
  if (lastChange) return { ms: sighting.unchangedForMs, evidence: 'two-reads', atLeast: false };
  const stamped = between(sighting.lease.renewalStamp, sighting.readAt);
  const fresh = stamped !== null && stamped < thresholds.lateMs;
  if (stamped !== null && (fresh || stampsFollowRenewals)) {
    return { ms: Math.max(0, stamped), evidence: 'server-clock', atLeast: false };
  }
  return sighting.unchangedForMs > 0 ? { ms: sighting.unchangedForMs, evidence: 'two-reads', atLeast: true } : null;
}

/**
 * The state of a Lease that exists. `unclaimed` here says only that the time for it is over; whether a workload exists that
 * should have claimed it is for the caller to add.
 */
export function renewalOf(sighting: Sighting, thresholds: Thresholds, stampsFollowRenewals: boolean): Renewal {
  const gone = sighting.changes.at(-1)?.kind === 'vanished';
  if (gone) return { state: 'absent', evidence: 'two-reads', agoMs: null, atLeast: false, overdue: false };
  const age = renewalAge(sighting, thresholds, stampsFollowRenewals);
  const proven = age !== null && !age.atLeast;
  const overdue = (age !== null && age.ms >= thresholds.unclaimedMs) || (!proven && longDead(sighting, thresholds));
  const shown = {
    agoMs: age?.ms ?? null,
    evidence: age?.evidence ?? 'none',
    atLeast: age?.atLeast ?? false,
    overdue,
  } as const;
  if (!isHeld(sighting.lease)) return { state: 'released', ...shown };
  if (overdue) return { state: 'unclaimed', ...shown };
  if (age && !(age.atLeast && age.ms < thresholds.lateMs)) return { state: stateAfter(age.ms, thresholds), ...shown };
  return age === null && !sighting.settled ? byHolderClock(sighting, thresholds) : { state: 'unknown', ...shown };
}

function stateAfter(ms: number, thresholds: Thresholds): LeaseState {
  if (ms >= thresholds.expiredMs) return 'expired';
  return ms >= thresholds.lateMs ? 'late' : 'renewing';
}

/** Whether watching the Lease on would tell more than is known now. */
export function wantsWatching(sighting: Sighting, thresholds: Thresholds, stampsFollowRenewals: boolean): boolean {
  const age = renewalAge(sighting, thresholds, stampsFollowRenewals);
  // before 1.25 a fresh stamp proves that the Lease is renewed, but not when: the next renewal tells
  const bound = age?.evidence === 'server-clock' && !stampsFollowRenewals && isHeld(sighting.lease);
  if (age && !age.atLeast && !bound) return false;
  if (!isHeld(sighting.lease)) return sighting.unchangedForMs <= 2.2 * thresholds.retryPeriodMs + 1000;
  if (longDead(sighting, thresholds)) return false;
  return sighting.unchangedForMs < thresholds.unclaimedMs;
}

/** Two reads this far apart suffice where `renewTime` is over an hour old: no clock is that wrong and still renewing unseen. */
export function shortProofMs(thresholds: Thresholds): number {
  return Math.max(2 * thresholds.retryPeriodMs, 5000);
}

function longDead(sighting: Sighting, thresholds: Thresholds): boolean {
  const claimed = between(sighting.lease.renewTime, sighting.readAt);
  return claimed !== null && claimed > HOUR_MS && sighting.unchangedForMs >= shortProofMs(thresholds);
}

/** The last resort of `--observe 0s`: the holder's own stamp may speak for freshness, and says so; it never proves staleness. */
function byHolderClock(sighting: Sighting, thresholds: Thresholds): Renewal {
  const claimed = between(sighting.lease.renewTime, sighting.readAt);
  const fresh = claimed !== null && Math.abs(claimed) < thresholds.lateMs;
  if (!fresh) return { state: 'unknown', evidence: 'none', agoMs: null, atLeast: false, overdue: false };
  return { state: 'renewing', evidence: 'holder-clock', agoMs: Math.max(0, claimed), atLeast: false, overdue: false };
}

/** Milliseconds from one RFC 3339 stamp to another, null where either is missing or no time. */
export function between(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? null : ms;
}
