// The connections to an API server: sends a request with the caller's credentials, and gives back the head of its answer.

import http from 'node:http';
import https from 'node:https';
import { ClusterError } from './cluster-error.ts';
import { type Prepared, prepareRequests } from './credentials.ts';
import type { Access } from './kubeconfig.ts';
import { withResolvers } from './promise.ts';

const MAX_BODY = 1 << 30;

/** How a request differs from a plain GET with the caller's credentials. */
export interface Sending {
  readonly accept?: string;
  /** Posted as JSON where it is given. */
  readonly post?: unknown;
  /** A write: sent once, with its body as JSON of this type. */
  readonly write?: Write;
  /** In place of the caller's own impersonation. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

export interface Write {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body: unknown;
  /** `application/json` unless given. */
  readonly type?: string;
}

export class Wire {
  /** Whether the server ever answered: then a refused connection is one that restarts. */
  answered = false;
  private prepared: Promise<Prepared> | null = null;
  private agent: http.Agent | null = null;
  private readonly access: Access;
  private readonly connectTimeoutMs: number;

  constructor(access: Access, connectTimeoutMs: number) {
    this.access = access;
    this.connectTimeoutMs = connectTimeoutMs;
  }

  /** Has credentials made anew for the next request. */
  renewCredentials(): void {
    this.prepared = null;
  }

  close(): void {
    this.agent?.destroy();
  }

  /** Sends a request and waits for the head of its answer. @param hold takes a connection for as long as the answer goes on */
  async begin(
    path: string,
    signal: AbortSignal,
    sending: Sending = {},
    hold?: (agent: http.Agent) => () => void,
  ): Promise<http.IncomingMessage> {
    this.prepared ??= prepareRequests(this.access, signal);
    const prepared = await this.prepared;
    this.agent = prepared.agent;
    const { body, ...base } = asSent(prepared, sending);
    const url = new URL(this.access.server);
    const prefix = url.pathname.replace(/\/+$/, '');
    const { promise, resolve, reject } = withResolvers<http.IncomingMessage>();
    const letGo = hold?.(prepared.agent);
    const request = (url.protocol === 'http:' ? http : https).request(
      { ...base, host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || undefined, path: prefix + path, signal },
      (response) => {
        this.answered = true;
        resolve(response);
      },
    );
    request.once('close', () => letGo?.());
    request.on('error', reject);
    this.limitConnecting(request);
    request.end(body);
    return promise;
  }

  /** A connection that is not there (TCP and TLS) within its limit is given up, however long the reads may take. */
  private limitConnecting(request: http.ClientRequest): void {
    const { connectTimeoutMs } = this;
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
}

function asSent(prepared: Prepared, { accept, post, write, headers }: Sending) {
  const sending: Write | null = write ?? (post === undefined ? null : { method: 'POST', body: post });
  const body = sending === null ? undefined : JSON.stringify(sending.body);
  const sent = {
    ...prepared.headers,
    ...(accept === undefined ? {} : { accept }),
    // Node gives the body of a DELETE no length by itself: a server would take it for none, and its preconditions would be lost
    ...(body === undefined
      ? {}
      : { 'content-type': sending?.type ?? 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  return { ...prepared, method: sending?.method ?? 'GET', headers: sent, body };
}

/** The whole of an answer. */
export async function contentOf(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('the answer is larger than 1 GiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A Date header as RFC 3339; null where there was none. */
export function instant(header: string | undefined): string | null {
  const ms = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString().replace('.000Z', 'Z');
}
