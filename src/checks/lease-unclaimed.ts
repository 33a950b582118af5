// A Lease that expired and that nobody took in the longest time a working candidate needs: nobody leads (F1).

import { type Check, HOLDS } from './check.ts';
import { b7le, byWhat, leaseSubject, unrenewedFor } from './wording.ts';

export const leaseUnclaimed: Check = {
  id: 'lease-unclaimed',
  suite: 'lease',
  title: 'an expired Lease finds a new holder',
  worst: 'critical',
  needs: ['leases'],
  applies: ({ lease, electionOn }) => lease !== null && electionOn !== false,
  judge(election, observation) {
    const { renewal, thresholds } = election;
    if (renewal.state !== 'unclaimed') return HOLDS;
    const able = election.candidates.filter(({ role }) => role === 'standby').length;
    const whose = able === 0 ? 'nobody took it' : `${able} ready candidates did not take it`;
    return [
      {
        severity: 'critical',
        subject: leaseSubject(election),
        summary: `nobody leads: not renewed for ${unrenewedFor(renewal)} ${byWhat(renewal)}, and ${whose}`,
        facts: { unrenewedMs: renewal.agoMs, unclaimedAfterMs: thresholds.unclaimedMs, readyCandidates: able },
        remedy: [
          {
            text: 'shows what the candidates say; they take an expired Lease by themselves unless something keeps them from it',
            command: b7le(observation, election.namespace, 'doctor', election.leaseName ?? ''),
          },
        ],
      },
    ];
  },
};
