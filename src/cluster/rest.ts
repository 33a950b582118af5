// The request path: a thin REST client over client-node's credentials. Kept-alive connections, retries of reads, and the
// server's Date kept with every answer. Credentials never reach a message: only method, path, status and time are told.

import type { IncomingMessage } from 'node:http';
import { ClusterError, describeQuestion, errorOfAnswer, errorOfConnection, type Question } from './cluster-error.ts';
import type { Access } from './kubeconfig.ts';
import { withResolvers } from './promise.ts';
import { contentOf, instant, type Sending, Wire, type Write } from './wire.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The `Date` header as RFC 3339, null where there was none. */
  readonly date: string | null;
}

export interface RestOptions {
  /** Ends every read; its reason is the error that the reader sees. */
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
  /** Told of each answer: one line, without credentials. */
  readonly trace: ((line: string) => void) | null;
}

/** How one read differs from the others. A review is posted, and read all the same: it is answered and never stored. */
export interface ReadOptions extends Sending {
  /** Ends it instead of the deadline of all reads. */
  readonly signal?: AbortSignal;
}

/** An answer whose body comes as it comes. */
export interface Stream {
  readonly status: number;
  readonly date: string | null;
  /** What the server asks to wait before the next try; null where it asks for nothing. */
  readonly retryAfterMs: number | null;
  readonly body: IncomingMessage;
}

const RETRIED = new Set([429, 502, 503, 504]);
const FIRST_PAUSE_MS = 200;
const MAX_TRIES = 6;

export class RestClient {
  private readonly wire: Wire;
  private readonly access: Access;
  private readonly options: RestOptions;

  constructor(access: Access, options: RestOptions) {
    this.access = access;
    this.options = options;
    this.wire = new Wire(access, options.connectTimeoutMs);
  }

  /**
   * Reads, retrying 429, 502, 503, 504 and broken connections with growing pauses, or as Retry-After says (contract 6).
   * @throws ClusterError for every answer but 2xx, and where none came
   */
  async read(path: string, question: Question, how: ReadOptions = {}): Promise<Answer> {
    const signal = how.signal ?? this.options.signal;
    for (let tried = 1; ; tried++) {
      const outcome = await this.try(path, question, signal, how);
      if ('answer' in outcome) return outcome.answer;
      const pause = outcome.pauseMs ?? FIRST_PAUSE_MS * 2 ** (tried - 1);
      if (!outcome.again || tried === MAX_TRIES) throw outcome.error;
      await this.pause(pause, outcome.error, signal);
    }
  }

  /** Asks once and returns whatever came, without a retry: what a pod answers through the proxy is a fact about that pod. */
  ask(path: string, timeoutMs: number): Promise<Answer> {
    return this.once(path, timeoutMs, {}, this.options.signal);
  }

  /**
   * Writes once and returns whatever came; the deadline of the reads does not end it, since a write that is cut off may be done
   * all the same.
   * @throws whatever broke the connection: then nobody knows whether the server did it, unless it never had the request
   */
  write(path: string, timeoutMs: number, write: Write): Promise<Answer> {
    return this.once(path, timeoutMs, { write }, new AbortController().signal);
  }

  private async once(path: string, timeoutMs: number, sending: Sending, signal: AbortSignal): Promise<Answer> {
    // by hand: a signal that lives long keeps something of every AbortSignal.any made of it
    const limit = new AbortController();
    const stop = () => limit.abort(signal.reason);
    const timer = setTimeout(stop, timeoutMs);
    signal.addEventListener('abort', stop);
    try {
      return (await this.send(path, limit.signal, sending)).answer;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  close(): void {
    this.wire.close();
  }

  private async try(
    path: string,
    question: Question,
    signal: AbortSignal,
    sending: Sending,
  ): Promise<{ answer: Answer } | { error: ClusterError; again: boolean; pauseMs: number | null }> {
    const { server } = this.access;
    try {
      const { answer, retryAfterMs } = await this.send(path, signal, sending);
      if (answer.status >= 200 && answer.status < 300) return { answer };
      const error = errorOfAnswer(answer.status, answer.body, question, server);
      return { error, again: RETRIED.has(answer.status), pauseMs: retryAfterMs };
    } catch (thrown) {
      if (signal.aborted && !(thrown instanceof ClusterError))
        throw this.overdue(describeQuestion(question), signal, thrown);
      const error = errorOfConnection(thrown, server);
      const code = (thrown as { code?: unknown }).code;
      const broke = code === 'ECONNRESET' || code === 'EPIPE' || (this.wire.answered && code === 'ECONNREFUSED');
      return { error, again: broke, pauseMs: null };
    }
  }

  private overdue(asked: string, { reason }: AbortSignal, cause: unknown): ClusterError {
    if (reason instanceof ClusterError) return reason;
    return new ClusterError('timeout', `${this.access.server} did not answer in time (${asked})`, null, cause);
  }

  /**
   * Opens an answer that goes on, on a connection of its own, which ends where nothing comes for `silentMs`.
   * @param how `silentMs`: null where silence is normal: then only a dead connection ends it
   * @throws ClusterError where no answer came
   */
  async stream(path: string, { signal, silentMs }: { signal: AbortSignal; silentMs: number | null }): Promise<Stream> {
    try {
      const body = await this.wire.begin(path, signal, {}, (agent) => {
        // it holds its connection for good: those of the reads stay as many
        agent.maxSockets++;
        return () => agent.maxSockets--;
      });
      // the answer lets go of its socket before it tells that it is closed
      const { socket } = body;
      socket.setKeepAlive(true, 15_000);
      if (silentMs !== null) {
        socket.setTimeout(silentMs, () => body.destroy(new Error(`nothing came for ${silentMs / 1000}s`)));
        body.once('close', () => socket.setTimeout(0));
      }
      this.options.trace?.(`GET ${path} ${body.statusCode} goes on`);
      const retryAfterMs = retryAfter(body.headers['retry-after']);
      return { status: body.statusCode ?? 0, date: instant(body.headers.date), retryAfterMs, body };
    } catch (error) {
      throw errorOfConnection(error, this.access.server);
    }
  }

  /** Has credentials made anew for the next request. */
  renewCredentials(): void {
    this.wire.renewCredentials();
  }

  private async send(
    path: string,
    signal: AbortSignal,
    sending: Sending = {},
  ): Promise<{ answer: Answer; retryAfterMs: number | null }> {
    const started = performance.now();
    const took = () => `${Math.round(performance.now() - started)}ms`;
    const verb = sending.write?.method ?? (sending.post === undefined ? 'GET' : 'POST');
    try {
      const response = await this.wire.begin(path, signal, sending);
      const body = await contentOf(response);
      const status = response.statusCode ?? 0;
      this.options.trace?.(`${verb} ${path} ${status} ${took()}`);
      const answer = { status, body, date: instant(response.headers.date) };
      return { answer, retryAfterMs: retryAfter(response.headers['retry-after']) };
    } catch (error) {
      this.options.trace?.(`${verb} ${path} failed after ${took()}`);
      throw error;
    }
  }

  private async pause(ms: number, error: ClusterError, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = withResolvers<void>();
    const stop = () => reject(this.overdue(error.message, signal, error));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(resolve, ms);
    await promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    });
  }
}

/** Retry-After in seconds or as a date; null where it says neither. */
function retryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
