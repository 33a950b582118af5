// One replica: nobody stands by, and every restart is a time without a leader.

import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, workloadSubject } from './wording.ts';

export const singleCandidate: Check = {
  id: 'single-candidate',
  suite: 'workload',
  title: 'somebody stands by',
  worst: 'info',
  needs: ['workloads'],
  applies: ({ program, electionOn }) => electionOn !== false && !program?.controlPlane,
  judge({ workload }, observation) {
    if (workload?.replicas !== 1 || workload.kind === 'DaemonSet') return HOLDS;
    return [
      {
        severity: 'info',
        subject: workloadSubject(workload),
        summary: `${reference(workload)} has one replica: nobody stands by`,
        facts: { replicas: 1 },
        remedy: [
          {
            text: 'a second replica takes over without waiting for a new process',
            command: kubectl(observation, workload.namespace, 'scale', reference(workload), '--replicas=2'),
          },
        ],
      },
    ];
  },
};
