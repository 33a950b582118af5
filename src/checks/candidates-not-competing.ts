// Replicas that run and never tried to be elected (F9): something holds them up before the election begins.

import { canRun } from '../election/candidate.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import type { ContainerLog, LogEntry } from '../logs/log-event.ts';
import { type Check, HOLDS, type Trouble } from './check.ts';
import { isLed, linesOf, listed, runningLogs, shortened, subjectFor, unreadLogs } from './logged.ts';
import { kubectl } from './wording.ts';

/** A process reads its caches before it competes; for so long that is only a start. */
const STARTING_MS = 60_000;
/** A list that failed once is tried again. */
const FEWEST = 2;

export const candidatesNotCompeting: Check = {
  id: 'candidates-not-competing',
  suite: 'workload',
  title: 'every replica that runs takes part in the election',
  worst: 'critical',
  needs: ['leases', 'pods'],
  applies: ({ logs, electionOn }) => logs !== null && electionOn === true,
  judge(election, observation) {
    const running = runningLogs(election).filter(
      ({ pod }) => !isHolder(pod, election) && isOld(pod, election, observation),
    );
    const quiet = running.filter(({ log }) => log === null || !log.entries.some(isCompeting));
    if (quiet.length === 0) return HOLDS;
    const prints = linesOf(election, isCompeting).length > 0;
    const silent = quiet.filter(({ log }) => log !== null && isWhole(log) && (prints || reasonIn(log) !== null));
    if (silent.length === 0) {
      const unread = unreadLogs(election, observation);
      const names = listed(quiet.map(({ pod }) => pod));
      const many = quiet.length > 1;
      if (unread !== null)
        return {
          unknown: `whether ${names} ${many ? 'compete' : 'competes'} is in ${many ? 'their logs' : 'its log'}: ${unread}`,
        };
      const why = quiet.some(({ log }) => log === null || !isWhole(log))
        ? `${many ? 'their logs were not read from their' : 'its log was not read from its'} start`
        : 'no replica printed that it does, so this program may print nothing';
      return { unknown: `whether ${names} ${many ? 'compete' : 'competes'} cannot be told: ${why}` };
    }
    const pods = silent.map(({ pod }) => pod);
    const reason = silent.flatMap(({ log }) => (log === null ? [] : (reasonIn(log) ?? [])))[0] ?? null;
    const trouble: Trouble = {
      severity: isLed(election, observation) ? 'warning' : 'critical',
      subject: subjectFor(election),
      summary: `${listed(pods)} ${pods.length === 1 ? 'runs and has' : 'run and have'} never tried to take the Lease${reason === null ? '' : `: ${shortened(reason)}`}`,
      facts: {
        pods,
        reason: reason === null ? null : shortened(reason),
        linesRead: silent.map(({ log }) => log?.lines ?? 0),
      },
      remedy: [
        {
          text: 'shows what it waits for before it competes: often a kind that its account may not list, or that is not installed',
          command: kubectl(observation, silent[0]?.log?.namespace || null, 'logs', pods[0] ?? '', '--tail=50'),
        },
      ],
    };
    return [trouble];
  },
};

/** Whatever an elector prints from its first try on. */
function isCompeting({ event }: LogEntry): boolean {
  return event !== null && event !== 'observed-new-leader';
}

function isWhole({ fromStart, dropped }: ContainerLog): boolean {
  return fromStart && dropped === 0;
}

function isHolder(pod: string, { holder }: Election): boolean {
  return holder?.pod?.name === pod;
}

function isOld(name: string, { candidates }: Election, { takenAt }: Observation): boolean {
  const pod = candidates.find((one) => one.pod.name === name)?.pod;
  const since =
    pod && canRun(pod)
      ? (pod.containers.find(({ runningSince }) => runningSince !== null)?.runningSince ?? null)
      : null;
  return (between(since, takenAt) ?? 0) >= STARTING_MS;
}

/** client-go's reflector says what it cannot list, again and again (F9): null where it does not. */
function reasonIn(log: ContainerLog): string | null {
  const lines = log.entries.filter(({ sign }) => sign === 'cannot-watch' || sign === 'cache-failed');
  const last = lines.at(-1);
  return lines.length >= FEWEST && last ? (last.error ?? last.message) : null;
}
