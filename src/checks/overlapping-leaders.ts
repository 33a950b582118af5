// Two claims of leadership that overlap in the logs (contract 4, multiple-leaders), and logs that rule it out.

import { formatAge, formatDuration } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import type { Overlap } from '../logs/overlap.ts';
import type { Remedy, Trouble } from './check.ts';
import { agoMs, isPresent, ownStory, runningLogs, subjectFor } from './logged.ts';
import { b7le, kubectl } from './wording.ts';

/** One trouble for the last overlap; older ones are counted. */
export function overlapTroubles(election: Election, observation: Observation): Trouble[] {
  const overlaps = ownStory(election, observation)?.overlaps ?? [];
  const last = overlaps.at(-1);
  if (!last) return [];
  const lasts = last.to === null;
  const now = lasts || isPresent(last.to as number, election, observation);
  const pods = [...new Set([last.first.pod, last.second.pod])];
  const length = last.ms === null ? '' : ` for ${rounded(last.ms)}`;
  const ended = last.to === null ? '' : `, until ${formatAge(agoMs(last.to, observation))} ago`;
  const before = overlaps.length === 1 ? '' : `, and ${overlaps.length - 1} times before`;
  return [
    {
      severity: now ? 'critical' : 'info',
      subject: subjectFor(election),
      summary: `${wordsOf(pods)} ${lasts ? 'hold themselves' : 'held themselves'} to be leaders at once${length}${ended}${before}, by their logs`,
      facts: {
        pods,
        from: new Date(last.from).toISOString(),
        to: last.to === null ? null : new Date(last.to).toISOString(),
        overlapMs: last.ms,
        overlaps: overlaps.length,
      },
      remedy: [remedyOf(last, election, observation)],
    },
  ];
}

function wordsOf(pods: readonly string[]): string {
  return pods.length === 1 ? `two processes of ${pods[0]}` : pods.join(' and ');
}

function rounded(ms: number): string {
  return ms < 60_000 ? formatDuration(Math.round(ms / 100) * 100) : formatAge(ms);
}

function remedyOf(
  { first, to }: Overlap,
  { holder, namespace, leaseName }: Election,
  observation: Observation,
): Remedy {
  const home = first.namespace || namespace || null;
  if (to === null && first.run?.running === true && holder?.pod !== null && holder?.pod?.name !== first.pod) {
    return {
      text: 'ends the one that does not hold the Lease any more, and does not know',
      command: kubectl(observation, home, 'delete', 'pod', first.pod),
    };
  }
  return {
    text: 'shows whether it is over; then check what was done twice, and why the first one did not notice: frozen, cut off, or a deleted Lease',
    command: b7le(
      observation,
      namespace || null,
      'status',
      ...(leaseName === null ? [] : [`lease/${leaseName}`]),
      '-o',
      'wide',
    ),
  };
}

/**
 * Whether logs rule a second leader out: each replica that runs was read from its start, and is of a program that prints what it
 * becomes (contract 4).
 */
export function logsOfOneLeader(election: Election): boolean {
  if (election.logs === null) return false;
  return runningLogs(election).every(({ log }) => {
    const whole = log?.fromStart === true && log.dropped === 0;
    return whole && log.entries.some(({ event, message }) => event === 'attempting' && CLIENT_GO.test(message));
  });
}

const CLIENT_GO = /attempting to acquire leader lease/i;
