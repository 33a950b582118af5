// The scenarios, in the order of the list: by what is wrong, within that the commonest first. A new one is one file and one line here.

import { ACCOUNT_MISSING } from './account-missing.ts';
import { ACCOUNT_REJECTED } from './account-rejected.ts';
import { API_UNREACHABLE } from './api-unreachable.ts';
import { BUDGET_BLOCKS } from './budget-blocks.ts';
import { CLOCK_SKEW } from './clock-skew.ts';
import { CRASH_LOOP } from './crash-loop.ts';
import { CREATE_BY_NAME } from './create-by-name.ts';
import { DUPLICATE_IDENTITY } from './duplicate-identity.ts';
import { DURATION_MISMATCH } from './duration-mismatch.ts';
import { EGRESS_BLOCKED } from './egress-blocked.ts';
import { ELECTION_OFF } from './election-off.ts';
import { EVENTS_DENIED } from './events-denied.ts';
import { FLAG_SWALLOWED } from './flag-swallowed.ts';
import { FLAPPING } from './flapping.ts';
import { HEALTHY } from './healthy.ts';
import { HELM_INSTALL } from './helm-install.ts';
import { HOLDER_TERMINATING } from './holder-terminating.ts';
import { IMAGE_MISSING } from './image-missing.ts';
import { LEADER_IDLE } from './leader-idle.ts';
import { LEASE_RECREATED } from './lease-recreated.ts';
import { LEFTOVER_LEASE } from './leftover-lease.ts';
import { LEGACY_LOCK } from './legacy-lock.ts';
import { NOT_COMPETING } from './not-competing.ts';
import { OLD_BESKAR7_CHART } from './old-beskar7-chart.ts';
import { OUT_OF_MEMORY } from './out-of-memory.ts';
import { PAST_TROUBLE } from './past-trouble.ts';
import { RBAC_DENIED } from './rbac-denied.ts';
import { RBAC_UPDATE_DENIED } from './rbac-update-denied.ts';
import { ROLLOUT_BLOCKED } from './rollout-blocked.ts';
import { SCALED_TO_ZERO } from './scaled-to-zero.ts';
import type { Scenario } from './scenario.ts';
import { SHARED_LEASE } from './shared-lease.ts';
import { SINGLE_REPLICA } from './single-replica.ts';
import { SLOW_API } from './slow-api.ts';
import { SPLIT_BRAIN } from './split-brain.ts';
import { STUCK_LEASE } from './stuck-lease.ts';
import { THROTTLED } from './throttled.ts';
import { TIMING_INVALID } from './timing-invalid.ts';
import { TIMING_MARGIN } from './timing-margin.ts';
import { TWO_LEASES } from './two-leases.ts';
import { UNKNOWN_FLAG } from './unknown-flag.ts';
import { WEDGED } from './wedged.ts';

export const SCENARIOS: readonly Scenario[] = [
  HEALTHY,
  HELM_INSTALL,
  SINGLE_REPLICA,
  PAST_TROUBLE,
  CLOCK_SKEW,
  LEFTOVER_LEASE,
  EVENTS_DENIED,
  STUCK_LEASE,
  WEDGED,
  HOLDER_TERMINATING,
  SPLIT_BRAIN,
  DUPLICATE_IDENTITY,
  TWO_LEASES,
  SHARED_LEASE,
  ELECTION_OFF,
  LEASE_RECREATED,
  LEGACY_LOCK,
  LEADER_IDLE,
  FLAPPING,
  SCALED_TO_ZERO,
  IMAGE_MISSING,
  CRASH_LOOP,
  OUT_OF_MEMORY,
  UNKNOWN_FLAG,
  FLAG_SWALLOWED,
  NOT_COMPETING,
  ROLLOUT_BLOCKED,
  BUDGET_BLOCKS,
  TIMING_INVALID,
  TIMING_MARGIN,
  DURATION_MISMATCH,
  RBAC_DENIED,
  RBAC_UPDATE_DENIED,
  CREATE_BY_NAME,
  OLD_BESKAR7_CHART,
  ACCOUNT_MISSING,
  ACCOUNT_REJECTED,
  API_UNREACHABLE,
  EGRESS_BLOCKED,
  SLOW_API,
  THROTTLED,
];

/** @returns undefined for a name that no scenario has */
export function scenarioNamed(name: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.name === name);
}
