// A coordinated Lease that runs out on purpose, since the API server prefers another holder (reference 1.10): no trouble in time.

import { givesWay } from '../election/coordination.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Trouble } from './check.ts';
import { leaseSubject, unrenewedFor } from './wording.ts';

/** What to say of an unrenewed Lease instead of a warning; null where it is no handover. */
export function handedOver(election: Election): Trouble | null {
  const { lease, renewal, thresholds } = election;
  if (!givesWay(lease)) return null;
  const preferred = lease?.preferredHolder ?? null;
  const dueMs = Math.max(0, thresholds.unclaimedMs - (renewal.agoMs ?? 0));
  return {
    severity: 'info',
    subject: leaseSubject(election),
    summary: `handed over to ${preferred}: its holder stopped renewing ${unrenewedFor(renewal)} ago on purpose, and the Lease changes hands within ${formatAge(dueMs)}`,
    facts: { unrenewedMs: renewal.agoMs, preferredHolder: preferred, handoverDueInMs: dueMs },
    remedy: [],
  };
}
