// What checks of logs share: which lines are of an election, whether what they tell holds now, and what was not read.

import { canRun } from '../election/candidate.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { storyOfElection } from '../election/told.ts';
import type { ElectionStory } from '../logs/election-story.ts';
import { instantOf } from '../logs/instant.ts';
import type { ContainerLog, LogEntry } from '../logs/log-event.ts';
import type { Subject } from './check.ts';
import { gapIn } from './gaps.ts';
import { leaseSubject, workloadSubject } from './wording.ts';

/** Past is not present: what a log tells counts for this long (contract 4). */
const RECENT_MS = 600_000;

/** A line of a replica's log with its moment, milliseconds since 1970. */
export interface Line {
  readonly log: ContainerLog;
  readonly entry: LogEntry;
  readonly at: number;
}

/** The lines of an election that fit, oldest first; those without a time are not among them. */
export function linesOf({ logs }: Pick<Election, 'logs'>, fits: (entry: LogEntry) => boolean): Line[] {
  return (logs ?? [])
    .flatMap((log) =>
      log.entries.flatMap((entry): Line[] => {
        const at = instantOf(entry.at);
        return at !== null && fits(entry) ? [{ log, entry, at }] : [];
      }),
    )
    .sort((a, b) => a.at - b.at);
}

/** Whether what was told at a moment holds now: since the last renewal, or within 10 minutes (contract 4). */
export function isPresent(at: number, { renewedAt }: Pick<Election, 'renewedAt'>, { takenAt }: Observation): boolean {
  const renewed = instantOf(renewedAt) ?? Number.POSITIVE_INFINITY;
  return at >= Math.min(renewed, Date.parse(takenAt) - RECENT_MS);
}

/** A process that lost, lives, and says nothing for this long has stopped trying. */
const SILENT_MS = 60_000;

/** Whether who printed a line gave up after it and tries no more (F14): what it met then is past, whatever has become of it. */
export function hasGivenUp({ log, at }: Line, { takenAt }: Observation): boolean {
  const last = log.previous ? undefined : log.entries.findLast(({ event }) => event !== null);
  const ended = instantOf(last?.at ?? null);
  if (ended === null || ended < at || (last?.event !== 'renew-failed' && last?.event !== 'lost')) return false;
  return Date.parse(takenAt) - ended > SILENT_MS;
}

export function agoMs(at: number, { takenAt }: Observation): number {
  return Math.max(0, Date.parse(takenAt) - at);
}

/** The story of an election's own Lease; null where logs tell nothing of it. */
export function ownStory(election: Election, observation: Observation): ElectionStory | null {
  return storyOfElection(election, observation)?.own ?? null;
}

/** Whether somebody leads: by the Lease, else (of a saved log) by the last word of the logs. */
export function isLed(election: Election, observation: Observation): boolean {
  const { state } = election.renewal;
  if (state === 'renewing' || state === 'late') return true;
  const saved = election.lease === null && observation.pods.length === 0;
  return saved && (ownStory(election, observation)?.claims.some(({ to }) => to === null) ?? false);
}

/** Whether a pod stopped failing: after that moment it took the Lease, or it holds one that is renewed. */
export function hasRecovered(pod: string, at: number, election: Election): boolean {
  const holds = election.holder?.pod?.name === pod && election.renewal.state === 'renewing';
  const acquired = linesOf(election, ({ event }) => event === 'acquired').some(
    (one) => one.log.pod === pod && one.at > at,
  );
  return holds || acquired;
}

/** Logs that should have been read and were not, in words; null where all were. */
export function unreadLogs(election: Election, observation: Observation): string | null {
  const gap = gapIn(['logs', 'some-logs'], election, observation);
  return gap === null ? null : gap.detail;
}

/** The current log of each replica that runs, by the container that elects; null where none was read. */
export function runningLogs(election: Election): { readonly pod: string; readonly log: ContainerLog | null }[] {
  return election.candidates
    .filter(({ pod }) => canRun(pod))
    .map(({ pod }) => {
      const own = (election.logs ?? []).filter(
        (log) => log.pod === pod.name && log.namespace === pod.namespace && !log.previous,
      );
      const named = own.filter(({ container }) => container === pod.arguments.container);
      const tells = own.filter(({ entries }) => entries.some(({ event }) => event !== null));
      return { pod: pod.name, log: (named.length > 0 ? named : tells.length > 0 ? tells : own).at(-1) ?? null };
    });
}

/** The workload, else the Lease; of a saved log the pod that speaks where nothing else is known. */
export function subjectFor(election: Election): Subject {
  return election.workload ? workloadSubject(election.workload) : leaseSubject(election);
}

/** What is shown of an error. */
const MOST = 200;
/** Where a reflector is in its own source. */
const PLACE = /^\S*\/reflector\.go(?::\d+)?: /;
const REQUEST = /\b(?:Get|Put|Post|Patch|Delete) \\?"[^"]*": /g;

/** An error as people read it: without a place in some source, without the URL that its own sentence repeats, and not endless. */
export function shortened(error: string): string {
  const text = error.replace(PLACE, '').replace(REQUEST, '');
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  if (all.length <= 2) return all.join(' and ');
  if (all.length === 3) return `${all[0]}, ${all[1]} and ${all[2]}`;
  return `${all[0]}, ${all[1]} and ${all.length - 2} more`;
}
