// `break-lease` from its proof to its end: look, plan, show, ask, write, and wait for whoever comes.

import { type BreakFacts, planBreak } from '../actions/break-lease.ts';
import type { Plan } from '../actions/plan.ts';
import { diagnose } from '../checks/diagnose.ts';
import type { Clock } from '../cluster/clock.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { type BreakReport, breakReportOf, refusedReport, reportedPlan } from '../report/break-report.ts';
import { type Report, reportOf } from '../report/report.ts';
import type { Work } from './base-command.ts';
import { ANSWERS, type Answer } from './confirm.ts';
import { doBreak } from './deed.ts';
import { type OldLock, oldLockOf } from './old-lock.ts';
import { onlyElection } from './one-election.ts';

export interface BreakWish {
  readonly method: 'delete' | 'release';
  readonly force: boolean;
  readonly restart: boolean;
  readonly dryRun: boolean;
  /** The old lock on a ConfigMap or Endpoints object instead of the Lease. */
  readonly legacy: boolean;
  /** For how long to wait for a new holder; null for what the election's own timings allow. */
  readonly waitMs: number | null;
  readonly skip: readonly string[];
}

/** What is done outside of the cluster, and by whom. */
export interface BreakHands {
  /** Shows the plan and asks for its names. */
  readonly ask: (report: Report, plan: Plan) => Promise<Answer>;
  /** Keeps a copy of what is about to be written to. @returns its path */
  readonly keep: (object: Readonly<Record<string, unknown>>, at: string) => Promise<string>;
  /** Told what has been done so far, for whoever must say it when a signal comes. */
  readonly sofar: (sentence: string) => void;
  readonly clock?: Clock;
}

/** What was looked at, and is written to. */
export interface Looked {
  readonly election: Election;
  readonly observation: Observation;
  readonly base: Report;
  readonly facts: BreakFacts;
  /** Of an old lock; null for a Lease. */
  readonly lock: OldLock['resource'] | null;
}

/** @throws ClusterError where nothing could be read, or where there is no election */
export async function breakLease(work: Work, wish: BreakWish, hands: BreakHands): Promise<BreakReport> {
  const looked = await lookAt(work, wish, hands);
  if ('outcome' in looked) return looked;
  const { base, election, facts } = looked;
  const planned = planBreak(election, facts, { ...wish, ...(looked.lock ? { lock: looked.lock } : {}) });
  if ('nothing' in planned) return breakReportOf(base, wish.method, 'nothing', planned.nothing.sentence);
  if ('refusal' in planned) return refusedReport(base, wish.method, planned.refusal);
  const { plan } = planned;
  const shown = { plan: reportedPlan(plan) };
  if (wish.dryRun)
    return breakReportOf(base, wish.method, 'would', 'nothing was changed: --dry-run shows what would be done', shown);
  work.sign.stop();
  const goOn = work.cluster.pause();
  const answer = await hands.ask(base, plan).finally(goOn);
  if (answer !== 'yes') return declined(base, wish, answer, plan);
  const report = await doBreak(work, wish, { ...looked, plan, hands });
  return { ...report, ...shown };
}

async function lookAt(
  { cluster, scope, failOn, sign }: Work,
  { method, skip, legacy }: BreakWish,
  hands: BreakHands,
): Promise<Looked | BreakReport> {
  const { clock, nothingFound, observe } = await import('../cluster/index.ts');
  const time = { clock: hands.clock ?? clock, progress: sign.tell };
  const observation = await observe(cluster, {
    scope,
    observeMs: 0,
    askReplicas: false,
    access: { account: null, leaseNamespace: null },
    untilDeadOrAlive: !legacy,
    ...time,
  });
  const diagnosis = diagnose(observation, { skip });
  const election = onlyElection(diagnosis.elections, 'break-lease');
  const base = reportOf(observation, diagnosis, failOn);
  if (!election && base.verdict !== 'unknown') throw await nothingFound(cluster, observation);
  const facts = { observation, reasons: diagnosis.findings };
  if (election && legacy) {
    const old = await oldLockOf(election, observation, { cluster, ...time });
    if (old) return { election: old.election, observation, base, facts, lock: old.resource };
    const sentence = 'nothing to break: this election has no lock on a ConfigMap or Endpoints object';
    return breakReportOf(base, method, 'nothing', sentence);
  }
  if (!election || (!election.lease && election.renewal.state === 'unknown')) {
    const gap = observation.gaps.find(({ evidence }) => evidence === 'leases');
    return breakReportOf(
      base,
      method,
      'failed',
      `the Lease could not be read: ${gap?.detail ?? 'no reason was given'}`,
    );
  }
  return { election, observation, base, facts, lock: null };
}

function declined(base: Report, { method }: BreakWish, answer: Exclude<Answer, 'yes'>, plan: Plan): BreakReport {
  const { sentence, exitCode } = ANSWERS[answer];
  const more = { refusal: sentence, refusalReason: answer, exitCode, plan: reportedPlan(plan) };
  return breakReportOf(base, method, 'declined', sentence, more);
}
