// A Lease that expired and that nobody took in the longest time a working candidate needs: nobody leads (F1).

import { type Check, HOLDS, NOT_PROVEN } from './check.ts';
import { byWhat, kubectl, leaseSubject, unrenewedFor } from './wording.ts';

export const leaseUnclaimed: Check = {
  id: 'lease-unclaimed',
  suite: 'lease',
  title: 'an expired Lease finds a new holder',
  worst: 'critical',
  needs: ['leases', 'renewal'],
  applies: ({ lease, renewal, electionOn }) => (lease !== null || renewal.state === 'unknown') && electionOn !== false,
  judge(election, observation) {
    const { renewal, thresholds } = election;
    if (renewal.state === 'unknown') return NOT_PROVEN;
    // whether a workload exists that should have claimed it is what could not be read
    const unread = observation.gaps.find(({ evidence }) => evidence === 'pods' || evidence === 'workloads');
    if (renewal.state === 'expired' && renewal.overdue && unread) return { unknown: unread.detail };
    if (renewal.state !== 'unclaimed') return HOLDS;
    const first = election.candidates[0]?.pod ?? null;
    const able = election.candidates.filter(({ role }) => role === 'standby').length;
    const whose = able === 0 ? 'nobody has taken it' : `${able} ready candidates have not taken it`;
    return [
      {
        severity: 'critical',
        subject: leaseSubject(election),
        summary: `nobody leads: not renewed for ${unrenewedFor(renewal)} ${byWhat(renewal)}, and ${whose}`,
        facts: { unrenewedMs: renewal.agoMs, unclaimedAfterMs: thresholds.unclaimedMs, readyCandidates: able },
        remedy: [
          {
            text: 'shows what a candidate says: they take an expired Lease by themselves unless something keeps them from it',
            command: first ? kubectl(observation, first.namespace, 'logs', first.name, '--tail=20') : null,
          },
        ],
      },
    ];
  },
};
