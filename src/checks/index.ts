// The catalogue: every check, in the order of contract 4.

import { accountMissing } from './account-missing.ts';
import { accountRejected } from './account-rejected.ts';
import { apiSlow } from './api-slow.ts';
import { apiUnreachable } from './api-unreachable.ts';
import { candidatesNotCompeting } from './candidates-not-competing.ts';
import type { Check } from './check.ts';
import { clientThrottled } from './client-throttled.ts';
import { clockSkew } from './clock-skew.ts';
import { crashLooping } from './crash-looping.ts';
import { createByName } from './create-by-name.ts';
import { disruptionBudgetBlocks } from './disruption-budget-blocks.ts';
import { duplicateIdentity } from './duplicate-identity.ts';
import { egressBlocked } from './egress-blocked.ts';
import { electionOff } from './election-off.ts';
import { eventAccessDenied } from './event-access-denied.ts';
import { flagSwallowed } from './flag-swallowed.ts';
import { gracePeriodShort } from './grace-period-short.ts';
import { holderGone } from './holder-gone.ts';
import { holderRestarted } from './holder-restarted.ts';
import { holderTerminating } from './holder-terminating.ts';
import { holderUnresolved } from './holder-unresolved.ts';
import { holderWedged } from './holder-wedged.ts';
import { leaderIdle } from './leader-idle.ts';
import { leaseAbsent } from './lease-absent.ts';
import { leaseAccessBroad } from './lease-access-broad.ts';
import { leaseAccessDenied } from './lease-access-denied.ts';
import { leaseDurationMismatch } from './lease-duration-mismatch.ts';
import { leaseExpired } from './lease-expired.ts';
import { leaseFlapping } from './lease-flapping.ts';
import { leaseLate } from './lease-late.ts';
import { leaseOrphaned } from './lease-orphaned.ts';
import { leaseRecreated } from './lease-recreated.ts';
import { leaseReleased } from './lease-released.ts';
import { leaseUnclaimed } from './lease-unclaimed.ts';
import { legacyLock } from './legacy-lock.ts';
import { multipleLeaders } from './multiple-leaders.ts';
import { noCandidates } from './no-candidates.ts';
import { noDisruptionBudget } from './no-disruption-budget.ts';
import { noPriorityClass } from './no-priority-class.ts';
import { noResourceLimits } from './no-resource-limits.ts';
import { outOfMemory } from './out-of-memory.ts';
import { releaseFailed } from './release-failed.ts';
import { releaseOff } from './release-off.ts';
import { rolloutBlocked } from './rollout-blocked.ts';
import { sameNode } from './same-node.ts';
import { servesOnlyWhenLeading } from './serves-only-when-leading.ts';
import { sharedLease } from './shared-lease.ts';
import { singleCandidate } from './single-candidate.ts';
import { timingInvalid } from './timing-invalid.ts';
import { timingMargin } from './timing-margin.ts';
import { timingSlow } from './timing-slow.ts';
import { twoLeases } from './two-leases.ts';
import { unknownFlag } from './unknown-flag.ts';

export const CHECKS: readonly Check[] = [
  leaseAbsent,
  leaseLate,
  leaseReleased,
  leaseExpired,
  leaseUnclaimed,
  leaseOrphaned,
  leaseRecreated,
  leaseFlapping,
  leaseDurationMismatch,
  clockSkew,
  holderGone,
  holderRestarted,
  holderTerminating,
  holderWedged,
  releaseFailed,
  holderUnresolved,
  multipleLeaders,
  duplicateIdentity,
  twoLeases,
  sharedLease,
  electionOff,
  servesOnlyWhenLeading,
  legacyLock,
  leaderIdle,
  noCandidates,
  candidatesNotCompeting,
  singleCandidate,
  crashLooping,
  outOfMemory,
  unknownFlag,
  flagSwallowed,
  rolloutBlocked,
  sameNode,
  noDisruptionBudget,
  disruptionBudgetBlocks,
  gracePeriodShort,
  noPriorityClass,
  noResourceLimits,
  timingInvalid,
  timingMargin,
  timingSlow,
  releaseOff,
  leaseAccessDenied,
  createByName,
  leaseAccessBroad,
  eventAccessDenied,
  accountMissing,
  accountRejected,
  egressBlocked,
  apiUnreachable,
  apiSlow,
  clientThrottled,
];
