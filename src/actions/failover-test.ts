// The plan of `failover-test`: whether leadership may be moved now, how, and what is to be expected of it. Pure.

import type { CallerRight } from '../access/observed.ts';
import { b7le } from '../election/command-line.ts';
import { formatDuration, formatRange } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import { type FailoverMethod, type FailoverTerms, failoverTerms } from '../election/failover-terms.ts';
import type { Lease } from '../election/lease.ts';
import type { NodeState, Observation, Pod } from '../election/observation.ts';
import { failoverDeed } from './failover-deed.ts';
import { budgetGuards, judgedPoints, type Point, wallPoints } from './failover-points.ts';
import type { Advice, Plan, Planned, Word } from './plan.ts';
import { refuseKind } from './refusals.ts';
import { twoLeaders } from './two-leaders.ts';

export interface FailoverOptions {
  readonly method: FailoverMethod;
  readonly rounds: number;
  readonly force: boolean;
  /** `--max`, `--wait`; null for what the election's own timings allow. In milliseconds. */
  readonly maxMs: number | null;
  readonly waitMs: number | null;
}

export interface FailoverFacts {
  readonly observation: Pick<Observation, 'scope' | 'cluster' | 'takenAt' | 'gaps' | 'budgets'>;
  /** What the caller may do, of what this verb needs; empty where it was not asked. */
  readonly rights: readonly CallerRight[];
  /** The holder's node; null where it could not be read. */
  readonly node: NodeState | null;
  /** Another test of this election that runs on this machine, in a sentence; null where none is known. */
  readonly other: string | null;
}

/** Who is to go: a held Lease, and the pod of its holder where there is one. */
export interface Leading {
  readonly lease: Lease & { readonly holderIdentity: string; readonly uid: string };
  readonly pod: Pod | null;
}

/** Decides about one round. @param election as it was just read */
export function planFailover(election: Election, facts: FailoverFacts, options: FailoverOptions): Planned {
  const { lease, holder } = election;
  const { method, force } = options;
  if (lease && lease.purpose !== 'election') return refuseKind(lease);
  if (lease && lease.strategy !== null && method === 'release') return refuseKind(lease);
  const leading: Leading | null =
    lease?.holderIdentity && lease.uid ? { lease: lease as Leading['lease'], pod: holder?.pod ?? null } : null;
  const terms = failoverTerms(election, method, options);
  const [wall] = wallPoints(election, leading, facts, method);
  if (wall || !leading) return refusalOf(wall ?? NOBODY, election, facts, terms);
  const points = judgedPoints(election, leading, facts, method);
  const [point] = points;
  if (point && !force) return refusalOf(point, election, facts, terms, points);
  const deed = failoverDeed(election, leading, facts, method);
  if ('point' in deed) return refusalOf(deed.point, election, facts, terms);
  const plan: Plan = {
    deeds: [deed.deed],
    facts: factsOf(election, leading, facts, terms),
    words: wordsOf(election, points, terms),
    advice: [],
    will: willOf(election, leading, options, terms),
    typed: [{ what: "the Lease's name", text: leading.lease.name }],
  };
  return { plan };
}

const NOBODY: Point = { reason: 'no-leader', sentence: 'nobody leads: there is no leadership to move' };

function refusalOf(
  point: Point,
  election: Election,
  facts: FailoverFacts,
  terms: FailoverTerms,
  points: readonly Point[] = [point],
): Planned {
  const { reason, sentence, advice = [] } = point;
  const others = points.filter((one) => one !== point);
  const forcible = point.forcible === true;
  const words: Word[] = others.map((one) => ({ tone: 'warning', text: one.sentence }));
  const more: Advice[] = forcible
    ? [
        {
          text: 'To do it all the same, and see what it costs:',
          command: b7le(
            facts.observation,
            election.namespace,
            'failover-test',
            `lease/${election.leaseName}`,
            ...(terms.method === 'delete' ? [] : ['--method', terms.method]),
            '--force',
          ),
        },
      ]
    : [];
  return {
    refusal: { reason, sentence, facts: [], words, advice: [...advice, ...more], forcible, exitCode: 4 },
  };
}

