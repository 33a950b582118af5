// A container's log on the wire: asked for again where the server is busy, then handed over as it comes.

import type { IncomingMessage } from 'node:http';
import type { LogStream, LogWish } from './cluster.ts';
import { ClusterError, errorOfAnswer, errorOfConnection, type Question } from './cluster-error.ts';
import { sleepUnless } from './promise.ts';
import { path } from './resources.ts';
import type { RestClient, Stream } from './rest.ts';
import { contentOf } from './wire.ts';

/** So much may wait to be taken before the server is held back: a few dozen of the pieces in which it sends. */
const MOST_WAITING = 1 << 18;
const RETRIED = new Set([429, 502, 503, 504]);
const FIRST_PAUSE_MS = 200;
const MAX_TRIES = 5;
/** A log that is read to its end flows; a server that sends nothing of it for so long is given up. */
const SILENT_MS = 30_000;

export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly wish: Omit<LogWish, 'signal'>;
  readonly server: string;
  /** Ends it; a ClusterError as its reason is what the reader sees, anything else a quiet end. */
  readonly signal: AbortSignal;
}

/** @throws ClusterError where there is no such log, it may not be read, or no answer came */
export async function openLog(client: RestClient, request: LogRequest): Promise<LogStream> {
  const { namespace, pod, wish, signal } = request;
  const question = { verb: 'get', resource: 'pods/log', namespace, name: pod } as const;
  const url = `${path('pods', namespace)}/${encodeURIComponent(pod)}/log?${queryOf(wish)}`;
  for (let tried = 1; ; tried++) {
    const opened = await open(client, url, question, request);
    if ('stream' in opened) return { date: opened.stream.date, chunks: chunksOf(opened.stream.body, request) };
    if (!opened.again || tried === MAX_TRIES || signal.aborted) throw opened.error;
    await sleepUnless(signal, opened.pauseMs ?? FIRST_PAUSE_MS * 2 ** (tried - 1));
  }
}

type Opened =
  | { readonly stream: Stream }
  | { readonly error: ClusterError; readonly again: boolean; readonly pauseMs: number | null };

async function open(client: RestClient, url: string, question: Question, request: LogRequest): Promise<Opened> {
  const { signal, server, wish } = request;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(silence(server)), SILENT_MS);
  // the first byte of a log that is followed may be long in coming: a candidate that waits prints nothing for days
  if (wish.follow) clearTimeout(timer);
  try {
    const stream = await client.stream(url, { signal: AbortSignal.any([signal, limit.signal]), silentMs: null });
    const { status, body, retryAfterMs } = stream;
    if (status === 200) return { stream };
    const error = errorOfAnswer(status, await contentOf(body), question, server);
    return { error, again: RETRIED.has(status), pauseMs: retryAfterMs };
  } catch (thrown) {
    if (signal.reason instanceof ClusterError) throw signal.reason;
    if (limit.signal.aborted) throw silence(server);
    return { error: errorOfConnection(thrown, server), again: isBroken(thrown), pauseMs: null };
  } finally {
    clearTimeout(timer);
  }
}

function silence(server: string): ClusterError {
  return new ClusterError('timeout', `${server} sent nothing of a log for ${SILENT_MS / 1000}s`);
}

/** A connection that was there and is gone, or a server that starts anew. */
function isBroken(thrown: unknown): boolean {
  const { cause = thrown } = thrown as { cause?: unknown };
  const { code } = (cause ?? {}) as { code?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function queryOf({ container, previous, follow, sinceTime, tailLines, limitBytes }: LogRequest['wish']): string {
  const query = new URLSearchParams({ container, timestamps: 'true' });
  if (previous) query.set('previous', 'true');
  if (follow) query.set('follow', 'true');
  if (sinceTime !== undefined) query.set('sinceTime', sinceTime);
  if (tailLines !== undefined) query.set('tailLines', String(tailLines));
  if (limitBytes !== undefined) query.set('limitBytes', String(limitBytes));
  return String(query);
}

/**
 * The body in pieces: all that came since the last one was taken, so that a server that sends line by line costs no promise a line.
 * A server that ends it says so; a connection that breaks is a ClusterError.
 */
async function* chunksOf(body: IncomingMessage, { server, signal, wish }: LogRequest): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  let wake = () => {};
  let ended = false;
  let failure: unknown = null;
  body.on('data', (chunk: Buffer) => {
    waiting.push(chunk);
    size += chunk.length;
    if (size >= MOST_WAITING) body.pause();
    wake();
  });
  body.on('error', (error) => {
    failure ??= error;
  });
  body.on('close', () => {
    ended = true;
    if (!body.readableEnded) failure ??= new Error('it ended in the middle');
    wake();
  });
  body.on('end', () => {
    ended = true;
    wake();
  });
  try {
    for (;;) {
      if (size > 0) {
        const [first] = waiting;
        const whole = waiting.length === 1 && first ? first : Buffer.concat(waiting, size);
        waiting = [];
        size = 0;
        body.resume();
        yield whole;
      } else if (ended) break;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (wish.follow) return;
          const timer = setTimeout(() => body.destroy(silence(server)), SILENT_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = () => {};
      }
    }
    if (signal.reason instanceof ClusterError) throw signal.reason;
    if (failure !== null && !signal.aborted) throw errorOfConnection(failure, server);
  } finally {
    body.destroy();
  }
}
