// A Lease that was given up and that nobody took, although candidates take an empty one at their next try (reference 1.4).

import { formatAge } from '../election/duration.ts';
import { isHeld } from '../election/lease.ts';
import { type Check, HOLDS } from './check.ts';
import { b7le, leaseSubject, unrenewedFor } from './wording.ts';

export const leaseReleased: Check = {
  id: 'lease-released',
  suite: 'lease',
  title: 'a released Lease is taken at once',
  worst: 'warning',
  needs: ['leases', 'workloads'],
  applies: ({ lease, renewal, electionOn }) =>
    (lease === null ? renewal.state === 'unknown' : !isHeld(lease)) && electionOn !== false,
  judge(election, observation) {
    const { renewal, thresholds, workload, leaseName } = election;
    const dueMs = Math.round(2.2 * thresholds.retryPeriodMs) + 1000;
    if (!workload || renewal.state !== 'released') return HOLDS;
    if (renewal.agoMs === null) return { unknown: 'the moment of its release is not known' };
    if (renewal.agoMs <= dueMs) return HOLDS;
    return [
      {
        severity: 'warning',
        subject: leaseSubject(election),
        summary: `released ${unrenewedFor(renewal)} ago and nobody took it; a candidate needs ${formatAge(dueMs)} at most`,
        facts: { releasedMs: renewal.agoMs, dueMs },
        remedy: [
          {
            text: 'shows why no candidate takes it',
            command: b7le(observation, election.namespace, 'status', leaseName ?? '', '-o', 'wide'),
          },
        ],
      },
    ];
  },
};
