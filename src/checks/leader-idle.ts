// A leader whose workers never started (F13): it holds the Lease, renews it, and does nothing.

import { electorOf } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import type { Claim } from '../logs/claim.ts';
import { instantOf } from '../logs/instant.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import { type Check, HOLDS, type Judgement, type Trouble } from './check.ts';
import { agoMs, isPresent, linesOf, ownStory, shortened, unreadLogs } from './logged.ts';
import { kubectl, workloadSubject } from './wording.ts';

/** Workers start within seconds of the election (F13); on a busy machine, later. */
const PATIENCE_MS = 30_000;

export const leaderIdle: Check = {
  id: 'leader-idle',
  suite: 'leaders',
  title: 'who leads also works',
  worst: 'critical',
  needs: [],
  applies: ({ logs, electionOn }) => logs !== null && electionOn !== false,
  judge(election, observation) {
    const claims = (ownStory(election, observation)?.claims ?? []).filter(({ source }) => source === 'log');
    const claim = claims.at(-1);
    if (!claim) {
      const unread = unreadLogs(election, observation);
      return unread === null ? HOLDS : { unknown: `whether the leader works is in its log: ${unread}` };
    }
    const idle = claims.flatMap((one) => {
      const why = blockedBy(one, election, observation);
      return why === null ? [] : [{ claim: one, why }];
    });
    const last = idle.at(-1);
    if (last) {
      const since = claims.slice(claims.indexOf(last.claim) + 1);
      const latest = since.every((one) => isUndecided(one, election, observation));
      const trouble = troubleOf(last.claim, last.why, latest, election, observation);
      const pods = new Set(idle.map((one) => one.claim.pod));
      return [pods.size > 1 && allOf(pods, election) ? ofWorkload(trouble, election) : trouble];
    }
    return silent(claim, election, observation);
  },
};

/** Whether it is too early to say of a leader that it works: where leadership goes round there is always such a one. */
function isUndecided(claim: Claim, election: Election, { takenAt }: Observation): boolean {
  return !hasStarted(claim, election) && (claim.to ?? Date.parse(takenAt)) - claim.from < PATIENCE_MS;
}

/** The line that tells why workers of a leader cannot start, where they did not; null where nothing does. */
function blockedBy(claim: Claim, election: Election, observation: Observation): string | null {
  if (hasStarted(claim, election)) return null;
  const until = claim.to ?? Date.parse(observation.takenAt);
  const signs = linesOf(election, ({ sign }) => sign === 'cache-failed' || sign === 'cannot-watch').filter(
    ({ log, at }) => log === claim.run?.log && at >= claim.from && at <= until + 1000,
  );
  const failed = signs.find(({ entry }) => entry.sign === 'cache-failed') ?? signs[0];
  const lasted = until - claim.from > PATIENCE_MS || failed?.entry.sign === 'cache-failed';
  return failed && lasted ? (failed.entry.error ?? failed.entry.message) : null;
}

function hasStarted({ run, from, to }: Claim, election: Election): boolean {
  // such a line names no Lease: in a process of several elections it may be of any of them
  const several = run !== null && isOfSeveral(run.log);
  return linesOf(election, ({ sign }) => sign === 'workers-started').some(
    ({ log, at }) => log === run?.log && (several || at >= from - 1000) && (to === null || at <= to),
  );
}

/** Without a reason in the log only its silence is left, which counts where such a program is known to speak (contract 4). */
function silent(claim: Claim, election: Election, observation: Observation): Judgement {
  const log = claim.run?.log;
  const led = Date.parse(observation.takenAt) - claim.from;
  if (!log || claim.to !== null || hasStarted(claim, election) || led < PATIENCE_MS) return HOLDS;
  const speaks = linesOf(election, ({ sign }) => sign === 'workers-started').length > 0;
  const recent = isWhole(log.dropped) && (instantOf(log.firstAt) ?? claim.from) <= claim.from;
  if (speaks && recent && !isOfSeveral(log))
    return [troubleOf(claim, 'no line says that its workers started', true, election, observation)];
  return { unknown: `whether ${claim.pod} works cannot be told: no replica printed that its workers started` };
}

/** Whether every replica that failed of late is one of these. */
function allOf(pods: ReadonlySet<string>, { candidates }: Election): boolean {
  const failed = candidates.filter(({ pod }) => (electorOf(pod)?.lastEnded?.exitCode ?? 0) !== 0);
  return failed.every(({ pod }) => pods.has(pod.name));
}

/** What happens to whichever replica leads is a matter of the workload: it explains what each of them suffers. */
function ofWorkload(trouble: Trouble, { workload }: Election): Trouble {
  return workload ? { ...trouble, subject: workloadSubject(workload) } : trouble;
}

/** A process that takes part in several elections. */
function isOfSeveral({ entries, namespace }: ContainerLog): boolean {
  const named = entries.flatMap(({ event, lease }) =>
    event === 'attempting' || event === 'acquired' ? (lease ?? []) : [],
  );
  return new Set(named.map((lease) => (lease.includes('/') ? lease : `${namespace}/${lease}`))).size > 1;
}

function isWhole(dropped: number): boolean {
  return dropped === 0;
}

function troubleOf(claim: Claim, why: string, latest: boolean, election: Election, at: Observation): Trouble {
  const lasts = latest && claim.to === null;
  const now = lasts || (latest && isPresent(claim.to ?? claim.from, election, at));
  const length = formatAge((claim.to ?? Date.parse(at.takenAt)) - claim.from);
  return {
    severity: now ? 'critical' : 'info',
    subject: { kind: 'Pod', namespace: claim.namespace || null, name: claim.pod },
    summary: lasts
      ? `${claim.pod} has led for ${length} and its workers have not started: ${shortened(why)}`
      : `${claim.pod} led for ${length}, until ${formatAge(agoMs(claim.to ?? claim.from, at))} ago, and its workers never started: ${shortened(why)}`,
    facts: {
      pod: claim.pod,
      ledForMs: Math.round((claim.to ?? Date.parse(at.takenAt)) - claim.from),
      reason: shortened(why),
      endedAgoMs: claim.to === null ? null : Math.round(agoMs(claim.to, at)),
    },
    remedy: [
      {
        text: 'shows what it waits for: a kind that is not installed, or one that its account may not list and watch',
        command: kubectl(
          at,
          claim.namespace || null,
          'logs',
          claim.pod,
          ...(claim.container === null ? [] : ['-c', claim.container]),
          ...(claim.run?.log.previous ? ['--previous'] : []),
          '--tail=50',
        ),
      },
    ],
  };
}
