// One line of the story, from whichever source: the object that `logs -o json` prints (contract 3).

import type { ContainerLog, LogCause, LogEntry, LogEventKind, LogLevel } from './log-event.ts';
import type { RecordedEvent, RecordedPod, RecordedPodEvent } from './story-facts.ts';

/** The keys and their order are contract 3's `LogEvent`. */
export interface StoryEntry {
  readonly kind: 'LogEvent';
  readonly source: 'log' | 'event' | 'lease' | 'pod';
  /** RFC 3339 UTC with the digits that its source gave; null where no year or no time is known. */
  readonly time: string | null;
  readonly namespace: string | null;
  readonly pod: string | null;
  readonly container: string | null;
  readonly previous: boolean | null;
  readonly event: LogEventKind | null;
  readonly graceful: boolean | null;
  readonly cause: LogCause | null;
  readonly lease: string | null;
  readonly identity: string | null;
  readonly level: LogLevel | null;
  readonly message: string;
  /** The line as it was printed; null for what is no log line. */
  readonly line: string | null;
}

const NOTHING = {
  kind: 'LogEvent',
  container: null,
  previous: null,
  event: null,
  graceful: null,
  cause: null,
  lease: null,
  identity: null,
  level: null,
  line: null,
} as const;

/** A line of a log. @param lease `namespace/name` where the log as a whole tells more than the line */
export function entryOfLine(log: ContainerLog, entry: LogEntry, lease: string | null = entry.lease): StoryEntry {
  return {
    kind: 'LogEvent',
    source: 'log',
    time: entry.at,
    namespace: log.namespace === '' ? null : log.namespace,
    pod: log.pod === '' ? null : log.pod,
    container: log.container === '' ? null : log.container,
    previous: log.previous,
    event: entry.event,
    graceful: entry.graceful,
    cause: entry.cause,
    lease,
    identity: entry.identity,
    level: entry.level,
    message: entry.message,
    line: entry.line,
  };
}

/** An Event on the Lease, in the words of the library (reference 3). */
export function entryOfEvent(event: RecordedEvent, pod: string): StoryEntry {
  const became = event.what === 'became-leader';
  return {
    ...NOTHING,
    source: 'event',
    time: event.at,
    namespace: event.namespace,
    pod,
    event: became ? 'acquired' : 'lost',
    lease: `${event.namespace}/${event.lease}`,
    identity: event.identity,
    message: `${event.identity} ${became ? 'became leader' : 'stopped leading'}`,
  };
}

export function entryOfPodEvent({ namespace, pod, reason, message, at }: RecordedPodEvent): StoryEntry {
  return { ...NOTHING, source: 'event', time: at, namespace, pod, message: `${reason}: ${message}` };
}

/** What a Lease's own fields tell: who took it when, or that it was given up. */
export function entryOfLease(
  lease: string,
  what: { readonly event: 'acquired' | 'released'; readonly time: string | null },
  who: { readonly identity: string | null; readonly pod: string | null },
): StoryEntry {
  const [namespace = null] = lease.split('/');
  const message = what.event === 'acquired' ? `${who.identity} holds the Lease` : 'the Lease was released';
  return {
    ...NOTHING,
    source: 'lease',
    time: what.time,
    namespace,
    pod: who.pod,
    event: what.event,
    graceful: what.event === 'released' ? true : null,
    lease,
    identity: who.identity,
    message,
  };
}

const SIGKILLED = 137;

/** The ends of a pod's containers that its status still tells of, and its deletion. */
export function entriesOfPod({ namespace, name, containers, deletedAt }: RecordedPod): StoryEntry[] {
  const base = { ...NOTHING, source: 'pod', namespace, pod: name } as const;
  const ends = containers.flatMap((container) =>
    [container.lastEnded, container.ended].flatMap((end, at): StoryEntry[] => {
      if (!end) return [];
      const code = end.exitCode === null ? 'no exit code' : `exit ${end.exitCode}`;
      const why = end.reason && end.reason !== 'Error' && end.reason !== 'Completed' ? `, ${end.reason}` : '';
      const what = end.exitCode === SIGKILLED ? 'killed' : 'ended';
      const previous = at === 0;
      return [
        { ...base, time: end.finishedAt, container: container.name, previous, message: `${what}, ${code}${why}` },
      ];
    }),
  );
  const deletion =
    deletedAt === null ? [] : [{ ...base, time: deletedAt, message: 'is being deleted: its grace period ends' }];
  return [...ends, ...deletion];
}
