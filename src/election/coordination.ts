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

/** A Lease that the coordinator writes names this duration until its holder renews it for the first time. */
export const FIRST_DURATION_SECONDS = 5;
/** The coordinator looks every 5 s, and gives candidates 5 s to answer. */
export const COORDINATOR_MS = 10_000;
/** A candidate counts for this long after it renewed. */
const VALID_MS = 1_800_000;

/** Null for a Lease that its candidates take by themselves. */
export function coordinationOf(lease: Lease | null, all: readonly LeaseCandidate[]): Coordination | null {
  if (!lease || lease.strategy === null) return null;
  const candidates = all.filter((one) => one.namespace === lease.namespace && one.leaseName === lease.name);
  return { strategy: lease.strategy, preferredHolder: lease.preferredHolder, candidates };
}

/** The candidates that the coordinator would choose from: those that renewed within 30 minutes. */
export function validCandidates({ candidates }: Coordination, now: string): readonly LeaseCandidate[] {
  return candidates.filter(({ renewTime }) => (between(renewTime, now) ?? Number.POSITIVE_INFINITY) <= VALID_MS);
}

/** Whether the holder lets the Lease run out on purpose, because somebody else is preferred: a handover, and no trouble. */
export function givesWay(lease: Lease | null): boolean {
  if (!lease || lease.strategy === null || !isHeld(lease)) return false;
  return Boolean(lease.preferredHolder) && lease.preferredHolder !== lease.holderIdentity;
}
