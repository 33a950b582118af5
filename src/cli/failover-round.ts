// One round of `failover-test`: everything is watched, the holder is read once more, its leader is made to go, and what follows is seen.

import { execute } from '../actions/execute.ts';
import type { Plan } from '../actions/plan.ts';
import type { HandoverWatch } from '../cluster/handover-watch.ts';
import { podsOf } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import { type FailoverTerms, START_MS } from '../election/failover-terms.ts';
import { measure, type RoundOf } from '../election/handover.ts';
import { type Circumstances, judge } from '../election/handover-judged.ts';
import { hostOf } from '../election/identity.ts';
import type { Gap, Pod } from '../election/observation.ts';
import { type ReportedRound, reportedRound } from '../report/failover-report.ts';
import type { Work } from './base-command.ts';
import type { FailoverHands } from './failover.ts';
import { DONE, notDone } from './failover-outcome.ts';
import { stageOf, WORK_MS } from './failover-stage.ts';

export interface RoundPlan {
  readonly election: Election;
  readonly plan: Plan;
  readonly terms: FailoverTerms;
  /** The API server's time, RFC 3339. */
  readonly takenAt: string;
  readonly nth: string;
}

export interface Round {
  /** Null where nothing was done. */
  readonly reported: ReportedRound | null;
  /** Why not, and for what reason; null where it was done. */
  readonly refusal: { readonly reason: string; readonly sentence: string } | null;
  readonly gaps: readonly Gap[];
  readonly pods: readonly Pod[];
}

/** For a watch to be opened, beside the renewals that it must tell of. */
const LIVE_MS = 5000;
const LOOK_MS = 200;

/** @throws ClusterError where the Lease may not be watched or read */
export async function runRound(work: Work, round: RoundPlan, hands: FailoverHands): Promise<Round> {
  const { cluster, sign } = work;
  const { election, plan, terms, nth } = round;
  const { clock: real, HandoverWatch } = await import('../cluster/index.ts');
  const clock = hands.clock ?? real;
  const { lease, holder, workload, thresholds } = election;
  if (!lease?.holderIdentity) throw new Error('nobody holds the Lease that was planned for');
  const { holderIdentity: from } = lease;
  cluster.allow(terms.limitMs + WORK_MS + 3 * START_MS);
  const isReplica = (pod: Pod) =>
    workload ? podsOf(workload, [pod]).length > 0 : election.candidates.some(({ pod: one }) => one.name === pod.name);
  const watch = new HandoverWatch({
    cluster,
    clock,
    lease: { namespace: lease.namespace, name: lease.name },
    namespace: holder?.pod?.namespace ?? workload?.namespace ?? lease.namespace,
    pods: election.candidates.map(({ pod }) => pod),
    isReplica,
    since: round.takenAt,
    signal: hands.ended,
  });
  const refused = (reason: string, sentence: string): Round => ({
    reported: null,
    refusal: { reason, sentence },
    gaps: watch.gaps,
    pods: watch.pods,
  });
  try {
    const known = new Set(election.candidates.map(({ pod }) => pod.uid ?? ''));
    const pod = holder?.pod ? { name: holder.pod.name, uid: holder.pod.uid } : null;
    const about: RoundOf = { from, pod, known };
    const started = clock.now();
    const liveMs = thresholds.lateMs + thresholds.retryPeriodMs + LIVE_MS;
    const tells = holder?.pod ? watch.tellsOfWork(holder.pod, lease.acquireTime) : Promise.resolve(false);
    const stages = sign.stages(liveMs);
    const lives = await stages.during(`${nth}opening the watches`, watch.live(liveMs)).finally(() => stages.end());
    if (!lives) {
      if (hands.ended.aborted) return refused('interrupted', 'interrupted before anything was done');
      return refused(
        'no-watch',
        `the watch told of no two renewals within ${formatAge(clock.now() - started)}: nothing could be measured`,
      );
    }
    const tellsOfWork = await tells;
    // a stop right after each renewal would measure the longest failovers alone
    if (terms.releases !== true) await clock.sleep(hands.chance() * thresholds.retryPeriodMs);
    // run once before it counts: code that runs for the first time is slow
    measure(watch.seen, about);
    const now = await watch.read();
    if (hands.ended.aborted) return refused('interrupted', 'interrupted before anything was done');
    const changed = changedSince(election, now?.holderIdentity ?? null, watch.pods);
    if (changed !== null) return refused('holder-changed', changed);
    if (terms.method === 'release') await nextRenewal(watch);
    const times = { sentAt: clock.now() };
    watch.startTiming();
    const steps = await execute(plan.deeds, {
      port: cluster.writes,
      keep: (object) => hands.keep(object, round.takenAt),
      begins: () => {
        times.sentAt = clock.now();
        hands.sofar(`${nth}the request was under way: whether it was done is not known`);
      },
      ended: (step) => {
        watch.add({ kind: 'trigger', sentAt: times.sentAt, at: clock.now(), heldUpMs: watch.heldUpMs });
        if (step.outcome.result === 'done')
          hands.sofar(`${nth}${DONE[step.deed.kind] ?? step.deed.kind}; who leads was not waited for`);
      },
    });
    const undone = notDone(steps);
    if (undone !== null && undone.reason !== 'unclear') return refused(undone.reason, undone.sentence);
    const seen = await follow({
      work,
      watch,
      about,
      round,
      tellsOfWork,
      hands,
      now: () => clock.now(),
      sleep: clock.sleep,
    });
    const { measured, how } = seen;
    const judged = judge(measured, terms, how);
    const at = measured.triggeredAt;
    const triggeredAt = at === null ? null : watch.timeAt(at.at);
    const withLateness = { ...measured, accuracyMs: Math.max(measured.accuracyMs, watch.latenessMs) };
    const shown = seen.interrupted
      ? { outcome: 'interrupted' as const, withinBounds: null, why: 'a signal ended it' }
      : undone !== null && measured.hops.length === 0
        ? { outcome: 'unclear' as const, withinBounds: null, why: undone.sentence }
        : judged;
    return {
      reported: reportedRound(from, withLateness, triggeredAt, shown),
      refusal: null,
      gaps: watch.gaps,
      pods: watch.pods,
    };
  } finally {
    watch.end();
  }
}

