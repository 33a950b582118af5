// The scenarios, in the order of the list. A new one is one file and one line here.

import { CLOCK_SKEW } from './clock-skew.ts';
import { CRASH_LOOP } from './crash-loop.ts';
import { CREATE_BY_NAME } from './create-by-name.ts';
import { DUPLICATE_IDENTITY } from './duplicate-identity.ts';
import { ELECTION_OFF } from './election-off.ts';
import { FLAPPING } from './flapping.ts';
import { HEALTHY } from './healthy.ts';
import { HELM_INSTALL } from './helm-install.ts';
import { LEADER_IDLE } from './leader-idle.ts';
import { LEFTOVER_LEASE } from './leftover-lease.ts';
import { OLD_BESKAR7_CHART } from './old-beskar7-chart.ts';
import { PAST_TROUBLE } from './past-trouble.ts';
import { RBAC_DENIED } from './rbac-denied.ts';
import { RBAC_UPDATE_DENIED } from './rbac-update-denied.ts';
import type { Scenario } from './scenario.ts';
import { SINGLE_REPLICA } from './single-replica.ts';
import { SLOW_API } from './slow-api.ts';
import { SPLIT_BRAIN } from './split-brain.ts';
import { STUCK_LEASE } from './stuck-lease.ts';
import { THROTTLED } from './throttled.ts';
import { TWO_LEASES } from './two-leases.ts';
import { UNKNOWN_FLAG } from './unknown-flag.ts';
import { WEDGED } from './wedged.ts';

export const SCENARIOS: readonly Scenario[] = [
  HEALTHY,
  STUCK_LEASE,
  SPLIT_BRAIN,
  DUPLICATE_IDENTITY,
  RBAC_DENIED,
  RBAC_UPDATE_DENIED,
  CREATE_BY_NAME,
  FLAPPING,
  CRASH_LOOP,
  UNKNOWN_FLAG,
  TWO_LEASES,
  ELECTION_OFF,
  SINGLE_REPLICA,
  WEDGED,
  CLOCK_SKEW,
  SLOW_API,
  THROTTLED,
  LEADER_IDLE,
  LEFTOVER_LEASE,
  PAST_TROUBLE,
  OLD_BESKAR7_CHART,
  HELM_INSTALL,
];

/** @returns undefined for a name that no scenario has */
export function scenarioNamed(name: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.name === name);
}
