// Nobody runs who could take the Lease (F2): scaled to zero, not scheduled, or not able to start.

import type { Obstacle } from '../election/around.ts';
import { canRun, isStarting, obstacleOf } from '../election/candidate.ts';
import { validCandidates } from '../election/coordination.ts';
import { formatRange } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation, Pod, Workload } from '../election/observation.ts';
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
    const event = warningOf(workload, pods, observation);
    const told = event === null ? '' : `: ${event.message}`;
    const why = first ? `${first.name} ${obstacleOf(first)}${told}` : `it has no pod${told}`;
    return [
      {
        severity: 'critical',
        subject: workloadSubject(workload),
        summary:
          workload.replicas === 0
            ? `${reference(workload)} is scaled to 0`
            : `no pod of ${reference(workload)} can take the Lease: ${why}`,
        facts: {
          replicas: workload.replicas,
          pods: pods.length,
          obstacles: pods.map((pod) => obstacleOf(pod) ?? ''),
          ...(event === null ? {} : { event: event.reason, quota: quotaOf(event, workload, observation) }),
        },
        remedy: [remedyOf(workload, election, observation)],
      },
    ];
  },
};

/** Warnings that tell why no process starts; others, such as of probes, tell of one that did. */
const TELLING = ['FailedCreate', 'FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox', 'Failed'];
/** The state once more: `Error: ImagePullBackOff`, told after the Warning that says what could not be pulled. */
const ECHO = /^Error: [A-Za-z]+$/;
/** A quota or a Secret is named at the end of the sentence, so that much of it has to be kept. */
const MOST_CHARACTERS = 300;

/** The newest Warning about its pods, or about what should make them; null where there is none, or nobody asked. */
function warningOf({ namespace, name }: Workload, pods: readonly Pod[], { around }: Observation): Obstacle | null {
  const own = (around?.obstacles ?? []).filter(
    (one) =>
      one.namespace === namespace &&
      TELLING.includes(one.reason) &&
      (pods.some((pod) => pod.name === one.name) || one.name === name || isSetOf(one, name)),
  );
  const telling = own.filter(({ message }) => !ECHO.test(message));
  const [newest] = (telling.length > 0 ? telling : own).toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1));
  return newest ? { ...newest, message: newest.message.slice(0, MOST_CHARACTERS) } : null;
}

/** A ReplicaSet that a Deployment makes has its name and a hash. */
function isSetOf({ kind, name }: Obstacle, deployment: string): boolean {
  return kind === 'ReplicaSet' && name.startsWith(`${deployment}-`) && !name.slice(deployment.length + 1).includes('-');
}

/** `NAME: pods 10 of 10`, of the quota that the Warning names; null where it names none. */
function quotaOf({ message }: Obstacle, { namespace }: Workload, { around }: Observation): string | null {
  const quota = around?.quotas.find((one) => one.namespace === namespace && message.includes(`quota: ${one.name}`));
  if (!quota) return null;
  const parts = Object.entries(quota.hard).map(([what, hard]) => `${what} ${quota.used[what] ?? '0'} of ${hard}`);
  return `${quota.name}: ${parts.join(', ')}`;
}

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
