// The preflight of `failover-test`: each point by itself. Some are walls, others a matter of judgement that `--force` passes.

import type { Question } from '../access/questions.ts';
import { b7le, kubectl } from '../election/command-line.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { FailoverMethod } from '../election/failover-terms.ts';
import { fitsSelector } from '../election/label-selector.ts';
import type { Pod } from '../election/observation.ts';
import type { Budget } from '../election/surroundings.ts';
import type { FailoverFacts, Leading } from './failover-test.ts';
import type { Advice } from './plan.ts';
import { twoLeaders } from './two-leaders.ts';

/** Why a round may not begin. */
export interface Point {
  /** Stable, for programs. */
  readonly reason: string;
  readonly sentence: string;
  readonly advice?: readonly Advice[];
  readonly forcible?: boolean;
}

/** What no flag passes. */
export function wallPoints(
  election: Election,
  leading: Leading | null,
  facts: FailoverFacts,
  method: FailoverMethod,
): Point[] {
  const { lease, renewal, namespace, leaseName } = election;
  const status: Advice = {
    text: 'How it stands:',
    command: b7le(facts.observation, namespace, 'status', ...(leaseName ? [`lease/${leaseName}`] : [])),
  };
  const points: (Point | null)[] = [
    lease ? null : { reason: 'no-leader', sentence: `there is no Lease: ${electionWords(election)}`, advice: [status] },
    leading
      ? null
      : { reason: 'no-leader', sentence: 'nobody holds the Lease: there is no leadership to move', advice: [status] },
    ['expired', 'unclaimed', 'unknown'].includes(renewal.state) && leading
      ? {
          reason: 'not-renewing',
          sentence: `the leader does not renew: ${renewal.agoMs === null ? 'for how long is not known' : `not for ${formatAge(renewal.agoMs)}`}`,
          advice: [status],
        }
      : null,
    missingRight(facts),
    leading && needsPod(method) ? podWall(leading) : null,
    facts.other === null ? null : { reason: 'other-test', sentence: facts.other },
  ];
  return points.filter((point) => point !== null);
}

function electionWords({ electionOn, workload }: Election): string {
  if (electionOn === false) return 'election is off';
  return workload ? `${workload.kind.toLowerCase()}/${workload.name} has not made one` : 'nobody leads';
}

function needsPod(method: FailoverMethod): boolean {
  return method === 'delete' || method === 'evict' || method === 'kill';
}

function missingRight({ rights, observation }: FailoverFacts): Point | null {
  const missing = rights.filter(({ allowed, question }) => allowed === false && question.required);
  const [first] = missing;
  if (!first) return null;
  const sentence = `you may not ${missing.map(({ question }) => rightWords(question)).join(', nor ')}`;
  const { verb, resource, namespace } = first.question;
  const advice = [
    {
      text: 'To ask again once it is granted:',
      command: kubectl(observation, namespace, 'auth', 'can-i', verb, resource),
    },
  ];
  return { reason: 'forbidden', sentence, advice };
}

function rightWords({ verb, resource, namespace }: Question): string {
  return `${verb} ${resource} in ${namespace}`;
}

/** A pod that no controller of the API server can end, or make anew. */
function podWall({ pod }: Leading): Point | null {
  if (pod?.owner?.kind !== 'Node') return null;
  const sentence = `${pod.name} is a static pod: its kubelet runs it, whatever is done to its object`;
  return { reason: 'static-pod', sentence };
}

/** What `--force` passes, the gravest first. */
export function judgedPoints(
  election: Election,
  leading: Leading,
  facts: FailoverFacts,
  method: FailoverMethod,
): Point[] {
  const points = [
    method === 'release' ? releasePoint(election) : null,
    election.renewal.state === 'late' ? latePoint(election) : null,
    leavingPoint(leading),
    standbyPoint(election),
    budgetPoint(leading, facts, method),
    rolloutPoint(election),
    facts.node?.ready === false
      ? { reason: 'node-not-ready', sentence: `${facts.node.name}, the node of the leader, is not Ready` }
      : null,
  ];
  return points.filter((point) => point !== null).map((point) => ({ ...point, forcible: true }));
}

function releasePoint(election: Election): Point {
  const sentence = 'the leader lives, and emptying its Lease may leave two who act';
  const text = `${twoLeaders(election)} To move leadership without that: --method delete.`;
  return { reason: 'live-leader', sentence, advice: [{ text, command: null }] };
}

function latePoint({ renewal }: Election): Point {
  return { reason: 'late', sentence: `the leader is late: it renewed ${formatAge(renewal.agoMs ?? 0)} ago` };
}

/** F19: on a node that cannot be reached its process may go on although its pod is being deleted. */
function leavingPoint({ pod }: Leading): Point | null {
  if (!pod || pod.deletedAt === null) return null;
  return { reason: 'leaving', sentence: `${pod.name} is being deleted already, and leads still` };
}

function standbyPoint({ candidates, workload }: Election): Point | null {
  const standbys = candidates.filter(({ role }) => role === 'standby');
  if (standbys.length > 0) return null;
  const others = candidates.filter(({ role }) => role !== 'leader').map(({ pod }) => pod);
  const name = workload ? `${workload.kind.toLowerCase()}/${workload.name}` : 'the leader';
  if (others.length === 0) {
    const sentence = `${name} has one replica: nobody stands by, and a failover waits for a new pod`;
    return { reason: 'single-candidate', sentence };
  }
  const named = others.map((pod) => `${pod.name} ${pod.ready ? 'may not compete' : 'is not ready'}`).join(', ');
  return { reason: 'no-ready-standby', sentence: `no standby is ready: ${named}` };
}

function budgetPoint({ pod }: Leading, { observation }: FailoverFacts, method: FailoverMethod): Point | null {
  if (method === 'release' || method === 'rollout' || pod === null) return null;
  const blocking = observation.budgets.find(
    (budget) => budgetGuards(budget, pod) && budget.disruptionsAllowed !== null && budget.disruptionsAllowed < 1,
  );
  if (!blocking) return null;
  const but = method === 'evict' ? ', and the API server will refuse the eviction' : '';
  return { reason: 'budget', sentence: `poddisruptionbudget/${blocking.name} allows no disruption now${but}` };
}

/** Whether a budget is about a pod. */
export function budgetGuards({ namespace, selector }: Budget, pod: Pod): boolean {
  return namespace === pod.namespace && selector !== null && fitsSelector(selector, pod.labels);
}

function rolloutPoint({ workload, candidates }: Election): Point | null {
  if (!workload) return null;
  const name = `${workload.kind.toLowerCase()}/${workload.name}`;
  const stuck = workload.rollout?.stuck;
  if (stuck) return { reason: 'rollout', sentence: `the rollout of ${name} is stuck: ${stuck.reason}` };
  const leaving = candidates.filter(({ pod }) => pod.deletedAt !== null).length;
  const behind = workload.rollout !== null && workload.rollout.updated < workload.replicas;
  const fewer = workload.readyReplicas < workload.replicas;
  if (!behind && leaving === 0 && !fewer) return null;
  const why = behind
    ? `${workload.rollout?.updated} of ${workload.replicas} pods are of the newest template`
    : leaving > 0
      ? `${leaving === 1 ? 'a pod of it is' : `${leaving} pods of it are`} being deleted`
      : `${workload.readyReplicas} of ${workload.replicas} replicas are ready`;
  return { reason: 'rollout', sentence: `${name} is being rolled out, scaled or tested: ${why}` };
}
