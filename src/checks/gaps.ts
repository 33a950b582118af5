// What could not be read, for checks that can often do without and so say by themselves where they could not.

import type { Election } from '../election/election.ts';
import type { Evidence, Gap, Observation } from '../election/observation.ts';

/** The first gap of these kinds where the Lease or its workload lives; null where all of it was read. */
export function gapIn(
  kinds: readonly Evidence[],
  { namespace, workload }: Pick<Election, 'namespace' | 'workload'>,
  { gaps }: Pick<Observation, 'gaps'>,
): Gap | null {
  const homes = [null, namespace, workload?.namespace ?? namespace];
  return gaps.find((gap) => kinds.includes(gap.evidence) && homes.includes(gap.namespace)) ?? null;
}
