// Nobody runs who could take the Lease (F2): scaled to zero, not scheduled, or not able to start.

import { canRun, isStarting, obstacleOf } from '../election/candidate.ts';
import { formatRange } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation, Workload } from '../election/observation.ts';
import type { Timing } from '../election/timing.ts';
import { type Check, HOLDS, type Remedy } from './check.ts';
import { kubectl, reference, workloadSubject } from './wording.ts';

export const noCandidates: Check = {
  id: 'no-candidates',
  suite: 'workload',
  title: 'somebody runs who could take the Lease',
  worst: 'critical',
  needs: ['leases', 'pods', 'workloads'],
  applies: ({ workload, electionOn, renewal }, unread) =>
    electionOn !== false && (workload !== null || (unread.has('workloads') && renewal.state !== 'renewing')),
  judge(election, observation) {
    const { workload, candidates, renewal } = election;
    const pods = candidates.map(({ pod }) => pod);
    if (!workload || pods.some(canRun) || pods.some((pod) => isStarting(pod, observation.takenAt))) return HOLDS;
    const leaving = candidates.some(({ pod, role }) => pod.deletedAt !== null && role === 'leader');
    if (leaving && renewal.state === 'renewing' && workload.replicas > 0) return HOLDS;
    const [first] = pods;
    const why = first ? `${first.name} ${obstacleOf(first)}` : 'it has no pod';
    return [
      {
        severity: 'critical',
        subject: workloadSubject(workload),
        summary:
          workload.replicas === 0
            ? `${reference(workload)} is scaled to 0`
            : `no pod of ${reference(workload)} can take the Lease: ${why}`,
        facts: { replicas: workload.replicas, pods: pods.length, obstacles: pods.map((pod) => obstacleOf(pod) ?? '') },
        remedy: [remedyOf(workload, election, observation)],
      },
    ];
  },
};

function remedyOf(workload: Workload, { timing, holder, candidates }: Election, observation: Observation): Remedy {
  if (workload.replicas === 0 && workload.kind !== 'DaemonSet') {
    return {
      text: `a leader follows ${holder ? waitOf(timing) : 'at once'} after the first pod runs`,
      command: kubectl(observation, workload.namespace, 'scale', reference(workload), '--replicas=2'),
    };
  }
  const [first] = candidates;
  return {
    text: 'shows what keeps the pod from running',
    command: kubectl(
      observation,
      workload.namespace,
      'describe',
      first ? `pod/${first.pod.name}` : reference(workload),
    ),
  };
}

/** A new process waits out the old holder: a lease duration after its own first read, and a try more (reference 1.6 c'). */
function waitOf({ leaseDurationMs: ld, retryPeriodMs: rp }: Timing): string {
  return ld === null || rp === null ? 'a lease duration' : formatRange([ld, Math.round(ld + 2.2 * rp)]);
}
