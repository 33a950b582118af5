// A Lease that should have been renewed by now and has not expired: the leader is in trouble, or has just gone.

import { formatAge } from '../election/duration.ts';
import { type Check, HOLDS, NOT_PROVEN } from './check.ts';
import { handedOver } from './handover.ts';
import { b7le, byWhat, leaseSubject, unrenewedFor } from './wording.ts';

export const leaseLate: Check = {
  id: 'lease-late',
  suite: 'lease',
  title: 'the Lease is renewed in time',
  worst: 'warning',
  needs: ['leases', 'renewal'],
  applies: ({ lease, renewal }) => lease !== null || renewal.state === 'unknown',
  judge(election, observation) {
    const { renewal, thresholds, leaseName } = election;
    if (renewal.state === 'unknown') return NOT_PROVEN;
    if (renewal.state !== 'late') return HOLDS;
    const handover = handedOver(election, observation);
    if (handover) return [handover];
    const left = Math.max(0, thresholds.expiredMs - (renewal.agoMs ?? 0));
    return [
      {
        severity: 'warning',
        subject: leaseSubject(election),
        summary: `not renewed for ${unrenewedFor(renewal)} ${byWhat(renewal)}, due every ${formatAge(thresholds.retryPeriodMs)}; it expires in ${formatAge(left)}`,
        facts: { unrenewedMs: renewal.agoMs, lateAfterMs: thresholds.lateMs, expiresInMs: left },
        remedy: [
          {
            text: 'wait: it is renewed, or taken over soon after it expires',
            command: b7le(observation, election.namespace, 'status', leaseName ?? '', '--observe', '15s'),
          },
        ],
      },
    ];
  },
};
