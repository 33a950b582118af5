// Watching one Lease until it is proven that nobody can act for it any more, or that somebody does.

import { deathTermsOf, lifeOf, proofMs } from '../election/dead.ts';
import { electionsOf } from '../election/election.ts';
import { isElection, isHeld } from '../election/lease.ts';
import type { Sighting } from '../election/observation.ts';
import type { Clock, Progress } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { watchLeases } from './watching.ts';

/**
 * Watches the only held Lease of what was read until it is dead or alive (contract 6). What needs no proof, or is one of several,
 * stays as it is.
 * @returns every sighting, the one that was watched as it stands at the end; without it where the Lease vanished
 */
export async function prove(
  draft: Parameters<typeof electionsOf>[0],
  { cluster, clock, progress }: { readonly cluster: Cluster; readonly clock: Clock; readonly progress: Progress },
): Promise<readonly Sighting[]> {
  const { stampsFollowRenewals } = draft.cluster;
  const [election, another] = electionsOf(draft);
  const sighting = election?.sighting;
  if (!election || another || !sighting || !isHeld(sighting.lease) || !isElection(sighting.lease)) return draft.leases;
  const { thresholds } = election;
  const terms = deathTermsOf(election);
  const isOpen = (seen: Sighting) =>
    isHeld(seen.lease) && lifeOf(seen, terms, thresholds, stampsFollowRenewals).state === 'undecided';
  if (!isOpen(sighting)) return draft.leases;
  const proof = { isOpen, limitMs: proofMs(terms) };
  const how = { cluster, clock, progress, stampsFollowRenewals, atLeastMs: 0, proof };
  const [seen = sighting] = await watchLeases([{ sighting, thresholds }], how);
  if (seen.changes.at(-1)?.kind === 'vanished') return draft.leases.filter((one) => one !== sighting);
  return draft.leases.map((one) => (one === sighting ? seen : one));
}
