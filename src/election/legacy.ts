// Locks of old libraries: an annotation on a ConfigMap or Endpoints object, beside a Lease or instead of it (reference 6.1; F17).

import { workloadOfName } from './candidate.ts';
import type { Election } from './election.ts';
import { hostOf, podOf } from './identity.ts';
import type { Observation } from './observation.ts';
import { between } from './renewal.ts';
import type { LegacyLock } from './surroundings.ts';

/** How a lock is tied to an election. */
export interface TiedLock {
  readonly lock: LegacyLock;
  readonly by: 'name' | 'holder';
}

/** `unknown` where the server's stamp tells nothing: before 1.25 it moves with the first write only (reference 1.3). */
export type LockState =
  | { readonly state: 'renewed' | 'left'; readonly agoMs: number }
  | { readonly state: 'unknown'; readonly agoMs: null };

/** Kinds of lock as flags spell them that are not the Lease alone. */
const OLD_KINDS = ['configmaps', 'endpoints', 'configmapsleases', 'endpointsleases'];
/** Where a lock names no duration of its own: client-go's default. */
const DURATION_MS = 15_000;
const SLACK_MS = 2000;

/** The old kind of lock that arguments ask for; null where they ask for Leases or for nothing. */
export function oldKindOf({ arguments: set, configured }: Pick<Election, 'arguments' | 'configured'>): string | null {
  const kind = set?.lock ?? configured?.lock ?? null;
  return kind !== null && OLD_KINDS.includes(kind) ? kind : null;
}

/** The locks that bear the name of an election's Lease, or whose holder is one of its replicas, there or gone. */
export function locksOf(election: Election, { locks }: Pick<Observation, 'locks'>): TiedLock[] {
  const { leaseName, namespace, workload, candidates, holder } = election;
  const pods = candidates.map(({ pod }) => pod);
  return locks.flatMap((lock): TiedLock[] => {
    const near = lock.namespace === namespace || lock.namespace === workload?.namespace;
    if (!near) return [];
    if (lock.name === leaseName) return [{ lock, by: 'name' }];
    const identity = lock.holderIdentity;
    if (identity === null || identity === '' || !workload) return [];
    const known = podOf(identity, pods).pod !== null || identity === holder?.identity;
    return known || workloadOfName(hostOf(identity), [workload]) !== null ? [{ lock, by: 'holder' }] : [];
  });
}

/** Whether a lock is in use now, by the API server's clock alone. */
export function lockState(lock: LegacyLock, { cluster }: Pick<Observation, 'cluster'>): LockState {
  const agoMs = between(lock.renewalStamp, lock.readAt);
  if (agoMs === null) return { state: 'unknown', agoMs: null };
  const fresh = isHeldLock(lock) && agoMs <= durationOf(lock) + SLACK_MS;
  if (fresh) return { state: 'renewed', agoMs };
  return cluster.stampsFollowRenewals ? { state: 'left', agoMs } : { state: 'unknown', agoMs: null };
}

function isHeldLock({ holderIdentity }: LegacyLock): boolean {
  return holderIdentity !== null && holderIdentity !== '';
}

function durationOf({ leaseDurationSeconds }: LegacyLock): number {
  return leaseDurationSeconds === null || leaseDurationSeconds <= 0 ? DURATION_MS : leaseDurationSeconds * 1000;
}
