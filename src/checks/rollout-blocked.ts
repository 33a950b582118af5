// A rollout that cannot end (F15): readiness waits for leadership, the old pod leads, and may not go before a new one is Ready.

import { canRun, electorOf, hasEnded } from '../election/candidate.ts';
import type { Election } from '../election/election.ts';
import type { Lease } from '../election/lease.ts';
import type { Observation, Pod, Workload } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS, type Judgement, type Trouble } from './check.ts';
import { kubectl, reference, workloadSubject } from './wording.ts';

/** Time enough for a process to become Ready, where it needs nothing but itself. */
const TO_BE_READY_MS = 30_000;

export const rolloutBlocked: Check = {
  id: 'rollout-blocked',
  suite: 'workload',
  title: 'no rollout waits for leadership',
  worst: 'critical',
  needs: ['leases', 'renewal', 'pods', 'workloads'],
  applies: ({ workload, electionOn }, unread) =>
    electionOn !== false && (workload === null ? unread.has('workloads') : standsStill(workload)),
  judge(election, observation) {
    const { workload, lease, holder, renewal, candidates } = election;
    if (!workload || !lease || !standsStill(workload)) return HOLDS;
    if (!holder || (renewal.state !== 'renewing' && renewal.state !== 'unknown')) return HOLDS;
    const ready = candidates.map(({ pod }) => pod).filter((pod) => pod.ready);
    const [leader] = ready;
    // a Ready standby proves that readiness does not wait for leadership
    if (!leader || ready.length > 1) return HOLDS;
    if (!holder.pod) return { unknown: `${stillWords(workload)}; ${holder.identity} is no pod of it that is known` };
    if (leader.name !== holder.pod.name || leader.deletedAt !== null) return HOLDS;
    return waiting(workload, lease, leader, election, observation);
  },
};

/** Kubernetes itself gave the rollout up, and no old pod may go before a new one is Ready. */
function standsStill({ rollout }: Workload): boolean {
  return rollout?.stuck?.reason === 'ProgressDeadlineExceeded' && rollout.maxUnavailable === 0 && rollout.updated > 0;
}

function stillWords(workload: Workload): string {
  return `the rollout of ${reference(workload)} stands still (${workload.rollout?.stuck?.reason})`;
}

/** Whether the pods of the newest template run, want this Lease, and are not Ready for all that. */
function waiting(
  workload: Workload,
  lease: Lease,
  leader: Pod,
  { candidates }: Election,
  observation: Observation,
): Judgement {
  const alive = candidates.map(({ pod }) => pod).filter((pod) => pod.deletedAt === null && !hasEnded(pod));
  const newest = newestOf(alive);
  if (newest.length !== workload.rollout?.updated || leader.templateHash === null) {
    return { unknown: `${stillWords(workload)}; which of its pods are of the newest template cannot be told` };
  }
  if (newest.includes(leader) || !newest.every((pod) => runs(pod) && wants(pod, lease))) return HOLDS;
  const since = newest.map((pod) => between(electorOf(pod)?.runningSince ?? null, observation.takenAt) ?? 0);
  if (Math.min(...since) < TO_BE_READY_MS) {
    return { unknown: `${stillWords(workload)}; its newest pods have only just started` };
  }
  return [troubleOf(workload, leader, newest, observation)];
}

/** The pods of one template, whose first pod still there is younger than the first of any other template. */
function newestOf(pods: readonly Pod[]): readonly Pod[] {
  const groups = [...new Set(pods.map(({ templateHash }) => templateHash))].map((hash) => {
    const own = pods.filter(({ templateHash }) => templateHash === hash);
    return { own, since: Math.min(...own.map(({ createdAt }) => Date.parse(createdAt ?? ''))) };
  });
  return groups.reduce<(typeof groups)[number] | null>((a, b) => (a && a.since >= b.since ? a : b), null)?.own ?? [];
}

/** All of its containers, from the first start on: what crashes is not Ready for another reason. */
function runs(pod: Pod): boolean {
  return canRun(pod) && pod.containers.every(({ runningSince, restarts }) => runningSince !== null && restarts === 0);
}

function wants({ arguments: set }: Pod, lease: Lease): boolean {
  return set.enabled !== false && (set.leaseName === null || set.leaseName === lease.name);
}

function troubleOf(workload: Workload, leader: Pod, newest: readonly Pod[], observation: Observation): Trouble {
  const strategy = '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}';
  const count = newest.length === 1 ? '1 new pod runs and is not' : `${newest.length} new pods run and are not`;
  return {
    severity: 'critical',
    subject: workloadSubject(workload),
    summary: `${stillWords(workload)}: only the old leader ${leader.name} is Ready, and ${count}, as where readiness waits for leadership`,
    facts: {
      leader: leader.name,
      newPods: newest.map(({ name }) => name),
      maxUnavailable: workload.rollout?.maxUnavailable ?? null,
      message: workload.rollout?.stuck?.message ?? null,
    },
    remedy: [
      {
        // a deleted pod of the old template is made anew, and may lead again before a new one tries
        text: 'for this once, if the new version is sound: end the pods of the old template, so that a new one leads',
        command: kubectl(
          observation,
          leader.namespace,
          'scale',
          `replicaset/${leader.owner?.name ?? ''}`,
          '--replicas=0',
        ),
      },
      {
        text: 'for good: make readiness independent of leadership, or stop the old pod first',
        command: kubectl(observation, workload.namespace, 'patch', reference(workload), '-p', strategy),
      },
    ],
  };
}
