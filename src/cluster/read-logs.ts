// Logs read to their end, several at a time: of each what it says of election, and how much of it that was. Memory does not grow
// with what is read.

import type { LogSource } from '../election/log-sources.ts';
import type { Gap } from '../election/observation.ts';
import { KeptEntries } from '../logs/kept-entries.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import { LogScanner } from '../logs/scanner.ts';
import { comparableStamp } from '../logs/stamp-order.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError, gapReasonOf } from './cluster-error.ts';
import { entryOf } from './log-entry.ts';
import { LogSeam } from './log-seam.ts';
import { readLog } from './log-tap.ts';

/** More at once make a small API server no faster. */
const AT_ONCE = 4;
/** For what is kept of all logs together. */
const MOST_KEPT = 32 << 20;
const LEAST_KEPT = 256 << 10;
/** A program prints its first line soon after its process began; a log that begins later may have been rotated (10 MiB by default). */
const FIRST_LINE_MS = 5000;

export interface LogsWish {
  /** RFC 3339; null from the first line on. */
  readonly since: string | null;
  readonly tail: number | null;
  /** With `tail`: no more bytes than this of one log, the newest of them. */
  readonly mostBytes?: number;
  readonly signal: AbortSignal;
}

export interface UnreadLog {
  readonly source: LogSource;
  readonly error: ClusterError;
}

export interface LogsRead {
  readonly logs: readonly ContainerLog[];
  readonly unread: readonly UnreadLog[];
}

/** Told after each piece: bytes so far, of all logs together. */
export type LogsProgress = (bytes: number) => void;

/** Reads all of them. A log that cannot be had is among `unread`, and the others are read all the same. */
export async function readLogs(
  cluster: Cluster,
  sources: readonly LogSource[],
  wish: LogsWish & { readonly clock: Clock; readonly progress?: LogsProgress },
): Promise<LogsRead> {
  const keep = Math.max(LEAST_KEPT, Math.floor(MOST_KEPT / Math.max(1, sources.length)));
  const logs: (ContainerLog | null)[] = sources.map(() => null);
  const unread: UnreadLog[] = [];
  let next = 0;
  let bytes = 0;
  const worker = async () => {
    for (let at = next++; at < sources.length; at = next++) {
      const source = sources[at] as LogSource;
      try {
        logs[at] = await readOne(cluster, source, wish, keep, (more) => {
          bytes += more;
          wish.progress?.(bytes);
        });
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        unread.push({ source, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, sources.length) }, worker));
  return { logs: logs.filter((log) => log !== null), unread };
}

/** A limit in bytes cuts the newest lines off: then fewer lines are asked for. */
async function readOne(
  cluster: Cluster,
  source: LogSource,
  wish: LogsWish & { readonly clock: Clock },
  keep: number,
  count: (bytes: number) => void,
): Promise<ContainerLog> {
  for (let tail = wish.tail; ; tail = Math.ceil(tail / 4)) {
    const read = await readOnce(cluster, source, { ...wish, tail }, keep, count);
    if (tail === null || tail <= 1 || wish.mostBytes === undefined || read.bytes < wish.mostBytes) return read.log;
  }
}

async function readOnce(
  cluster: Cluster,
  source: LogSource,
  wish: LogsWish & { readonly clock: Clock },
  keep: number,
  count: (bytes: number) => void,
): Promise<{ log: ContainerLog; bytes: number }> {
  const entries = new KeptEntries(keep);
  const scanner = new LogScanner({
    stamped: true,
    every: false,
    onLine: (line) => {
      const entry = entryOf(line);
      if (entry) entries.add(entry);
    },
  });
  let first: Buffer | null = null;
  const limit = wish.mostBytes === undefined ? {} : { limitBytes: wish.mostBytes };
  const options = { cluster, clock: wish.clock, signal: wish.signal, since: wish.since, tail: wish.tail, ...limit };
  for await (const lines of readLog(source, new LogSeam(), options)) {
    first ??= Buffer.from(lines.subarray(0, 200));
    scanner.push(lines);
    count(lines.length);
  }
  scanner.end();
  const gone = first === null || scanner.lines > 1 ? null : insteadOf(first.toString());
  if (gone !== null) throw new ClusterError('not-found', gone);
  return { log: logOf(source, wish, scanner, entries), bytes: scanner.bytes };
}

/** What a kubelet answers in place of a log that is not there any more, as if it were its only line. */
function insteadOf(first: string): string | null {
  const words =
    /^(unable to retrieve container logs for \S+|failed to try resolving symlinks in path .*no such file.*)/.exec(
      first,
    );
  return words?.[1] ?? null;
}

export function logOf(
  source: LogSource,
  wish: Pick<LogsWish, 'since' | 'tail'>,
  scanner: Pick<LogScanner, 'lines' | 'firstAt' | 'lastAt'>,
  entries: KeptEntries,
): ContainerLog {
  const { namespace, pod, container, previous } = source;
  const { lines, firstAt, lastAt } = scanner;
  return {
    namespace,
    pod,
    container,
    previous,
    fromStart: isFromStart(source, wish, scanner),
    firstAt,
    lastAt,
    lines,
    entries: entries.all,
    dropped: entries.dropped,
  };
}

/**
 * Whether a log was read from its process's first line on. Only the newest file of a rotated log can be read, and nothing says that
 * there were others; so the first line must be one of the process's first seconds, both by its node's clock, and nothing may have
 * been left out before it.
 */
export function isFromStart(
  { startedAt }: LogSource,
  { since, tail }: Pick<LogsWish, 'since' | 'tail'>,
  { firstAt, lines }: Pick<LogScanner, 'lines' | 'firstAt'>,
): boolean {
  const began = startedAt === null ? Number.NaN : Date.parse(startedAt);
  const first = firstAt === null ? Number.NaN : Date.parse(comparableStamp(firstAt)?.slice(0, 23).concat('Z') ?? '');
  if (Number.isNaN(began) || Number.isNaN(first)) return false;
  if (tail !== null && lines >= tail) return false;
  if (since !== null && Date.parse(since) > began) return false;
  return first >= began - 1000 && first - began <= FIRST_LINE_MS;
}

/**
 * Why logs were not read, as gaps tell it: one for all where the same right is missing to all of them. A log that is gone is no
 * reason to call the others' story unknown.
 */
export function gapsOfLogs(unread: readonly UnreadLog[], asked: number): Gap[] {
  const evidence = unread.length === asked ? 'logs' : 'some-logs';
  const refused = unread.filter(({ error }) => error.reason === 'forbidden');
  const told =
    refused.length > 1 ? [refused[0] as UnreadLog, ...unread.filter((one) => !refused.includes(one))] : unread;
  return told.map(({ source: { namespace, pod, container, previous }, error }) => ({
    evidence,
    namespace,
    what: `get the ${previous ? 'previous ' : ''}log of ${container} in pods/${pod}`,
    reason: isGone(error) ? 'not-found' : gapReasonOf(error),
    detail: error.message,
  }));
}

/** What the kubelet has no log of any more, or not yet. */
function isGone({ reason, message }: ClusterError): boolean {
  return reason === 'not-found' || /previous terminated container .* not found|is waiting to start/.test(message);
}
