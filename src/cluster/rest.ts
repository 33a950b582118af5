// The request path: a thin REST client over client-node's credentials. Kept-alive connections, retries of reads, and the
// server's Date kept with every answer. Credentials never reach a message: only method, path, status and time are told.

import http from 'node:http';
import https from 'node:https';
import { ClusterError, describeQuestion, errorOfAnswer, errorOfConnection, type Question } from './cluster-error.ts';
import { type Prepared, prepareRequests } from './credentials.ts';
import type { Access } from './kubeconfig.ts';

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

const RETRIED = new Set([429, 502, 503, 504]);
const FIRST_PAUSE_MS = 200;
const MAX_TRIES = 6;
const MAX_BODY = 1 << 30;

export class RestClient {
  private prepared: Promise<Prepared> | null = null;
  private agent: http.Agent | null = null;
  private answered = false;
  private readonly access: Access;
  private readonly options: RestOptions;

  constructor(access: Access, options: RestOptions) {
    this.access = access;
    this.options = options;
  }

  /**
   * Reads with GET, retrying 429, 502, 503, 504 and broken connections with growing pauses, or as Retry-After says (contract 6).
   * @throws ClusterError for every answer but 2xx, and where none came
   */
  async read(path: string, question: Question): Promise<Answer> {
    for (let tried = 1; ; tried++) {
      const outcome = await this.try(path, question);
      if ('answer' in outcome) return outcome.answer;
      const pause = outcome.pauseMs ?? FIRST_PAUSE_MS * 2 ** (tried - 1);
      if (!outcome.again || tried === MAX_TRIES) throw outcome.error;
      await this.pause(pause, outcome.error);
    }
  }

  /** Asks once and returns whatever came, without a retry: what a pod answers through the proxy is a fact about that pod. */
  async ask(path: string, timeoutMs: number): Promise<Answer> {
    const signal = AbortSignal.any([this.options.signal, AbortSignal.timeout(timeoutMs)]);
    return (await this.send(path, signal)).answer;
  }

  close(): void {
    this.agent?.destroy();
  }

  private async try(
    path: string,
    question: Question,
  ): Promise<{ answer: Answer } | { error: ClusterError; again: boolean; pauseMs: number | null }> {
    const { server } = this.access;
    try {
      const { answer, retryAfterMs } = await this.send(path, this.options.signal);
      if (answer.status >= 200 && answer.status < 300) return { answer };
      const error = errorOfAnswer(answer.status, answer.body, question, server);
      return { error, again: RETRIED.has(answer.status), pauseMs: retryAfterMs };
    } catch (thrown) {
      if (this.options.signal.aborted) throw this.overdue(describeQuestion(question), thrown);
      const error = errorOfConnection(thrown, server);
      const code = (thrown as { code?: unknown }).code;
      const broke = code === 'ECONNRESET' || code === 'EPIPE' || (this.answered && code === 'ECONNREFUSED');
      return { error, again: broke, pauseMs: null };
    }
  }

  private overdue(asked: string, cause: unknown): ClusterError {
    const { reason } = this.options.signal;
    if (reason instanceof ClusterError) return reason;
    return new ClusterError('timeout', `${this.access.server} did not answer in time (${asked})`, null, cause);
  }

  private async send(path: string, signal: AbortSignal): Promise<{ answer: Answer; retryAfterMs: number | null }> {
    this.prepared ??= prepareRequests(this.access);
    const base = await this.prepared;
    this.agent = base.agent;
    const url = new URL(this.access.server);
    const prefix = url.pathname.replace(/\/+$/, '');
    const started = performance.now();
    const { promise, resolve, reject } = withResolvers<{ answer: Answer; retryAfterMs: number | null }>();
    const request = (url.protocol === 'http:' ? http : https).request(
      { ...base, host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || undefined, path: prefix + path, signal },
      (response) => {
        this.answered = true;
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BODY) response.destroy(new Error('the answer is larger than 1 GiB'));
          else chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          this.options.trace?.(`GET ${path} ${status} ${Math.round(performance.now() - started)}ms`);
          const answer = { status, body: Buffer.concat(chunks).toString('utf8'), date: instant(response.headers.date) };
          resolve({ answer, retryAfterMs: retryAfter(response.headers['retry-after']) });
        });
      },
    );
    request.on('error', (error) => {
      this.options.trace?.(`GET ${path} failed after ${Math.round(performance.now() - started)}ms`);
      reject(error);
    });
    this.limitConnecting(request);
    request.end();
    return promise;
  }

  /** A connection that is not there (TCP and TLS) within its limit is given up, however long the reads may take. */
  private limitConnecting(request: http.ClientRequest): void {
    const { connectTimeoutMs } = this.options;
    request.on('socket', (socket) => {
      if (!socket.connecting) return;
      const seconds = connectTimeoutMs / 1000;
      const late = new ClusterError(
        'timeout',
        `no answer from ${this.access.server} within ${seconds}s`,
        'is the cluster up, and the VPN?',
      );
      const timer = setTimeout(() => socket.destroy(late), connectTimeoutMs);
      const done = () => clearTimeout(timer);
      socket.once(this.access.server.startsWith('https:') ? 'secureConnect' : 'connect', done);
      socket.once('close', done);
    });
  }

  private async pause(ms: number, error: ClusterError): Promise<void> {
    const { signal } = this.options;
    const { promise, resolve, reject } = withResolvers<void>();
    const stop = () => reject(this.overdue(error.message, error));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(resolve, ms);
    await promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    });
  }
}

function instant(header: string | undefined): string | null {
  const ms = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** Retry-After in seconds or as a date; null where it says neither. */
function retryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
