// Which checks manifests alone can answer (`doctor -f`): those that ask for no Lease, no pod, no status and no log.

import type { Observation } from '../election/observation.ts';

const OF_WORKLOADS = [
  'duplicate-identity',
  'shared-lease',
  'election-off',
  'flag-swallowed',
  'no-disruption-budget',
  'grace-period-short',
  'no-priority-class',
  'no-resource-limits',
  'timing-invalid',
  'timing-margin',
  'timing-slow',
  'release-off',
];
/** Asked where the files hold roles at all: others are usually applied from elsewhere. */
const OF_ROLES = ['lease-access-denied', 'create-by-name', 'lease-access-broad', 'event-access-denied'];

export function manifestChecks({ access }: Pick<Observation, 'access'>): readonly string[] {
  return access === null ? OF_WORKLOADS : [...OF_WORKLOADS, ...OF_ROLES];
}
