// A watch that goes on: a list, then every change, through drops, restarts and a past that the server forgot.

import { ClusterError } from './cluster-error.ts';
import { integer, object, text } from './json.ts';

/** What a watch tells, in order. `at` is local monotonic milliseconds. */
export type WatchNews =
  /** Everything there is: at the start, and after a past that was forgotten (410). `date`: the API server's of that list. */
  | { readonly kind: 'listed'; readonly items: readonly unknown[]; readonly date: string | null; readonly at: number }
  | { readonly kind: 'added' | 'modified' | 'deleted'; readonly object: unknown; readonly at: number }
  /** The server accepted the watch, for the first time or again. */
  | { readonly kind: 'connected'; readonly date: string | null; readonly at: number }
  /** Nothing happened up to now. */
  | { readonly kind: 'bookmark'; readonly at: number }
  /** The watch is down; it goes on by itself after `retryInMs`. */
  | { readonly kind: 'interrupted'; readonly error: ClusterError; readonly retryInMs: number; readonly at: number };

export interface WatchPort {
  list(): Promise<{ readonly items: readonly unknown[]; readonly date: string | null; readonly version: string }>;
  /** @throws ClusterError, `gone` where that version is forgotten */
  open(version: string): Promise<{ readonly chunks: AsyncIterable<Buffer>; readonly date: string | null }>;
  now(): number;
  /** Ends early where the watch is aborted. */
  sleep(ms: number): Promise<void>;
  /** Asks for new credentials: a token may have expired while the watch went on. */
  renewCredentials(): void;
  readonly signal: AbortSignal;
}

/** After a watch was opened anew, what it missed comes within this time. */
export const SETTLE_MS = 300;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
/** A server that starts refuses for a moment what it will allow; whoever is refused for good need not be asked often. */
const REFUSED_PAUSE_MS = 3000;
const LONGEST_LINE = 16 << 20;
/** Errors that at the start are the answer, and later may pass. */
const FINAL_AT_FIRST = ['bad-kubeconfig', 'unauthorized', 'forbidden', 'not-found', 'certificate', 'unsupported'];

/**
 * Watches until the port's signal ends it. Pulls: while nobody asks for the next news nothing is read, and nothing piles up.
 * @throws ClusterError where the very first list is refused
 */
export async function* watchOn(port: WatchPort): AsyncGenerator<WatchNews> {
  let version: string | null = null;
  let failures = 0;
  let listed = false;
  while (!port.signal.aborted) {
    try {
      if (version === null) {
        const list = await port.list();
        version = list.version;
        listed = true;
        yield { kind: 'listed', items: list.items, date: list.date, at: port.now() };
      }
      const { chunks, date } = await port.open(version);
      failures = 0;
      yield { kind: 'connected', date, at: port.now() };
      for await (const line of linesOf(chunks)) {
        const { news, version: seen } = newsOf(line, port.now());
        // the version counts once the news were taken: who breaks off in between has not seen them
        if (news) yield news;
        version = seen ?? version;
      }
      // a server ends a watch after its time; one that ends at once is not to be asked at once
      await port.sleep(FIRST_PAUSE_MS);
    } catch (error) {
      if (port.signal.aborted) return;
      if (!(error instanceof ClusterError)) throw error;
      if (!listed && FINAL_AT_FIRST.includes(error.reason)) throw error;
      if (error.reason === 'gone' && version !== null) {
        version = null;
        continue;
      }
      if (error.reason === 'unauthorized') port.renewCredentials();
      const refused = error.reason === 'unauthorized' || error.reason === 'forbidden';
      const retryInMs = refused ? REFUSED_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      failures++;
      yield { kind: 'interrupted', error, retryInMs, at: port.now() };
      await port.sleep(retryInMs);
    }
  }
}

/** Whole lines, however the bytes are cut. A line that was never ended is lost with its connection, and comes again. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...parts, chunk.subarray(from, end)]).toString('utf8');
      parts = [];
      size = 0;
      from = end + 1;
      if (line.trim() !== '') yield line;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > LONGEST_LINE) throw new ClusterError('error', 'the watch sent a line of more than 16 MiB');
  }
}

const KINDS: Readonly<Record<string, 'added' | 'modified' | 'deleted'>> = {
  ADDED: 'added',
  MODIFIED: 'modified',
  DELETED: 'deleted',
};

/** @throws ClusterError for a line that is none, and for the error that a server puts into its stream */
function newsOf(line: string, at: number): { news: WatchNews | null; version: string | null } {
  const { type, object: subject } = parsed(line);
  const { metadata, code, message } = object(subject);
  if (type === 'ERROR') {
    const gone = integer(code) === 410;
    throw new ClusterError(gone ? 'gone' : 'error', `the watch broke: ${text(message) ?? 'the server says not why'}`);
  }
  const version = text(object(metadata).resourceVersion);
  if (type === 'BOOKMARK') return { news: { kind: 'bookmark', at }, version };
  const kind = KINDS[String(type)];
  const whole = kind !== undefined && version !== null && Boolean(text(object(metadata).name));
  return { news: whole ? { kind, object: subject, at } : null, version };
}

function parsed(line: string): { readonly type?: unknown; readonly object?: unknown } {
  try {
    return object(JSON.parse(line));
  } catch (error) {
    throw new ClusterError('error', 'the watch sent something that is no JSON', null, error);
  }
}
