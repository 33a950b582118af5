// In which state an election is, with its Lease or without one.

import type { Election } from './election.ts';
import type { Observation } from './observation.ts';
import { type Renewal, renewalOf } from './renewal.ts';

/** @param hasPods whether replicas were seen, who could take the Lease */
export function stateOf(
  facts: Pick<Observation, 'gaps' | 'cluster'>,
  known: Pick<Election, 'sighting' | 'thresholds' | 'workload' | 'program' | 'electionOn' | 'namespace'>,
  hasPods: boolean,
): Renewal {
  const nothing = { evidence: 'none', agoMs: null, atLeast: false, overdue: false } as const;
  const { sighting, thresholds, workload, program, electionOn } = known;
  if (!sighting) {
    const unread = facts.gaps.some(
      ({ evidence, namespace }) => evidence === 'leases' && (namespace === null || namespace === known.namespace),
    );
    if (electionOn === false) return { state: 'off', ...nothing };
    return { state: unread ? 'unknown' : 'absent', ...nothing };
  }
  const renewal = renewalOf(sighting, thresholds, facts.cluster.stampsFollowRenewals);
  if (electionOn === false && renewal.state !== 'renewing' && renewal.state !== 'late')
    return { ...renewal, state: 'off' };
  const claimable = workload !== null || hasPods || program?.controlPlane === true;
  return renewal.state === 'unclaimed' && !claimable ? { ...renewal, state: 'expired' } : renewal;
}
