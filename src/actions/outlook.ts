// What will follow once the Lease is free: who could take it, whether breaking it helps at all, and the better remedy.

import { canRun, processIsGone } from '../election/candidate.ts';
import { b7le, kubectl } from '../election/command-line.ts';
import { formatAge, formatDuration } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation, Pod } from '../election/observation.ts';
import { JITTER } from '../election/timing.ts';
import type { BreakFacts, BreakOptions, Reason } from './break-lease.ts';
import type { Advice, Word } from './plan.ts';
import { deniedWords, mayCreate } from './rights.ts';

export interface Outlook {
  /** How many run, and what they may do, in a line. */
  readonly candidates: string;
  /** Whether breaking helps, in two sentences. */
  readonly words: readonly Word[];
  readonly advice: readonly Advice[];
  /** Who leads when. */
  readonly expects: string;
}

/** Findings that tell by themselves why nobody took an expired Lease. */
const EXPLAINS = [
  'lease-access-denied',
  'create-by-name',
  'no-candidates',
  'candidates-not-competing',
  'api-unreachable',
  'egress-blocked',
  'unknown-flag',
  'flag-swallowed',
  'crash-looping',
  'out-of-memory',
];

/**
 * Until a candidate that waits takes a Lease that is free: RP to 2.2·RP after its last try (reference 1.2, 1.6 a). In whole milliseconds.
 */
export function takeoverBoundMs({ thresholds }: Pick<Election, 'thresholds'>): number {
  return Math.round((1 + JITTER) * thresholds.retryPeriodMs);
}

/** Pods that run an elector; null where pods could not be read. */
export function runningOf(
  { candidates, namespace, workload }: Election,
  { gaps }: Pick<Observation, 'gaps'>,
): number | null {
  const unread = gaps.some(
    (gap) =>
      (gap.evidence === 'pods' || gap.evidence === 'workloads') &&
      (gap.namespace === null || gap.namespace === namespace || gap.namespace === workload?.namespace),
  );
  const running = candidates.filter(({ pod, role }) => canRun(pod) && role !== 'not-competing').length;
  return running === 0 && unread ? null : running;
}

/** Nobody can come: no workload is left, or it is scaled to zero and nothing of it runs. Null where pods could not be read. */
export function nobodyLeft(election: Election, observation: Pick<Observation, 'gaps'>): boolean | null {
  const running = runningOf(election, observation);
  if (running === null) return null;
  const { workload, program } = election;
  return running === 0 && program?.controlPlane !== true && (workload === null || workload.replicas === 0);
}

/** @param dead false where it is forced: then nothing is stuck, and no help is promised */
export function outlookOf(election: Election, facts: BreakFacts, options: BreakOptions, dead: boolean): Outlook {
  const running = runningOf(election, facts.observation);
  return {
    candidates: candidatesLine(election, running, options),
    words: dead ? [{ tone: 'plain', text: helps(election, facts, running) }] : [],
    advice: adviceOf(election, facts, dead),
    expects: dead ? expectation(election, facts, running, options) : alive(election),
  };
}

function candidatesLine(election: Election, running: number | null, { method }: BreakOptions): string {
  if (running === null) return 'who could take it is not known: pods could not be read';
  if (running === 0) return 'nobody runs who could take it';
  const who = running === 1 ? '1 candidate runs' : `${running} candidates run`;
  const denied = deniedWords(election);
  if (denied) return `${who} and may not ${denied} leases`;
  const may = mayCreate(election);
  if (method === 'release') return `${who}`;
  return may === null
    ? `${who}; whether they may create it again could not be asked`
    : `${who} and may create it again`;
}

