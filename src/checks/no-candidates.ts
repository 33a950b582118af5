// Nobody runs who could take the Lease (F2): scaled to zero, not scheduled, or not able to start.

import { canRun, isStarting, obstacleOf } from '../election/candidate.ts';
import { validCandidates } from '../election/coordination.ts';
import { formatRange } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation, Workload } from '../election/observation.ts';
import type { Timing } from '../election/timing.ts';
import { type Check, HOLDS, type Judgement, type Remedy } from './check.ts';
import { gapIn } from './gaps.ts';
import { kubectl, leaseSubject, reference, workloadSubject } from './wording.ts';

export const noCandidates: Check = {
  id: 'no-candidates',
  suite: 'workload',
  title: 'somebody runs who could take the Lease',
  worst: 'critical',
  needs: ['leases', 'pods', 'workloads'],
  applies: ({ workload, electionOn, renewal, coordinated }, unread) => {
    const unseen = (unread.has('workloads') || coordinated !== null) && renewal.state !== 'renewing';
    return electionOn !== false && (workload !== null || unseen);
  },
  judge(election, observation) {
    const { workload, candidates, renewal } = election;
    if (!workload) return withoutPods(election, observation);
    const pods = candidates.map(({ pod }) => pod);
    if (pods.some(canRun) || pods.some((pod) => isStarting(pod, observation.takenAt))) return HOLDS;
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

/** Who takes part in a coordinated election from outside of pods shows in LeaseCandidates alone (reference 1.10). */
function withoutPods(election: Election, observation: Observation): Judgement {
  const { coordinated, candidates, namespace } = election;
  if (!coordinated || candidates.some(({ pod }) => canRun(pod))) return HOLDS;
  const gap = gapIn(['lease-candidates'], election, observation);
  if (gap) return { unknown: `who takes part is in LeaseCandidates: ${gap.detail}` };
  if (validCandidates(coordinated, observation.takenAt).length > 0) return HOLDS;
  const all = coordinated.candidates.length;
  return [
    {
      severity: 'critical',
      subject: leaseSubject(election),
      summary: `no LeaseCandidate of ${election.leaseName} renewed within 30m: the API server has nobody to choose${all === 0 ? '' : `, though ${all} ${all === 1 ? 'is' : 'are'} left behind`}`,
      facts: { leaseCandidates: all },
      remedy: [
        {
          text: 'shows who took part; start the program again on a control plane node',
          command: kubectl(observation, namespace, 'get', 'leasecandidates'),
        },
      ],
    },
  ];
}

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