/** The holder as it was planned with, and its pod, must be the ones that are there now. */
function changedSince({ lease, holder }: Election, identity: string | null, pods: readonly Pod[]): string | null {
  const planned = lease?.holderIdentity ?? '';
  if (identity !== planned)
    return identity
      ? `${hostOf(identity)} leads now, and ${hostOf(planned)} did when this was planned: nothing was changed`
      : `${hostOf(planned)} has let go of the Lease since this was planned: nothing was changed`;
  const pod = holder?.pod;
  if (!pod || pods.length === 0 || pods.some(({ uid }) => uid === pod.uid)) return null;
  return `the pod ${pod.name} is gone or another one since this was planned: nothing was changed`;
}

/** A version read right after a renewal stands for a whole retry period. */
async function nextRenewal(watch: HandoverWatch): Promise<void> {
  const before = watch.seen.length;
  for (let waited = 0; waited < 50; waited++) {
    await watch.rest(LOOK_MS);
    if (watch.seen.slice(before).some(({ kind }) => kind === 'lease')) return;
  }
}

interface Following {
  readonly work: Work;
  readonly watch: HandoverWatch;
  readonly about: RoundOf;
  readonly round: RoundPlan;
  readonly tellsOfWork: boolean;
  readonly hands: FailoverHands;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Until all is seen that a round measures, or the time for it is over. */
async function follow({ work, watch, about, round, tellsOfWork, hands, now, sleep }: Following) {
  const { sign, cluster } = work;
  const { nth } = round;
  const started = now();
  for (;;) {
    const measured = measure(watch.seen, about);
    const facts = { ...round, about, pods: watch.pods, now: now(), started, tellsOfWork };
    const stage = stageOf(measured, facts);
    const how: Circumstances = { from: about.from, tellsOfWork, workIsDue: stage.workIsDue };
    if (hands.ended.aborted) return { measured, how, interrupted: true };
    if (stage.waits === null) return { measured, how, interrupted: false };
    const trouble = watch.trouble === null ? '' : ` (${watch.trouble})`;
    sign.tell(`${nth}${stage.waits}${trouble}`, now() - started, stage.limitMs);
    cluster.extend(0);
    // never right when news come: what is worked out then keeps the next ones waiting
    await sleep(LOOK_MS);
  }
}
