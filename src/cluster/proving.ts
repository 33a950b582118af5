// Watching one Lease until it is proven that nobody can act for it any more, or that somebody does.

import { deathTermsOf, lifeOf, proofMs } from '../election/dead.ts';
import { type Election, electionsOf } from '../election/election.ts';
import { isElection, isHeld, type Lease } from '../election/lease.ts';
import type { Sighting } from '../election/observation.ts';
import type { Clock, Progress } from './clock.ts';
import type { Cluster, Reading } from './cluster.ts';
import { watchLeases } from './watching.ts';

/**
 * Watches the only held Lease of what was read until it is dead or alive (contract 6). What needs no proof, or is one of several,
 * stays as it is.
 * @returns every sighting, the one that was watched as it stands at the end; without it where the Lease vanished
 */
export async function prove(draft: Parameters<typeof electionsOf>[0], how: Proving): Promise<readonly Sighting[]> {
  const { stampsFollowRenewals } = draft.cluster;
  const [election, another] = electionsOf(draft);
  const sighting = election?.sighting;
  if (!election || another || !sighting || !isHeld(sighting.lease) || !isElection(sighting.lease)) return draft.leases;
  const [seen, vanished] = await proveOne({ ...election, sighting }, { stampsFollowRenewals, ...how });
  if (vanished) return draft.leases.filter((one) => one !== sighting);
  return draft.leases.map((one) => (one === sighting ? seen : one));
}

/**
 * Watches the lock of one election until it is dead or alive.
 * @param how `read`: how it is read, where it is no Lease
 * @returns what was seen, and whether it vanished
 */
export async function proveOne(
  election: Pick<Election, 'timing' | 'arguments' | 'holder' | 'thresholds'> & { readonly sighting: Sighting },
  how: Proving & {
    readonly stampsFollowRenewals: boolean;
    readonly read?: (lease: Lease) => Promise<Reading<Lease | null>>;
  },
): Promise<readonly [Sighting, vanished: boolean]> {
  const { thresholds, sighting } = election;
  const terms = deathTermsOf(election);
  const isOpen = (seen: Sighting) =>
    isHeld(seen.lease) && lifeOf(seen, terms, thresholds, how.stampsFollowRenewals).state === 'undecided';
  if (!isOpen(sighting)) return [sighting, false];
  const proof = { isOpen, limitMs: proofMs(terms) };
  const [seen = sighting] = await watchLeases([{ sighting, thresholds }], { ...how, atLeastMs: 0, proof });
  return [seen, seen.changes.at(-1)?.kind === 'vanished'];
}

interface Proving {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly progress: Progress;
}