/** Who leads, who could follow, and what is to be expected: what the question rests on. */
function factsOf(election: Election, { lease, pod }: Leading, facts: FailoverFacts, terms: FailoverTerms): string[] {
  const standbys = election.candidates.filter(({ role }) => role === 'standby').length;
  const ready = standbys === 0 ? 'nobody stands by' : standbys === 1 ? '1 ready standby' : `${standbys} ready standbys`;
  const guards = facts.observation.budgets.filter((budget) => pod !== null && budgetGuards(budget, pod));
  const allowed = guards.map(({ disruptionsAllowed }) => disruptionsAllowed).find((one) => one !== null);
  const budget = guards.length === 0 ? '' : ` · budget allows ${allowed ?? 'a number not known yet'}`;
  return [`now led by ${pod?.name ?? lease.holderIdentity} · ${ready}${budget}`, expectation(terms)];
}

/** In a line: what the timings let one expect, and from when it counts. */
export function expectation(terms: FailoverTerms): string {
  const { expectedMs, method, releases, freeMaxMs, unrenewedMaxMs, stopMaxMs } = terms;
  const free = `within ${formatDuration(freeMaxMs)} of its release`;
  const unrenewed = `within ${formatDuration(unrenewedMaxMs)} of the last renewal`;
  if (method === 'release') return `expected a leader ${free}: a standby, or the old one again`;
  const which = method === 'kill' || releases === null ? `${free}, or ${unrenewed}` : releases ? free : unrenewed;
  const stop = `the stop itself may take up to ${formatDuration(stopMaxMs)}`;
  if (expectedMs === null) return `expected at each handover a leader ${which}; ${stop}`;
  return `expected a leader ${which}; ${stop}; ${formatRange(expectedMs)} in all`;
}

function wordsOf(election: Election, points: readonly Point[], { method, releases, stopMaxMs }: FailoverTerms): Word[] {
  const forced: Word[] = points.map(({ sentence }) => ({ tone: 'warning', text: `--force: ${sentence}` }));
  const several = method === 'release' ? [{ tone: 'critical' as const, text: `--force: ${twoLeaders(election)}` }] : [];
  // F18
  const short =
    releases === true && method !== 'release' && method !== 'kill' && isShort(election, stopMaxMs)
      ? [
          {
            tone: 'plain' as const,
            text: `The pod's grace of ${formatDuration(stopMaxMs)} is shorter than the 30s in which its manager may shut down: killed before that, it lets go of nothing.`,
          },
        ]
      : [];
  return [...several, ...forced, ...short];
}

function isShort({ holder, workload }: Election, stopMaxMs: number): boolean {
  const settings = holder?.pod?.settings ?? workload?.settings;
  return settings?.controllerRuntime === true && stopMaxMs < 30_000;
}

const DOES: Record<FailoverMethod, (pod: string, workload: string) => string> = {
  delete: (pod) => `delete ${pod}, as kubectl delete does`,
  evict: (pod) => `evict ${pod}, as a drain does`,
  kill: (pod) => `delete ${pod} with no grace: its process has two seconds to end, and its object is gone at once`,
  rollout: (_, workload) => `restart ${workload}: every one of its pods is replaced`,
  release: () => 'empty the Lease under its live leader; no pod is touched',
};

function willOf(
  { workload }: Election,
  { pod }: Leading,
  { method, rounds }: FailoverOptions,
  terms: FailoverTerms,
): string[] {
  const what = workload ? `${workload.kind.toLowerCase()}/${workload.name}` : 'the workload';
  const times = rounds === 1 ? 'once' : `${rounds} times, each time whoever leads then`;
  const does = DOES[method](`pod/${pod?.name ?? ''}`, what);
  const guard =
    method === 'release'
      ? 'the version read just before'
      : `the uid of ${method === 'rollout' ? 'the workload' : 'the pod'}`;
  const undo =
    method === 'release'
      ? 'What two leaders do at once cannot be undone.'
      : 'A pod that is gone does not come back: another takes its place. No setting is changed.';
  return [
    `This will ${does}; ${times} (only if ${guard} still stands).`,
    `Waits for a leader up to ${formatDuration(terms.limitMs)} each time. ${undo}`,
  ];
}
