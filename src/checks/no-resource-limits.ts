// The election container has no memory limit: a leak then takes its whole node with it before anything stops it.

import type { Election } from '../election/election.ts';
import type { Pod } from '../election/observation.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, workloadSubject } from './wording.ts';

export const noResourceLimits: Check = {
  id: 'no-resource-limits',
  suite: 'workload',
  title: 'the election container has a memory limit',
  worst: 'info',
  needs: ['workloads', 'pods'],
  applies(election, unread) {
    const { workload, electionOn, program } = election;
    if (electionOn === false || program?.controlPlane) return false;
    return workload === null ? unread.has('workloads') : limitOf(workload, containerOf(election)) === null;
  },
  judge(election, observation) {
    const { workload, candidates } = election;
    const container = containerOf(election);
    const [first] = candidates;
    if (!workload || container === null) return HOLDS;
    // a namespace's default limit stands in the pods, not in the template
    if (first && candidates.every(({ pod }) => limitOf(pod, container) !== null)) return HOLDS;
    return [
      {
        severity: 'info',
        subject: workloadSubject(workload),
        summary: `container ${container} of ${reference(workload)} has no memory limit`,
        facts: { container, memoryLimit: null },
        remedy: [
          {
            text: 'see what it uses, and set a limit well above that',
            command: first
              ? kubectl(observation, workload.namespace, 'top', 'pod', first.pod.name, '--containers')
              : null,
          },
        ],
      },
    ];
  },
};

/** The container that elects; of several that do, the one of this Lease. */
function containerOf({ candidates: [first], workload }: Election): string | null {
  return (first?.pod ?? workload)?.arguments.container ?? null;
}

function limitOf({ settings }: Pick<Pod, 'settings'>, container: string | null): string | null {
  return container === null ? null : (settings.memoryLimits[container] ?? null);
}
