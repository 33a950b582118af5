// A coordinated Lease that runs out on purpose, since the API server prefers another holder (reference 1.10): no trouble in time.

import { givesWay } from '../election/coordination.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import type { Trouble } from './check.ts';
import { gapIn } from './gaps.ts';
import { leaseSubject, unrenewedFor } from './wording.ts';

/** What to say of an unrenewed Lease instead of a warning; null where it is no handover. */
export function handedOver(election: Election, observation: Observation): Trouble | null {
  const { lease, renewal, thresholds, coordinated } = election;
  if (!givesWay(lease, coordinated, observation.takenAt)) return null;
  // whether its holder lives is told by its LeaseCandidate: without that the ordinary warning stands
  if (gapIn(['lease-candidates'], election, observation)) return null;
  const preferred = lease?.preferredHolder ?? null;
  const dueMs = Math.max(0, thresholds.unclaimedMs - (renewal.agoMs ?? 0));
  return {
    severity: 'info',
    subject: leaseSubject(election),
    summary: `gives way to ${preferred}, which the API server prefers: not renewed for ${unrenewedFor(renewal)}, and the Lease changes hands within ${formatAge(dueMs)}`,
    facts: { unrenewedMs: renewal.agoMs, preferredHolder: preferred, handoverDueInMs: dueMs },
    remedy: [],
  };
}
