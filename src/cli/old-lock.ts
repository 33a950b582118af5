// `break-lease --legacy`: an election as its old lock shows it, on a ConfigMap or an Endpoints object (F17).

import type { Clock, Progress } from '../cluster/clock.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Election } from '../election/election.ts';
import { hostOf, podOf } from '../election/identity.ts';
import { isHeld, wasReleased } from '../election/lease.ts';
import { locksOf } from '../election/legacy.ts';
import { firstSighting, type Observation } from '../election/observation.ts';
import { renewalOf } from '../election/renewal.ts';
import { thresholdsOf, timingOf } from '../election/timing.ts';
import { UsageError } from './usage-error.ts';

export interface OldLock {
  /** The election, with the old lock in the place of its Lease. */
  readonly election: Election;
  readonly resource: 'configmaps' | 'endpoints';
}

/**
 * Finds the only old lock of an election, and watches it until its holder is dead or alive.
 * @returns null where it has none
 * @throws UsageError where it has several; ClusterError where it cannot be read
 */
export async function oldLockOf(
  election: Election,
  observation: Observation,
  { cluster, clock, progress }: { readonly cluster: Cluster; readonly clock: Clock; readonly progress: Progress },
): Promise<OldLock | null> {
  const [tied, another] = locksOf(election, observation);
  if (!tied) return null;
  if (another)
    throw new UsageError(`${election.leaseName} has several old locks`, 'name one: its own name is a TARGET');
  const { readOldLock, proveOne } = await import('../cluster/index.ts');
  const { lock } = tied;
  const read = () => readOldLock(cluster, lock);
  const { value: lease, date } = await read();
  if (!lease) return null;
  const { stampsFollowRenewals } = observation.cluster;
  const timing = timingOf({
    lease,
    arguments: election.arguments,
    program: election.program,
    releaseSeen: wasReleased(lease),
  });
  const pods = election.candidates.map(({ pod }) => pod);
  const identity = lease.holderIdentity ?? '';
  const holder = isHeld(lease) ? { identity, host: hostOf(identity), ...podOf(identity, pods) } : null;
  const thresholds = thresholdsOf(timing, lease);
  const base = { ...election, leaseName: lease.name, lease, timing, thresholds, holder, access: null };
  const how = { cluster, clock, progress, stampsFollowRenewals, read };
  const [sighting] = await proveOne({ ...base, sighting: firstSighting(lease, date) }, how);
  const renewal = renewalOf(sighting, thresholds, stampsFollowRenewals);
  const resource = lock.kind === 'ConfigMap' ? 'configmaps' : 'endpoints';
  return { election: { ...base, lease: sighting.lease, sighting, renewal }, resource };
}
