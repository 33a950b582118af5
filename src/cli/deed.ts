// The deed of `break-lease`, and what came of it: who wrote in between, what was done, who took the Lease, or why nobody did.

import { execute, type Step } from '../actions/execute.ts';
import { nobodyLeft, runningOf, takeoverBoundMs } from '../actions/outlook.ts';
import type { Plan } from '../actions/plan.ts';
import { diagnose } from '../checks/diagnose.ts';
import type { Clock } from '../cluster/clock.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { formatAge, formatDuration } from '../election/duration.ts';
import { hostOf } from '../election/identity.ts';
import type { Lease } from '../election/lease.ts';
import { type BreakReport, breakReportOf } from '../report/break-report.ts';
import type { Work } from './base-command.ts';
import type { BreakHands, BreakWish, Looked } from './breaking.ts';
import { WaitingSign } from './terminal.ts';

/** For a request to be answered and a look to come by, beside what the election itself takes. */
const SLACK_MS = 2000;
/** For pods to be scheduled and to start, where none of them waits for the Lease yet (as `status --wait`). */
const START_MS = 36_000;

type Deed = Looked & { readonly plan: Plan; readonly hands: BreakHands };

/** Writes and waits. @throws ClusterError where the Lease could not be looked at again: then nothing was written */
export async function doBreak(work: Work, wish: BreakWish, deed: Deed): Promise<BreakReport> {
  const { cluster } = work;
  const { base, election, observation, plan, hands } = deed;
  const { clock: real } = await import('../cluster/index.ts');
  const clock = hands.clock ?? real;
  let backup: string | null = null;
  let from = clock.now();
  // what the reads were given is their affair
  cluster.allow(60_000);
  const steps = await execute(plan.deeds, {
    port: cluster.writes,
    keep: async (object) => {
      backup = await hands.keep(object, observation.takenAt);
    },
    begins: ({ kind }) =>
      hands.sofar(`a write was under way (${kind}): whether it was done is not known${copyOf(backup)}`),
    ended: ({ deed: { kind }, outcome }) => {
      if (kind !== 'restart-workload') from = clock.now();
      const done =
        outcome.result === 'done' ? `${DONE[kind] ?? kind}; who leads was not waited for` : 'nothing was changed';
      hands.sofar(`${done}${outcome.result === 'done' ? copyOf(backup) : ''}`);
    },
  });
  const [first] = steps;
  if (first?.outcome.result !== 'done') return notDone(work, wish, deed, first, backup);
  const done = doneWords(steps);
  const more = { performed: true, backup };
  const nobody = nobodyLeft(election, observation);
  if (nobody && wish.waitMs === null) {
    const told = `${done}; nobody will come: ${nobodyBecause(deed)}`;
    return breakReportOf(base, wish.method, 'nobody-came', told, more);
  }
  return { ...(await awaitHolder(work, wish, deed, { done, from, clock })), ...more };
}

const DONE: Record<string, string> = {
  'delete-lease': 'the Lease was deleted',
  'release-lease': 'the Lease was released',
  'clear-lock': 'the lock was taken off',
  'release-lock': 'the lock was released',
  'restart-workload': 'the workload was restarted',
};

function copyOf(backup: string | null): string {
  return backup === null ? '' : `; a copy is in ${backup}`;
}

function doneWords(steps: readonly Step[]): string {
  const [first, restart] = steps;
  const seen = first?.outcome.result === 'done' && first.outcome.seen === 'second-look';
  const how = seen ? ' (the connection broke before the answer; a second look shows it)' : '';
  const what = DONE[first?.deed.kind ?? ''] ?? 'it was done';
  if (!restart) return `${what}${how}`;
  const { outcome } = restart;
  const restarted =
    outcome.result === 'done' ? 'a restart of its workload was begun' : `the restart was not: ${outcome.why}`;
  return `${what}${how}, and ${restarted}`;
}

function nobodyBecause({ election }: Deed): string {
  const { workload } = election;
  if (workload === null) return 'no workload is left that uses it';
  return `${workload.kind.toLowerCase()}/${workload.name} is scaled to 0`;
}

