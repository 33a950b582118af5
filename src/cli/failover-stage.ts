// How far a round has come: what is still waited for, and for how long.

import { canRun } from '../election/candidate.ts';
import type { Election } from '../election/election.ts';
import { type FailoverTerms, START_MS } from '../election/failover-terms.ts';
import type { Measured, RoundOf } from '../election/handover.ts';
import { hostOf, podOf } from '../election/identity.ts';
import type { Pod } from '../election/observation.ts';

/** For a new leader's workers to start; client-go knows no bound, and a cache that cannot sync takes two minutes to say so (F13). */
export const WORK_MS = 30_000;
/** A new leader that renewed so often keeps the Lease. */
const KEPT = 2;

interface Stage {
  /** What is waited for; null where nothing is any more. */
  readonly waits: string | null;
  readonly limitMs: number;
  readonly workIsDue: boolean;
}

function stageOf(
  measured: Measured,
  { election, terms }: RoundPlan,
  { from, known }: RoundOf,
  { pods, now, started, tellsOfWork }: { pods: readonly Pod[]; now: number; started: number; tellsOfWork: boolean },
): Stage {
  const { hops, holder, work } = measured;
  const last = hops.at(-1);
  const over = now - started;
  const leads = last !== undefined && holder === last.to;
  if (!leads) return { waits: over < terms.limitMs ? 'waiting for a leader' : null, limitMs: terms.limitMs, workIsDue: false };
  const since = now - (last.instant?.at ?? started);
  const workMs = hopLimit(terms);
  const works = last.to === from || (work.at !== null && work.state !== 'busy') || (!tellsOfWork && work.state !== 'busy');
  const workIsDue = !works && since >= workMs;
  const twoMs = (election.timing.renewDeadlineMs ?? election.thresholds.expiredMs) + election.thresholds.retryPeriodMs;
  const limitMs = Math.max(terms.limitMs, workMs);
  const waits =
    last.renewals < KEPT && over < terms.limitMs + workMs
      ? `${hostOf(last.to)} leads: waiting for its renewals`
      : terms.method === 'release' && last.to !== from && since < twoMs
        ? `${hostOf(last.to)} leads: waiting for the old leader to notice`
        : !works && !workIsDue
          ? `${hostOf(last.to)} leads: waiting for its first work`
          : !isReplaced(measured, terms, { pods, known, over, replicas: election.workload?.replicas ?? 0 })
            ? `${hostOf(last.to)} leads: waiting for new pods to be ready`
            : null;
  return { waits, limitMs, workIsDue };
}

function hopLimit({ maxMs, limitMs }: FailoverTerms): number {
  return Math.min(WORK_MS, Math.max(maxMs ?? 0, limitMs));
}

function isReplaced(
  { replacementReadyMs }: Measured,
  { method, stopMaxMs }: FailoverTerms,
  facts: { pods: readonly Pod[]; known: ReadonlySet<string>; over: number; replicas: number },
): boolean {
  const { pods, known, over, replicas } = facts;
  if (method === 'release') return true;
  const ready = pods.filter((pod) => pod.ready && pod.deletedAt === null && canRun(pod));
  if (method !== 'rollout') return replacementReadyMs !== null || pods.length === 0 || over > stopMaxMs + START_MS;
  const old = pods.filter(({ uid }) => known.has(uid ?? ''));
  return (old.length === 0 && ready.length >= replicas) || over > Math.max(1, replicas) * (stopMaxMs + START_MS);
}
