// A Lease unrenewed for its own duration: a takeover is due, and normal while a candidate finishes its wait (reference 1.3, 1.11).

import { formatAge } from '../election/duration.ts';
import { type Check, HOLDS, NOT_PROVEN } from './check.ts';
import { handedOver } from './handover.ts';
import { isOrphaned, leaseOrphaned } from './lease-orphaned.ts';
import { b7le, byWhat, leaseSubject, unrenewedFor } from './wording.ts';

export const leaseExpired: Check = {
  id: 'lease-expired',
  suite: 'lease',
  title: 'the Lease has not run out',
  worst: 'warning',
  needs: ['leases', 'renewal'],
  applies: ({ lease, renewal, electionOn }) => (lease !== null || renewal.state === 'unknown') && electionOn !== false,
  judge(election, observation) {
    const { renewal, thresholds, leaseName } = election;
    if (renewal.state === 'unknown') return NOT_PROVEN;
    if (renewal.state !== 'expired') return HOLDS;
    const unread = observation.gaps.some(({ evidence }) => leaseOrphaned.needs.includes(evidence));
    if (!unread && isOrphaned(election, observation)) return HOLDS;
    const handover = handedOver(election, observation);
    if (handover && !renewal.overdue) return [handover];
    const due = renewal.overdue ? 0 : Math.max(0, thresholds.unclaimedMs - (renewal.agoMs ?? 0));
    const then = due > 0 ? `a takeover is due within ${formatAge(due)}` : 'no workload of it is known';
    return [
      {
        severity: 'warning',
        subject: leaseSubject(election),
        summary: `expired: not renewed for ${unrenewedFor(renewal)} ${byWhat(renewal)}; ${then}`,
        facts: { unrenewedMs: renewal.agoMs, leaseDurationMs: thresholds.expiredMs, takeoverDueInMs: due },
        remedy: [
          {
            text: 'watches whether a candidate takes it',
            command: b7le(observation, election.namespace, 'status', leaseName ?? '', '--observe', '15s'),
          },
        ],
      },
    ];
  },
};
