// What the order of one container's lines adds to each of them: whether a loss was planned (reference 2.4, "Order decides the case").

import type { LogEntry } from './log-event.ts';

/** How much of a container's log was read. */
export interface Extent {
  /** From its process's first line on: only then a line that is missing says something (contract 4). */
  readonly fromStart: boolean;
  /** The process has ended: the log is that of a previous or a terminated container. */
  readonly ended: boolean;
  /** When its first line came, where those right before it were left out (`--tail`, a saved end); null where its line has no time. */
  readonly cutAt?: string | null;
}

/** client-go's own first line of an election; it says that client-go's line of a lost renewal would stand in this log as well. */
const ELECTION_BEGINS = /\battempting to acquire leader lease\b/i;
const CANCELED = /\bcontext canceled\b/i;
/** Up to client-go 0.31 this stands for a passed deadline and for a cancelled context alike (reference 2.1). */
const AMBIGUOUS = /\btimed out waiting for the condition\b/i;

/** From a lost renewal to the first line of the stop sequence, a release in between included (reference 1.4). */
const LOSING_MS = 30_000;

/**
 * Adds `graceful` to the losses and releases of one container's log: `true` where the process was stopping already, `false` where the
 * renewal failed first, null where the lines do not tell.
 *
 * @param entries of one container, oldest first.
 */
export function withSequence(entries: readonly LogEntry[], extent: Extent): LogEntry[] {
  const processes = processesOf(entries);
  return processes.flatMap((lines, index) =>
    judged(lines, {
      fromStart: extent.fromStart || index > 0,
      ended: extent.ended || index < processes.length - 1,
      ...(index === 0 && !extent.fromStart && extent.cutAt !== undefined ? { cutAt: extent.cutAt } : {}),
    }),
  );
}

/** Saved logs may hold several processes, one after the other: each begins with a start, or with an election after its end. */
function processesOf(entries: readonly LogEntry[]): LogEntry[][] {
  const found: LogEntry[][] = [];
  let elects = false;
  let ends = false;
  for (const entry of entries) {
    const begins = ELECTION_BEGINS.test(entry.message);
    if (found.length === 0 || (begins && ends) || (entry.sign === 'started' && (elects || ends))) {
      found.push([]);
      elects = false;
      ends = false;
    }
    elects ||= begins;
    ends ||= entry.sign === 'shutdown-begun' || entry.event === 'lost';
    found.at(-1)?.push(entry);
  }
  return found;
}

/** Whether a lost renewal may stand right before the stop sequence, in what was left out. */
function isCutOff(lines: readonly LogEntry[], cutAt: string | null | undefined): boolean {
  const [first] = lines;
  if (cutAt === undefined || first?.sign !== 'shutdown-begun') return false;
  const between = Date.parse(first.at ?? '') - Date.parse(cutAt ?? '');
  return !(between > LOSING_MS);
}

function judged(lines: readonly LogEntry[], { fromStart, ended, cutAt }: Extent): LogEntry[] {
  const cutOff = isCutOff(lines, cutAt);
  const lastStop = lines.map(({ sign }) => sign).lastIndexOf('shutdown-begun');
  let stopping = false;
  let known = false;
  /** Of the term that began with the last acquisition: whether the lock could not be reached, and how its renewal failed. */
  let failing = false;
  let failed: boolean | null | undefined;
  return lines.map((entry, at) => {
    stopping ||= entry.sign === 'shutdown-begun';
    known ||= ELECTION_BEGINS.test(entry.message);
    if (entry.event === 'acquired') {
      failing = false;
      failed = undefined;
    }
    failing ||= isFailing(entry);
    if (entry.event === 'renew-failed') {
      failed = renewalGraceful(entry, { stopping, failing, stopsLater: lastStop > at, ended });
      return { ...entry, graceful: failed };
    }
    if (entry.event !== 'lost' && entry.event !== 'released') return { ...entry, graceful: null };
    if (failed !== undefined && failed !== null) return { ...entry, graceful: failed };
    const planned = entry.event === 'released' || entry.sign === 'lost-after-stop' || (stopping && !cutOff);
    // client-go says so when a renewal fails: in a whole log of it, a loss without that line was a stop
    return { ...entry, graceful: planned || (failed === undefined && fromStart && known) ? true : null };
  });
}

interface Around {
  readonly stopping: boolean;
  readonly failing: boolean;
  readonly stopsLater: boolean;
  readonly ended: boolean;
}

function renewalGraceful({ error }: LogEntry, { stopping, failing, stopsLater, ended }: Around): boolean | null {
  if (stopping || CANCELED.test(error ?? '')) return true;
  if (!AMBIGUOUS.test(error ?? '')) return false;
  // what stands around it decides where its words do not: a cancelled process would have ended
  return stopsLater || failing || !ended ? false : null;
}

/** A read or write of the lock failed, and not because it was cancelled or lost a race. */
function isFailing({ event, cause, error }: LogEntry): boolean {
  return event === 'lock-error' && cause !== 'conflict' && !CANCELED.test(error ?? '');
}