async function notDone(
  { cluster }: Work,
  { method }: BreakWish,
  { base, election, lock }: Deed,
  step: Step | undefined,
  backup: string | null,
): Promise<BreakReport> {
  const outcome = step?.outcome ?? ({ result: 'undone', why: 'nothing was tried' } as const);
  if (outcome.result === 'done') throw new Error('done and not done');
  const { why } = outcome;
  if (outcome.result === 'conflict' || outcome.result === 'absent') {
    const { whatHappened } = await import('../cluster/index.ts');
    const lease = election.lease as Lease;
    const who = await whatHappened(await readerOf(cluster, lease, lock), lease);
    const sentence = `${who} since it was looked at; nothing was changed by this command`;
    return breakReportOf(base, method, 'conflict', sentence, { refusal: sentence, refusalReason: 'conflict', backup });
  }
  if (outcome.result === 'unknown') {
    const told = `whether it was done is not known: ${why}; b7le status shows how it stands`;
    return breakReportOf(base, method, 'unclear', told, { backup });
  }
  const sentence = `not done: ${why}`;
  return breakReportOf(base, method, 'failed', sentence, { refusal: sentence, refusalReason: outcome.result, backup });
}

/** Reads what was broken anew, Lease or old lock. */
async function readerOf(cluster: Cluster, lease: Lease, lock: Looked['lock']): Promise<() => Promise<Lease | null>> {
  const { leaseOrNull, readOldLock } = await import('../cluster/index.ts');
  if (lock === null) return async () => (await leaseOrNull(cluster, lease)).value;
  const kind = lock === 'configmaps' ? 'ConfigMap' : 'Endpoints';
  return async () => (await readOldLock(cluster, { ...lease, kind })).value;
}

async function awaitHolder(
  work: Work,
  wish: BreakWish,
  deed: Deed,
  { done, from, clock }: { readonly done: string; readonly from: number; readonly clock: Clock },
): Promise<BreakReport> {
  const { cluster, presentation } = work;
  const { base, election, lock } = deed;
  const { awaitTakeover } = await import('../cluster/index.ts');
  const { thresholds } = election;
  const waits = (runningOf(election, deed.observation) ?? 0) > 0;
  const bound = takeoverBoundMs(election) + SLACK_MS + (waits && !wish.restart ? 0 : START_MS);
  const limitMs = wish.waitMs ?? bound;
  cluster.allow(limitMs + 4 * thresholds.lateMs + 60_000);
  const sign = new WaitingSign(process.stderr, presentation.quiet, process.env);
  const takeover = await awaitTakeover(await readerOf(cluster, election.lease as Lease, lock), {
    from,
    limitMs,
    thresholds,
    clock,
    progress: sign.tell,
  });
  sign.stop();
  const { holder, afterMs, renewals, waitedMs } = takeover;
  const more = { newHolder: holder, takeoverMs: afterMs };
  if (holder === null) {
    const told = `${done}; nobody took it within ${formatAge(waitedMs)}: ${await likelyReason(work, wish, deed)}`;
    return breakReportOf(base, wish.method, 'nobody-came', told, more);
  }
  const came = `${hostOf(holder)} took it ${formatDuration(Math.round((afterMs ?? 0) / 10) * 10)} later`;
  if (renewals >= 2)
    return breakReportOf(base, wish.method, 'taken-over', `${done}; ${came} and has renewed it twice`, more);
  const why = await likelyReason(work, wish, deed);
  return breakReportOf(base, wish.method, 'not-kept', `${done}; ${came} and did not keep it: ${why}`, more);
}

/** What the checks hold to be wrong now, else what they held to be wrong before. */
async function likelyReason({ cluster, scope }: Work, { skip }: BreakWish, { hands, base }: Deed): Promise<string> {
  const { clock, observe } = await import('../cluster/index.ts');
  const how = { scope, observeMs: 0, askReplicas: false, access: { account: null, leaseNamespace: null } };
  try {
    const again = await observe(cluster, { ...how, clock: hands.clock ?? clock, progress: () => {} });
    const { findings } = diagnose(again, { skip });
    const worst = findings.find(({ id, severity }) => severity === 'critical' && id !== 'lease-absent');
    const before = base.findings.find(({ cause, severity }) => cause || severity === 'critical');
    const reason = worst ?? before;
    return reason ? `${reason.summary} (${reason.id})` : 'b7le doctor looks for the cause';
  } catch {
    return 'the cluster could not be read again';
  }
}
