// Nobody of the pods fits the holder's identity: a process outside the cluster, or an identity that tells nothing (reference 1.9).

import { type Check, HOLDS } from './check.ts';
import { kubectl, leaseSubject } from './wording.ts';

export const holderUnresolved: Check = {
  id: 'holder-unresolved',
  suite: 'holder',
  title: 'the holder can be found',
  worst: 'info',
  needs: ['leases', 'pods', 'elsewhere'],
  applies: ({ lease, holder }, unread) => (lease !== null && holder !== null) || unread.has('leases'),
  judge(election, observation) {
    const { holder, workload, tie, lease } = election;
    const gone = workload !== null && (tie === 'name' || tie === 'holder');
    if (!holder || holder.pod || gone || lease?.purpose !== 'election') return HOLDS;
    const host = election.program?.controlPlane
      ? 'it runs outside of pods'
      : 'its pod and its standbys cannot be judged';
    return [
      {
        severity: 'info',
        subject: leaseSubject(election),
        summary: `no pod matches the holder ${holder.identity}; ${host}`,
        facts: { identity: holder.identity, host: holder.host },
        remedy: [
          {
            text: 'shows where a pod of that name or node may be',
            command: kubectl(observation, null, 'get', 'pods', '-A', '-o', 'wide'),
          },
        ],
      },
    ];
  },
};
