// `failover-test` from its preflight to its end: look, plan, show, ask, then round after round, with rest until healthy in between.

import { type FailoverOptions, planFailover } from '../actions/failover-test.ts';
import type { Plan } from '../actions/plan.ts';
import type { Clock } from '../cluster/clock.ts';
import { type FailoverTerms, failoverTerms, START_MS } from '../election/failover-terms.ts';
import type { Gap } from '../election/observation.ts';
import { failoverFindings } from '../report/failover-findings.ts';
import {
  type FailoverFrame,
  type FailoverReport,
  failoverPlan,
  failoverRefused,
  failoverReportOf,
  type ReportedRound,
  roundsVerdict,
} from '../report/failover-report.ts';
import type { Report } from '../report/report.ts';
import type { Work } from './base-command.ts';
import { ANSWERS, type Answer } from './confirm.ts';
import { type FailoverLook, lookForFailover } from './failover-look.ts';
import { runRound } from './failover-round.ts';
import { WaitingSign } from './terminal.ts';

export interface FailoverWish extends FailoverOptions {
  readonly dryRun: boolean;
  readonly skip: readonly string[];
}

/** What is done outside of the cluster, and by whom. */
export interface FailoverHands {
  /** Shows the plan and asks for its name. */
  readonly ask: (report: Report, plan: Plan) => Promise<Answer>;
  /** Keeps a copy of a Lease before it is touched. @returns its path */
  readonly keep: (object: Readonly<Record<string, unknown>>, at: string) => Promise<void>;
  /** Told what has been done so far, for whoever must say it when a signal comes. */
  readonly sofar: (sentence: string) => void;
  /** Told of each round as it ends. */
  readonly ended: AbortSignal;
  /** The test may begin: from now on a signal ends the round and not the process. @returns why not, null where it may */
  readonly begin: (key: string) => string | null;
  readonly told: (round: ReportedRound, nth: number) => void;
  /** 0 to 1. */
  readonly chance: () => number;
  readonly clock?: Clock;
}

/** @throws ClusterError where nothing could be read, or where there is no election */
export async function failoverTest(work: Work, wish: FailoverWish, hands: FailoverHands): Promise<FailoverReport> {
  const first = await lookForFailover(work, wish, hands, null);
  const frame: FailoverFrame = { base: first.base, method: wish.method, wanted: wish.rounds };
  const { election } = first;
  if (election === null) return failoverReportOf(frame, first.unread, { verdict: 'unknown', exitCode: 3 });
  const planned = planFailover(election, first.facts, wish);
  const terms = failoverTerms(election, wish.method, wish);
  const shown = { expectedMs: terms.expectedMs };
  if ('refusal' in planned) return { ...failoverRefused(frame, planned.refusal), ...shown };
  if ('nothing' in planned) return failoverReportOf(frame, planned.nothing.sentence, { exitCode: 0, ...shown });
  const more = { ...shown, plan: failoverPlan(planned.plan) };
  if (wish.dryRun)
    return failoverReportOf(frame, 'nothing was changed: --dry-run shows what would be done', { ...more, exitCode: 0 });
  work.sign.stop();
  const goOn = work.cluster.pause();
  const answer = await hands.ask(first.base, planned.plan).finally(goOn);
  if (answer !== 'yes') return declined(frame, answer, more);
  const other = hands.begin(`${work.cluster.server}/${election.id}`);
  if (other !== null) return { ...failoverRefused(frame, otherTest(other)), ...more, refusalReason: 'other-test' };
  const sign = new WaitingSign(process.stderr, work.presentation.quiet, process.env);
  try {
    return await rounds({ ...work, sign }, wish, hands, { frame, first, plan: planned.plan, terms, more });
  } finally {
    sign.stop();
  }
}

function otherTest(sentence: string) {
  return { reason: 'other-test', sentence, facts: [], words: [], advice: [], forcible: false, exitCode: 4 as const };
}

interface Begun {
  readonly frame: FailoverFrame;
  readonly first: FailoverLook;
  readonly plan: Plan;
  readonly terms: FailoverTerms;
  readonly more: Pick<FailoverReport, 'expectedMs' | 'plan'>;
}