/** Two sentences: with working candidates client-go takes an expired Lease by itself, so why did nobody? (F1) */
function helps(election: Election, { reasons }: BreakFacts, running: number | null): string {
  const { workload, renewal, thresholds } = election;
  const denied = deniedWords(election);
  const name = workload ? `${workload.kind.toLowerCase()}/${workload.name}` : 'its workload';
  if (running === 0 && workload === null)
    return 'Breaking it will bring no leader: no workload is left that uses this Lease. It only clears away what a former leader left.';
  if (running === 0)
    return `Breaking it will not help by itself: nobody of ${name} runs who could take it. The cure is to get a pod of it to run.`;
  if (denied)
    return `Breaking it will not help: candidates take an expired Lease by themselves, and these may not ${denied} leases (lease-access-denied). Grant that, and they lead without this.`;
  const alive = wedgedPod(election);
  if (alive && running === 1)
    return `Breaking it will hardly help: the only candidate is ${alive.name} itself, which stopped renewing. Deleting that pod is the cure.`;
  if (renewal.agoMs !== null && !renewal.overdue) {
    const left = Math.max(0, thresholds.unclaimedMs - renewal.agoMs);
    return `It may not be needed: candidates take an expired Lease by themselves. Theirs is due within ${formatAge(left)}.`;
  }
  const found = explaining(reasons);
  if (found)
    return `Breaking it will hardly help: candidates take an expired Lease by themselves, and what keeps these from it is ${found.id}: ${found.summary}. It stays when the Lease is gone.`;
  const unknown =
    election.access === null || mayCreate(election) === null ? ', and their rights could not be asked' : '';
  return `Candidates take an expired Lease by themselves, and why these did not is not seen here${unknown}. A free Lease is taken by any that competes at all; b7le doctor looks for the cause.`;
}

/** The holder's pod, where the very process that holds the Lease runs on in it; null for a container that was restarted. */
function wedgedPod({ holder, lease, renewedAt }: Election): Pod | null {
  const pod = holder?.pod ?? null;
  return pod && lease && canRun(pod) && !processIsGone(lease, pod, renewedAt) ? pod : null;
}

function explaining(reasons: readonly Reason[]): Reason | null {
  return reasons.find(({ id, severity }) => EXPLAINS.includes(id) && severity === 'critical') ?? null;
}

/** The better remedy first: a holder that runs and does not renew is ended by deleting its pod (F14). */
function adviceOf(election: Election, { observation }: BreakFacts, dead: boolean): Advice[] {
  const { workload, namespace, leaseName } = election;
  const pod = wedgedPod(election);
  const lease = `lease/${leaseName}`;
  return [
    ...(pod
      ? [
          {
            text: dead
              ? 'Better: delete the pod that holds on to it; a candidate takes over by itself'
              : "Better: delete the leader's pod; a candidate takes over by itself",
            command: kubectl(observation, pod.namespace, 'delete', `pod/${pod.name}`),
          },
        ]
      : []),
    ...(deniedWords(election)
      ? [
          {
            text: 'What is missing, and who could grant it',
            command: b7le(observation, namespace, 'rbac-check', lease),
          },
        ]
      : []),
    ...(workload?.replicas === 0 && workload.kind !== 'DaemonSet'
      ? [
          {
            text: 'What brings a leader',
            command: kubectl(
              observation,
              workload.namespace,
              'scale',
              `${workload.kind.toLowerCase()}/${workload.name}`,
              '--replicas=2',
            ),
          },
        ]
      : []),
  ];
}

/** A leader that lives makes its Lease anew at its next renewal, unless a standby is faster (reference 1.5, 1.8). */
function alive(election: Election): string {
  const bound = formatDuration(takeoverBoundMs(election));
  return `Expect its present holder, or one that waits, to take it within ${bound}.`;
}

function expectation(
  election: Election,
  { observation }: BreakFacts,
  running: number | null,
  { method, restart }: BreakOptions,
): string {
  const { timing } = election;
  if (nobodyLeft(election, observation)) return 'Expect no leader: nobody is left who could take it.';
  if (running === null) return 'Whether a leader follows is not known.';
  if (running === 0 || restart) return 'Expect a leader once a pod of it runs.';
  if (running === 1 && wedgedPod(election)) return 'Expect no leader, unless the pod that holds it competes again.';
  const bound = formatDuration(takeoverBoundMs(election));
  const denied = deniedWords(election);
  const keeps = method === 'delete' && denied === 'update';
  const lasts = (timing.renewDeadlineMs ?? 0) + (timing.retryPeriodMs ?? 0);
  if (keeps)
    return `Expect a leader within ${bound}, and to lose it ${formatDuration(lasts)} later while update is refused.`;
  if (denied) return 'Expect no leader while these rights are missing.';
  return `Expect a leader within ${bound}, of those that wait for it.`;
}
