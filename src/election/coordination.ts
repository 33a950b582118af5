// Coordinated election: the API server chooses the holder among LeaseCandidates by a strategy (reference 1.10).

import { isHeld, type Lease } from './lease.ts';
import { between } from './renewal.ts';
import type { LeaseCandidate } from './surroundings.ts';

export interface Coordination {
  readonly strategy: string;
  /** Who is to hold next. While it is not the holder, the holder lets its term end. */
  readonly preferredHolder: string | null;
  /** As far as they could be read. */
  readonly candidates: readonly LeaseCandidate[];
}

/** For how long the coordinator gives a Lease, until its holder renews it for the first time. */
export const FIRST_TERM_MS = 5000;
/** The coordinator looks every 5 s, and gives candidates 5 s to answer. */
export const COORDINATOR_MS = 10_000;
/** Within which a candidate that lives answers a ping. */
const ANSWER_MS = 5000;
/** A candidate counts for this long after it renewed. */
const VALID_MS = 1_800_000;

/** Null for a Lease that its candidates take by themselves. */
export function coordinationOf(lease: Lease | null, all: readonly LeaseCandidate[]): Coordination | null {
  if (!lease || lease.strategy === null) return null;
  const candidates = all.filter((one) => one.namespace === lease.namespace && one.leaseName === lease.name);
  return { strategy: lease.strategy, preferredHolder: lease.preferredHolder, candidates };
}

/** Whether the coordinator gave the Lease, and its holder has yet to renew it: the duration is not that of the holder. */
export function isFirstTerm({ strategy, leaseDurationSeconds }: Lease): boolean {
  return strategy !== null && leaseDurationSeconds === FIRST_TERM_MS / 1000;
}

/** The candidates that the coordinator would choose from: those that renewed within 30 minutes. */
export function validCandidates({ candidates }: Coordination, now: string): readonly LeaseCandidate[] {
  return candidates.filter(({ renewTime }) => (between(renewTime, now) ?? Number.POSITIVE_INFINITY) <= VALID_MS);
}

/**
 * Whether the holder is to let the Lease run out because somebody else is preferred: a handover, and no trouble. The coordinator
 * prefers somebody else also where the holder left its ping without an answer: then it crashed or hangs, and gives way to nobody.
 */
export function givesWay(lease: Lease | null, coordinated: Coordination | null, now: string): boolean {
  if (!lease || !coordinated || !isHeld(lease)) return false;
  const { preferredHolder, candidates } = coordinated;
  if (!preferredHolder || preferredHolder === lease.holderIdentity) return false;
  const own = candidates.find(({ name }) => name === lease.holderIdentity);
  return !own || !ignoresPing(own, now);
}

function ignoresPing({ pingTime, renewTime }: LeaseCandidate, now: string): boolean {
  const answered = between(pingTime, renewTime);
  const since = between(pingTime, now);
  return since !== null && since > ANSWER_MS && (answered === null || answered < 0);
}
