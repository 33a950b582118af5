// When nobody can still act for a Lease: the proof that a deed on it needs (contract 6; reference 1.6 d, 1.8).

import type { Election } from './election.ts';
import type { Sighting } from './observation.ts';
import { renewalAge } from './renewal.ts';
import { JITTER, type Thresholds } from './timing.ts';

/** What the proof rests on: the timings under which the holder itself runs, as far as they are known. */
export interface DeathTerms {
  readonly deadAfterMs: number;
  /** False where deadline or period are not known for this holder, and the longest that client-go allows stand in. */
  readonly timingsKnown: boolean;
  readonly releaseOff: boolean;
}

/**
 * `dead`: nobody can act for it. `alive`: renewed so lately that it is in use, or seen renewed. `undecided`: too old to be in use, too
 * young to be dead, or not watched for long enough.
 */
export interface Life {
  readonly state: 'dead' | 'alive' | 'undecided';
  /** Since the last renewal, as far as that is proven; null where not at all. */
  readonly unrenewedMs: number | null;
  readonly by: 'server-clock' | 'two-reads' | null;
}

/** Stamps and Dates are whole seconds, and a read takes its time: a proof is a second longer than what it proves. */
const SLACK_MS = 1000;
/** A Lease stores its duration in whole seconds, cut (reference 1.1). */
const CUT_MS = 1000;

/**
 * A leader acts until RP + RD after its last renewal, and with release on shutdown up to RD more, while it tries to let go (1.6 d).
 * Where its deadline is not known, it is less than its duration, and its period less than RD/1.2: client-go takes no other (1.1).
 * What flags say now counts for a holder of the past only where the duration that it stored is theirs too.
 */
export function deathTermsOf({
  timing,
  arguments: set,
  holder,
}: Pick<Election, 'timing' | 'arguments' | 'holder'>): DeathTerms {
  const ld = timing.leaseDurationMs ?? 0;
  const given = set?.leaseDuration?.ms ?? null;
  const foreign = holder?.pod == null && given !== null && Math.floor(given / 1000) * 1000 !== ld;
  const releaseOff = timing.releaseOnCancel === false && !foreign;
  const timingsKnown = !foreign && timing.renewDeadlineMs !== null && timing.retryPeriodMs !== null;
  const rd = timingsKnown ? (timing.renewDeadlineMs as number) : ld + CUT_MS;
  const rp = timingsKnown ? (timing.retryPeriodMs as number) : rd / JITTER;
  return { deadAfterMs: Math.round(Math.max(ld, rp + (releaseOff ? 1 : 2) * rd)), timingsKnown, releaseOff };
}

/** Whether a held Lease is dead. Its holder's own clock proves nothing here, however old its stamp is. */
export function lifeOf(
  sighting: Sighting,
  { deadAfterMs }: DeathTerms,
  thresholds: Thresholds,
  stampsFollowRenewals: boolean,
): Life {
  const age = renewalAge(sighting, thresholds, stampsFollowRenewals);
  if (age === null) return { state: 'undecided', unrenewedMs: null, by: null };
  const by = age.evidence === 'server-clock' ? 'server-clock' : 'two-reads';
  const shown = { unrenewedMs: age.ms, by } as const;
  if (age.ms >= deadAfterMs + SLACK_MS) return { state: 'dead', ...shown };
  // only watched, and not for long: it may be renewed or not
  if (age.atLeast || age.ms >= thresholds.expiredMs) return { state: 'undecided', ...shown };
  return { state: 'alive', ...shown };
}

/** How long watching may take until it has proven either: the terms, the slack of the proof, and two looks. */
export function proofMs({ deadAfterMs }: DeathTerms): number {
  return deadAfterMs + 2 * SLACK_MS;
}
