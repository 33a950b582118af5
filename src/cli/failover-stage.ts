// How far a round has come: what is still waited for, and for how long.

import { canRun } from '../election/candidate.ts';
import { formatRange } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import { type FailoverTerms, START_MS } from '../election/failover-terms.ts';
import type { Measured, RoundOf } from '../election/handover.ts';
import { hostOf, podOf } from '../election/identity.ts';
import type { Pod } from '../election/observation.ts';

/** For a new leader's workers to start; client-go knows no bound, and a cache that cannot sync takes two minutes to say so (F13). */
export const WORK_MS = 30_000;
/** A new leader that renewed so often keeps the Lease. */
const KEPT = 2;

export interface Stage {
  /** What is waited for; null where nothing is any more. */
  readonly waits: string | null;
  readonly limitMs: number;
  /** Whether the new leader had all the time it may take to begin its work, and did not. */
  readonly workIsDue: boolean;
}

/** All moments are local monotonic milliseconds. */
export interface StageFacts {
  readonly election: Election;
  readonly terms: FailoverTerms;
  readonly about: RoundOf;
  /** As they are now. */
  readonly pods: readonly Pod[];
  readonly now: number;
  readonly started: number;
  /** Whether this program's log tells when work begins. */
  readonly tellsOfWork: boolean;
}

export function stageOf(measured: Measured, facts: StageFacts): Stage {
  const { election, terms, about, pods, now, started } = facts;
  const { hops, holder } = measured;
  const last = hops.at(-1);
  const over = now - started;
  if (last === undefined || holder !== last.to || !isThere(holder, pods)) {
    const expected = terms.expectedMs === null ? '' : ` (expected ${formatRange(terms.expectedMs)})`;
    const waits = over < terms.limitMs ? `waiting for a leader${expected}` : null;
    return { waits, limitMs: terms.limitMs, workIsDue: false };
  }
  const since = now - (last.instant?.at ?? started);
  const workMs = Math.min(WORK_MS, terms.limitMs);
  const works = last.to === about.from || hasWorked(measured, facts.tellsOfWork);
  const workIsDue = !works && since >= workMs;
  const { renewDeadlineMs } = election.timing;
  const noticeMs = (renewDeadlineMs ?? election.thresholds.expiredMs) + election.thresholds.retryPeriodMs;
  // an elector renews once right after it took the Lease
  const keptMs = KEPT * election.thresholds.retryPeriodMs;
  const steps: readonly (readonly [open: boolean, waits: string])[] = [
    [(last.renewals < KEPT || since < keptMs) && over < terms.limitMs + workMs, 'its renewals'],
    [terms.method === 'release' && last.to !== about.from && since < noticeMs, 'the old leader to notice'],
    [!works && !workIsDue, 'its first work'],
    [!isReplaced(measured, facts, over), 'new pods to be ready'],
  ];
  const waits = steps.find(([open]) => open)?.[1] ?? null;
  const limitMs = Math.max(terms.limitMs, workMs);
  return { waits: waits === null ? null : `${hostOf(last.to)} leads: waiting for ${waits}`, limitMs, workIsDue };
}

/** A holder whose pod is gone is none that leads on; where no pod is known that cannot be told. */
function isThere(holder: string, pods: readonly Pod[]): boolean {
  if (pods.length === 0) return true;
  const { pod } = podOf(holder, pods);
  return pod === null ? pods.every(({ hostNetwork }) => hostNetwork) : pod.deletedAt === null;
}

function hasWorked({ work }: Measured, tellsOfWork: boolean): boolean {
  if (work.state === 'busy') return false;
  return work.at !== null || !tellsOfWork;
}

function isReplaced({ replacementReadyMs }: Measured, facts: StageFacts, over: number): boolean {
  const { pods, about, election } = facts;
  const { method, stopMaxMs } = facts.terms;
  if (method === 'release' || pods.length === 0) return true;
  if (method !== 'rollout') return replacementReadyMs !== null || over > stopMaxMs + START_MS;
  const replicas = Math.max(1, election.workload?.replicas ?? 0);
  const ready = pods.filter((pod) => pod.ready && pod.deletedAt === null && canRun(pod));
  const old = pods.filter(({ uid }) => about.known.has(uid ?? ''));
  return (old.length === 0 && ready.length >= replicas) || over > replicas * (stopMaxMs + START_MS);
}
