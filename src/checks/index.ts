// The catalogue: every check, in the order of contract 4.

import type { Check } from './check.ts';
import { crashLooping } from './crash-looping.ts';
import { duplicateIdentity } from './duplicate-identity.ts';
import { electionOff } from './election-off.ts';
import { flagSwallowed } from './flag-swallowed.ts';
import { holderGone } from './holder-gone.ts';
import { holderRestarted } from './holder-restarted.ts';
import { holderTerminating } from './holder-terminating.ts';
import { holderUnresolved } from './holder-unresolved.ts';
import { holderWedged } from './holder-wedged.ts';
import { leaseAbsent } from './lease-absent.ts';
import { leaseExpired } from './lease-expired.ts';
import { leaseLate } from './lease-late.ts';
import { leaseOrphaned } from './lease-orphaned.ts';
import { leaseRecreated } from './lease-recreated.ts';
import { leaseReleased } from './lease-released.ts';
import { leaseUnclaimed } from './lease-unclaimed.ts';
import { multipleLeaders } from './multiple-leaders.ts';
import { noCandidates } from './no-candidates.ts';
import { singleCandidate } from './single-candidate.ts';
import { timingInvalid } from './timing-invalid.ts';
import { timingMargin } from './timing-margin.ts';

export const CHECKS: readonly Check[] = [
  leaseAbsent,
  leaseLate,
  leaseReleased,
  leaseExpired,
  leaseUnclaimed,
  leaseOrphaned,
  leaseRecreated,
  holderGone,
  holderRestarted,
  holderTerminating,
  holderWedged,
  holderUnresolved,
  multipleLeaders,
  duplicateIdentity,
  electionOff,
  noCandidates,
  singleCandidate,
  crashLooping,
  flagSwallowed,
  timingInvalid,
  timingMargin,
];
