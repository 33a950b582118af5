// The holder of a Lease: its identity, and the pod behind it.

import { podsOf } from './candidate.ts';
import { type ControllerOverride, podAsGiven } from './controller-override.ts';
import type { Directory } from './directory.ts';
import { hostOf, type Match, podOf } from './identity.ts';
import type { Lease } from './lease.ts';
import type { Pod, Workload } from './observation.ts';
import { forLease } from './siblings.ts';

export interface Holder {
  readonly identity: string;
  /** The part of the identity that should be a host name. */
  readonly host: string;
  readonly pod: Pod | null;
  readonly match: Match;
}

/** The holder by its identity: among the workload's own replicas first, then among all pods beside the Lease. */
export function holderOf(
  identity: string,
  lease: Lease,
  workload: Workload | null,
  directory: Directory,
  given: ControllerOverride | null,
): Holder {
  const own = workload ? podsOf(workload, directory.podsIn(workload.namespace)) : [];
  const found = [own, directory.podsIn(lease.namespace)]
    .map((pods) => podOf(identity, pods, lease.name))
    .find(({ pod }) => pod !== null);
  const pod = found?.pod ? podAsGiven(forLease(found.pod, lease), given) : null;
  return { identity, host: hostOf(identity), pod, match: found?.match ?? 'none' };
}
