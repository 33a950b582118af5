// The safest timings that meet a goal, or that none do. Safety first means: two may never lead, then what the field recommends.

import { configRefusal } from '../election/timing.ts';
import { type Figures, failoverMs, figuresOf, marginOf, outageMs } from './figures.ts';
import type { Triple } from './simulation.ts';

/** What is wished; null where nothing was said. */
export interface Goal {
  /** The longest that a failover after a crash may take. */
  readonly maxFailoverMs: number | null;
  /** The API outage that must cost no leader. */
  readonly apiOutageMs: number | null;
  /** How long a request to the API takes at most. */
  readonly latencyMs: number | null;
  readonly replicas: number;
}

export interface Advice {
  readonly triple: Triple;
  readonly figures: Figures;
  /** Recommendations that had to give way to the goal. */
  readonly compromises: readonly string[];
}

const SECOND = 1000;
/** Below a second the API server is asked more often than any project of reference 7 does. */
const LEAST_PERIOD_MS = SECOND;
const MOST_DURATION_MS = 300 * SECOND;
const MOST_PERIOD_MS = 30 * SECOND;

interface Recommendation {
  /** What is said where it cannot be kept. */
  readonly otherwise: string;
  keeps(option: Option): boolean;
}

type Option = Omit<Advice, 'compromises'>;

/** Each is kept if the goal leaves room for it, the first before the others. */
const RECOMMENDATIONS: readonly Recommendation[] = [
  { otherwise: 'the margin is below 2s', keeps: ({ figures }) => figures.marginMs >= 2 * SECOND },
  {
    otherwise: 'the renew deadline is not 60 to 80 % of the lease duration',
    keeps: ({ triple: { leaseDurationMs: ld, renewDeadlineMs: rd } }) => rd >= 0.6 * ld && rd <= 0.8 * ld,
  },
  {
    otherwise: 'the retry period is short: more than 10 tries fit into the deadline',
    keeps: ({ triple: { renewDeadlineMs: rd, retryPeriodMs: rp } }) => rd <= 10 * rp,
  },
];

/** The shortest retry period that is advised: a try that reads, writes and fails twice must end before the next. */
export function leastPeriodOf(goal: Goal): number {
  return Math.max(LEAST_PERIOD_MS, Math.ceil((4 * (goal.latencyMs ?? 0)) / SECOND) * SECOND);
}

/**
 * The safest triple in whole seconds that meets a goal: of those with a margin above zero that keep most recommendations the one
 * with the largest margin, or, where no longest failover is asked for, the one with the shortest failover.
 * @returns null where no triple with a retry period from `leastPeriodOf` to 30 s and a lease of up to 5 min does
 */
export function adviceFor(goal: Goal): Advice | null {
  let best: Option | null = null;
  for (const option of optionsFor(goal)) if (best === null || isSafer(option, best, goal)) best = option;
  if (best === null) return null;
  const { triple, figures } = best;
  return {
    triple,
    figures,
    compromises: RECOMMENDATIONS.filter(({ keeps }) => !keeps(best)).map((one) => one.otherwise),
  };
}

function isSafer(one: Option, other: Option, goal: Goal): boolean {
  for (const { keeps } of RECOMMENDATIONS) {
    const kept = keeps(one);
    if (kept !== keeps(other)) return kept;
  }
  const { figures: a } = one;
  const { figures: b } = other;
  const sooner = goal.maxFailoverMs === null ? b.crashMs[1] - a.crashMs[1] : 0;
  const order = sooner || a.marginMs - b.marginMs || a.outageMs - b.outageMs;
  return (order || b.requests.total - a.requests.total) > 0;
}

/** Whether a triple is accepted, keeps two from leading, and meets the goal. */
export function meets(goal: Goal, triple: Triple): boolean {
  const { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp } = triple;
  if (configRefusal(ld, rd, rp) !== null || rp < leastPeriodOf(goal)) return false;
  const latencyMs = goal.latencyMs ?? 0;
  return (
    marginOf(triple, latencyMs) > 0 &&
    failoverMs(triple, goal.replicas, latencyMs) <= (goal.maxFailoverMs ?? Number.POSITIVE_INFINITY) &&
    outageMs(triple, latencyMs) >= (goal.apiOutageMs ?? 0)
  );
}

function* optionsFor(goal: Goal): Generator<Option> {
  const latencyMs = goal.latencyMs ?? 0;
  const ceiling = Math.min(MOST_DURATION_MS, goal.maxFailoverMs ?? MOST_DURATION_MS);
  for (let rp = leastPeriodOf(goal); rp <= Math.min(MOST_PERIOD_MS, ceiling); rp += SECOND) {
    for (let rd = Math.max(2 * SECOND, goal.apiOutageMs ?? 0); rd < ceiling; rd += SECOND) {
      for (const ld of durationsFor(rd, rp, goal)) {
        const triple = { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp };
        if (meets(goal, triple)) yield { triple, figures: figuresOf(triple, { ...goal, latencyMs }) };
      }
    }
  }
}

/** Of all lease durations only the ends of what the goal and each recommendation allow can be the best. */
function durationsFor(rd: number, rp: number, { maxFailoverMs, latencyMs, replicas }: Goal): number[] {
  const latency = latencyMs ?? 0;
  const least = rd + rp + latency;
  const beside = failoverMs({ leaseDurationMs: 0, renewDeadlineMs: rd, retryPeriodMs: rp }, replicas, latency);
  const most = Math.min(MOST_DURATION_MS, (maxFailoverMs ?? MOST_DURATION_MS + beside) - beside);
  if (least > most) return [];
  const up = [least + 1, least + 2 * SECOND, rd / 0.8].map((ms) => Math.ceil(ms / SECOND) * SECOND);
  // without a longest failover a longer lease is never better
  const down = maxFailoverMs === null ? [] : [most, rd / 0.6].map((ms) => Math.floor(ms / SECOND) * SECOND);
  return [...up, ...down].filter((ms) => ms <= most);
}
