// No priority class: on a full node the controller is preempted as readily as anything else.

import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, workloadSubject } from './wording.ts';

export const noPriorityClass: Check = {
  id: 'no-priority-class',
  suite: 'workload',
  title: 'the pods have a priority class',
  worst: 'info',
  needs: ['workloads', 'pods'],
  applies: ({ workload, electionOn, program }, unread) =>
    electionOn !== false &&
    !program?.controlPlane &&
    (workload === null ? unread.has('workloads') : workload.settings.priorityClass === null),
  judge({ workload, candidates }, observation) {
    if (!workload || workload.settings.priorityClass !== null) return HOLDS;
    // a class that is the cluster's default stands in the pods, not in the template
    const byDefault = candidates.length > 0 && candidates.every(({ pod }) => pod.settings.priorityClass !== null);
    if (byDefault) return HOLDS;
    return [
      {
        severity: 'info',
        subject: workloadSubject(workload),
        summary: `${reference(workload)} names no priority class, and so has priority 0`,
        facts: { priorityClass: null, replicas: workload.replicas },
        remedy: [
          {
            text: "choose one of the cluster's classes, and name it in the template as priorityClassName",
            command: kubectl(observation, null, 'get', 'priorityclasses'),
          },
        ],
      },
    ];
  },
};