async function rounds(work: Work, wish: FailoverWish, hands: FailoverHands, begun: Begun): Promise<FailoverReport> {
  const { frame, more } = begun;
  const done: ReportedRound[] = [];
  let gaps: readonly Gap[] = [];
  let { first: look, plan, terms } = begun;
  const report = (told: string, over: { exitCode?: number; verdict?: Report['verdict'] } = {}): FailoverReport => {
    const { verdict, exitCode } = roundsVerdict(done, work.failOn);
    const base = { ...frame.base, gaps: [...frame.base.gaps, ...reportedGaps(gaps)] };
    const findings = [...failoverFindings(done, frame.base), ...frame.base.findings];
    const rest = { performed: done.length > 0, rounds: done, verdict, exitCode, findings, ...more, ...over };
    return failoverReportOf({ ...frame, base }, told, rest);
  };
  for (let nth = 1; ; nth++) {
    const { election } = look;
    if (election === null) return report(look.unread, { verdict: 'unknown', exitCode: 3 });
    const label = wish.rounds === 1 ? '' : `round ${nth} of ${wish.rounds}: `;
    const takenAt = look.facts.observation.takenAt;
    const round = await runRound(work, { election, plan, terms, takenAt, nth: label }, hands);
    gaps = [...gaps, ...round.gaps.filter((gap) => !gaps.some(({ what }) => what === gap.what))];
    const { reported, refusal } = round;
    if (refusal !== null) {
      const told = nth === 1 ? refusal.sentence : `stopped before round ${nth}: ${refusal.sentence}`;
      const exitCode = refusal.reason === 'interrupted' ? 130 : 4;
      return { ...report(told, { exitCode }), refusal: refusal.sentence, refusalReason: refusal.reason };
    }
    if (reported === null) throw new Error('a round that was neither done nor refused');
    done.push(reported);
    hands.told(reported, nth);
    const { outcome } = reported;
    if (outcome === 'interrupted') return report(`interrupted in round ${nth}`, { exitCode: 130 });
    if (outcome === 'unclear') return report(reported.why ?? 'not known');
    if (outcome === 'idle' || outcome === 'nobody') return report(failedWords(reported, nth, wish));
    if (nth === wish.rounds) return report(doneWords(done));
    hands.sofar(`${nth} of ${wish.rounds} rounds were done`);
    const rested = await rest(work, wish, hands, label, terms);
    if ('why' in rested) {
      const exitCode = hands.ended.aborted ? 130 : 2;
      const verdict = hands.ended.aborted ? 'unknown' : 'critical';
      return report(`stopped after round ${nth}: ${rested.why}`, { exitCode, verdict });
    }
    look = rested.look;
    plan = rested.plan;
    if (look.election) terms = failoverTerms(look.election, wish.method, wish);
  }
}

function failedWords({ why }: ReportedRound, nth: number, { rounds: wanted }: FailoverWish): string {
  return wanted === 1 ? (why ?? 'failed') : `stopped at round ${nth} of ${wanted}: ${why ?? 'failed'}`;
}

function doneWords(done: readonly ReportedRound[]): string {
  const within = done.filter(({ withinBounds }) => withinBounds === true).length;
  const unknown = done.filter(({ withinBounds }) => withinBounds === null).length;
  const void_ = unknown === 0 ? '' : `, ${unknown} void`;
  return `${within} of ${done.length} within bounds${void_}`;
}

function reportedGaps(gaps: readonly Gap[]): Report['gaps'] {
  return gaps.map(({ what, reason, detail }) => ({ what, reason, detail }));
}

const LOOK_MS = 1000;

/** Until a further round may begin: the very preflight says so. What was forced once is forced again. */
async function rest(
  work: Work,
  wish: FailoverWish,
  hands: FailoverHands,
  label: string,
  { stopMaxMs, unrenewedMaxMs }: FailoverTerms,
): Promise<{ readonly look: FailoverLook; readonly plan: Plan } | { readonly why: string }> {
  const { clock: real } = await import('../cluster/index.ts');
  const clock = hands.clock ?? real;
  const limitMs = stopMaxMs + unrenewedMaxMs + 2 * START_MS;
  const started = clock.now();
  for (;;) {
    if (hands.ended.aborted) return { why: 'interrupted between two rounds' };
    work.cluster.allow(60_000);
    const look = await lookForFailover(work, wish, hands, null);
    const over = clock.now() - started;
    const strict =
      look.election && planFailover(look.election, look.facts, { ...wish, force: wish.method === 'release' });
    if (strict && 'plan' in strict && look.election) return { look, plan: strict.plan };
    if (over > limitMs) {
      const forced = look.election && wish.force ? planFailover(look.election, look.facts, wish) : null;
      if (forced && 'plan' in forced) return { look, plan: forced.plan };
      return { why: strict && 'refusal' in strict ? strict.refusal.sentence : look.unread };
    }
    const why = strict && 'refusal' in strict ? strict.refusal.sentence : look.unread;
    work.sign.tell(`${label}resting until healthy: ${why}`, over, limitMs);
    await clock.sleep(LOOK_MS);
  }
}

function declined(frame: FailoverFrame, answer: Exclude<Answer, 'yes'>, more: Begun['more']): FailoverReport {
  const { sentence, exitCode } = ANSWERS[answer];
  return failoverReportOf(frame, sentence, { ...more, refusal: sentence, refusalReason: answer, exitCode });
}
