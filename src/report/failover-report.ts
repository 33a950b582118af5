// The report of `failover-test` (contract 3): what each round measured, and what they come to together.

import type { Plan, Refusal } from '../actions/plan.ts';
import type { Finding } from '../checks/check.ts';
import type { LeaderlessFrom } from '../election/change.ts';
import { FAILOVER_METHODS, type FailoverMethod } from '../election/failover-terms.ts';
import type { Measured } from '../election/handover.ts';
import type { Judgement, RoundOutcome } from '../election/handover-judged.ts';
import type { Range } from '../election/timing.ts';
import { reportedPlan } from './break-report.ts';
import { type ErrorFacts, errorReport } from './error-report.ts';
import type { Report } from './report.ts';
import { exitCodeOf, type FailOn, type Verdict } from './verdict.ts';

/** All spans in milliseconds since the trigger, but `leaderlessMs`, which is a length; null where not known. */
export interface ReportedRound {
  /** Identities. */
  from: string;
  /** Who holds the Lease at the end of the round. */
  to: string | null;
  triggeredAt: string | null;
  leaseFreedMs: number | null;
  takeoverMs: number | null;
  leaderlessMs: number | null;
  leaderlessFrom: LeaderlessFrom | null;
  workMs: number | null;
  workBy: 'log' | 'metric' | null;
  /** Every holder since the trigger, in their order. */
  hops: string[];
  /** Of each of them: since when it leads, and how long nobody did before it. */
  handovers: {
    from: string;
    to: string;
    afterMs: number | null;
    leaderlessMs: number | null;
    leaderlessFrom: LeaderlessFrom | null;
  }[];
  lastRenewalMs: number | null;
  replacementReadyMs: number | null;
  twoClaimedMs: number | null;
  outcome: RoundOutcome;
  withinBounds: boolean | null;
  why: string | null;
  accuracyMs: number;
}

export interface FailoverReport extends Report {
  kind: 'FailoverTest';
  method: FailoverMethod | null;
  /** Whether this command made a leader go at all. */
  performed: boolean;
  refusal: string | null;
  refusalReason: string | null;
  rounds: ReportedRound[];
  /** Of `leaderlessMs`, over the rounds in which it is known. */
  summary: {
    rounds: number;
    minMs: number | null;
    medianMs: number | null;
    p95Ms: number | null;
    maxMs: number | null;
  };
  /** From the trigger to the next leader; null where the method does not tell when its leader is stopped. */
  expectedMs: Range | null;
  /** `--rounds`. */
  wanted: number;
  /** How it ended, in a sentence. */
  told: string;
  plan: ReturnType<typeof reportedPlan> | null;
}

export function isFailover(report: Report): report is FailoverReport {
  return report.kind === 'FailoverTest';
}

export function reportedRound(
  from: string,
  measured: Measured,
  triggeredAt: string | null,
  how: Judgement,
): ReportedRound {
  const { triggeredAt: trigger, hops } = measured;
  const hidden = how.outcome === 'void';
  return {
    from,
    to: measured.holder,
    triggeredAt,
    leaseFreedMs: hidden ? null : measured.leaseFreedMs,
    takeoverMs: hidden ? null : measured.takeoverMs,
    leaderlessMs: hidden ? null : measured.leaderlessMs,
    leaderlessFrom: hidden ? null : measured.leaderlessFrom,
    workMs: hidden ? null : measured.workMs,
    workBy: hidden ? null : measured.work.by,
    hops: hops.map(({ to }) => to),
    handovers: hops.map((hop) => ({
      from: hop.from,
      to: hop.to,
      afterMs: hop.instant && trigger ? Math.round(hop.instant.at - trigger.at) : null,
      leaderlessMs: hop.leaderlessMs,
      leaderlessFrom: hop.leaderlessFrom,
    })),
    lastRenewalMs: measured.lastRenewalMs,
    replacementReadyMs: measured.replacementReadyMs,
    twoClaimedMs: measured.twoClaimedMs,
    outcome: how.outcome,
    withinBounds: how.withinBounds,
    why: how.why,
    accuracyMs: measured.accuracyMs,
  };
}

/** Nearest rank: with few rounds p95 is the longest. */
export function summaryOf(rounds: readonly ReportedRound[]): FailoverReport['summary'] {
  const known = rounds
    .flatMap(({ leaderlessMs }) => (leaderlessMs === null ? [] : [leaderlessMs]))
    .sort((a, b) => a - b);
  const rank = (part: number) => known[Math.max(0, Math.ceil(part * known.length) - 1)] ?? null;
  const [low, high] = [known[Math.floor((known.length - 1) / 2)], known[Math.floor(known.length / 2)]];
  const medianMs = low === undefined || high === undefined ? null : Math.round((low + high) / 2);
  return { rounds: rounds.length, minMs: known[0] ?? null, medianMs, p95Ms: rank(0.95), maxMs: known.at(-1) ?? null };
}

const VERDICTS: Record<RoundOutcome, Verdict> = {
  'taken-over': 'healthy',
  'taken-back': 'healthy',
  idle: 'critical',
  nobody: 'critical',
  void: 'unknown',
  refused: 'unknown',
  unclear: 'unknown',
  interrupted: 'unknown',
};
const RANK: readonly Verdict[] = ['critical', 'unknown', 'warning', 'healthy'];

/** Failed rounds are critical whatever `--fail-on` says; slow ones are a warning, which it maps (contract 2). */
export function roundsVerdict(
  rounds: readonly ReportedRound[],
  failOn: FailOn,
): { verdict: Verdict; exitCode: number } {
  const all = rounds.map(({ outcome, withinBounds }): Verdict => {
    const verdict = VERDICTS[outcome];
    return verdict === 'healthy' && withinBounds === false ? 'warning' : verdict;
  });
  const verdict = RANK.find((one) => all.includes(one)) ?? 'healthy';
  return { verdict, exitCode: verdict === 'critical' ? 2 : exitCodeOf(verdict, failOn) };
}

type More = Partial<Omit<FailoverReport, keyof Report>> & {
  readonly verdict?: Verdict;
  readonly exitCode?: number;
  readonly findings?: Finding[];
};

export interface FailoverFrame {
  readonly base: Report;
  readonly method: FailoverMethod | null;
  readonly wanted: number;
}

export function failoverReportOf(
  { base, method, wanted }: FailoverFrame,
  told: string,
  more: More = {},
): FailoverReport {
  return {
    ...base,
    kind: 'FailoverTest',
    method,
    performed: false,
    refusal: null,
    refusalReason: null,
    rounds: [],
    summary: summaryOf(more.rounds ?? []),
    expectedMs: null,
    wanted,
    plan: null,
    told,
    ...more,
  };
}

export function failoverPlan(plan: Plan): FailoverReport['plan'] {
  return reportedPlan(plan);
}

export function failoverRefused(frame: FailoverFrame, refusal: Refusal): FailoverReport {
  const { reason, sentence, exitCode, facts, words, advice } = refusal;
  return failoverReportOf(frame, sentence, {
    refusal: sentence,
    refusalReason: reason,
    exitCode,
    plan: { facts, words: words.map(({ text }) => text), will: [], advice },
  });
}

export function failoverErrorReport(facts: ErrorFacts, method: string | null): FailoverReport {
  const known = FAILOVER_METHODS.find((one) => one === method) ?? null;
  return failoverReportOf({ base: errorReport(facts), method: known, wanted: 0 }, facts.detail);
}
