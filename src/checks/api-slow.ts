// An API server, or its etcd, that answers too late (F8): leaders lose for no fault of their own, all over the cluster at once.

import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Lease } from '../election/lease.ts';
import type { Observation } from '../election/observation.ts';
import { instantOf } from '../logs/instant.ts';
import { type Check, HOLDS, type Trouble } from './check.ts';
import { knownElections } from './elections.ts';
import {
  agoMs,
  hasGivenUp,
  hasRecovered,
  isLed,
  isPresent,
  type Line,
  linesOf,
  listed,
  shortened,
  subjectFor,
  unreadLogs,
} from './logged.ts';
import { isServerSlow, isTimeout } from './network-errors.ts';
import { b7le } from './wording.ts';

/** Losses of unrelated Leases within this of each other have one cause. */
const AT_ONCE_MS = 30_000;
const CUT_OFF_MS = 1000;
/** What a loss had for a reason was told within a renew deadline before it. */
const REASON_MS = 15_000;
/** One foreign Lease that moved at the same time is chance: a rollout, a drain. */
const FEWEST_FOREIGN = 2;

export const apiSlow: Check = {
  id: 'api-slow',
  suite: 'network',
  title: 'the API server answers in time',
  worst: 'critical',
  needs: ['leases', 'pods'],
  applies: ({ logs }) => logs !== null,
  judge(election, observation) {
    const errors = linesOf(election, ({ event, cause }) => event === 'lock-error' && cause !== 'timeout');
    const ends = linesOf(election, ({ event, graceful }) => event === 'renew-failed' && graceful !== true);
    const losses = ends.filter((loss) => !errors.some((error) => explains(error, loss)));
    const slow = linesOf(election, isServerSlow);
    const timeouts = linesOf(election, isTimeout).filter((line) => !isEndOfDeadline(line, ends));
    const others = unrelatedLosses(election, losses, observation);
    const pods = new Set(timeouts.map(({ log }) => log.pod));
    // one replica that waits in vain may have a trouble of its own: cut off, starved, frozen
    const own = pods.size < 2;
    const lines =
      slow.length > 0 ? slow : others.length > 0 ? [...timeouts, ...losses].sort(byTime) : own ? [] : timeouts;
    const last = lines.at(-1);
    if (!last) {
      const unread = unreadLogs(election, observation);
      return unread === null ? HOLDS : { unknown: `whether requests of the lock time out is in logs: ${unread}` };
    }
    const recovered = hasRecovered(last.log.pod, last.at, election) || isLed(election, observation);
    const now = isPresent(last.at, election, observation) && !hasGivenUp(last, observation);
    const said = slow.length > 0 ? 'says that it is too slow' : 'did not answer in time';
    const also = others.length === 0 ? '' : `; ${listed(others)} lost at once`;
    const trouble: Trouble = {
      severity: !now ? 'info' : recovered ? 'warning' : 'critical',
      subject: subjectFor(election),
      summary: `the API server ${said}, last ${formatAge(agoMs(last.at, observation))} ago: ${shortened(last.entry.error ?? last.entry.message)}${also}`,
      facts: {
        pods: [...new Set(lines.map(({ log }) => log.pod))],
        lines: lines.length,
        firstAt: lines[0]?.entry.at ?? null,
        lastAt: last.entry.at,
        lastAgoMs: Math.round(agoMs(last.at, observation)),
        lostAtOnce: others,
      },
      remedy: [
        {
          text: 'shows whether other elections lost at the same time: then it is the API server or its etcd, and no controller',
          command: b7le(observation, null, 'status', '-A'),
        },
      ],
    };
    return [trouble];
  },
};

function byTime(a: Line, b: Line): number {
  return a.at - b.at;
}

/** A request that the end of the renew deadline cut off says nothing of the server: it may have begun just then. */
function isEndOfDeadline({ log, at }: Line, losses: readonly Line[]): boolean {
  return losses.some((loss) => loss.log === log && loss.at >= at && loss.at - at < CUT_OFF_MS);
}

/** A refusal, a conflict or a broken connection just before a loss explains it without the server's being slow. */
function explains(error: Line, { log, at }: Line): boolean {
  return error.log === log && error.at <= at && at - error.at < REASON_MS;
}

/** Leases of other workloads that were taken anew when this one gave up renewing: more than one controller's own trouble. */
function unrelatedLosses(election: Election, gaveUp: readonly Line[], observation: Observation): string[] {
  const known = knownElections(observation).all.flatMap(({ id, lease, workload }) =>
    lease && id !== election.id && (workload === null || workload !== election.workload) ? [lease] : [],
  );
  const seen = new Set(observation.leases.map(({ lease }) => nameOf(lease)));
  const foreign = (observation.around?.leases ?? []).filter((lease) => !seen.has(nameOf(lease)));
  const moved = (some: readonly Lease[]) => some.filter((lease) => movedWith(lease, gaveUp)).map(nameOf);
  const [near, far] = [moved(known), moved(foreign)];
  return near.length + far.length >= (near.length > 0 ? 1 : FEWEST_FOREIGN) ? [...near, ...far] : [];
}

function nameOf({ namespace, name }: Lease): string {
  return `${namespace}/${name}`;
}

/** Taken anew, within a lease duration, when this election's leader gave up renewing. */
function movedWith(lease: Lease, gaveUp: readonly Line[]): boolean {
  if ((lease.leaseTransitions ?? 0) === 0) return false;
  const taken = instantOf(lease.acquireTime);
  const usual = (lease.leaseDurationSeconds ?? 0) * 1000;
  return gaveUp.some(({ at }) => taken !== null && taken > at - AT_ONCE_MS && taken < at + usual + AT_ONCE_MS);
}
