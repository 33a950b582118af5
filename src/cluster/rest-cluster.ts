// The port to a cluster, on the REST client.

import type { User } from '../access/user.ts';
import type { Cluster, Listing, LogStream, LogWish } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { Deadline } from './deadline.ts';
import { array, integer, object, parse, parseList, text } from './json.ts';
import { type Access, type KubeconfigChoice, loadAccess } from './kubeconfig.ts';
import { openLog } from './log-stream.ts';
import { type PodAnswer, podPage } from './pod-page.ts';
import { path, pathOf, REVIEW_KIND, type Resource, type Review, reviewPath } from './resources.ts';
import { type ReadOptions, RestClient } from './rest.ts';
import { type WatchNews, watchOn } from './watch.ts';
import { watchPort } from './watch-port.ts';
import type { WritePort } from './write-port.ts';
import { Writes } from './writes.ts';

const PAGE = 500;
const METADATA = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json';

export interface ConnectOptions extends KubeconfigChoice {
  /** Bounds all reads together, in milliseconds; null for the usual minute, which watching a Lease may lengthen. */
  readonly timeoutMs: number | null;
  readonly trace: ((line: string) => void) | null;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** @throws ClusterError `bad-kubeconfig`; nothing is asked of the cluster yet */
export function connect(options: ConnectOptions): Cluster {
  const access = loadAccess(options);
  const deadline = new Deadline(access.server, options.timeoutMs);
  const client = new RestClient(access, {
    // asked anew for each request: a deadline that ran out makes way for the next one
    get signal() {
      return deadline.signal;
    },
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, options.timeoutMs ?? CONNECT_TIMEOUT_MS),
    trace: options.trace,
  });
  return new RestCluster(access, client, deadline);
}

class RestCluster implements Cluster {
  readonly context: string | null;
  readonly server: string;
  readonly namespace: string | null;
  readonly impersonates: boolean;
  readonly writes: WritePort;
  private readonly client: RestClient;
  private readonly deadline: Deadline;
  private readonly closed = new AbortController();

  constructor(access: Access, client: RestClient, deadline: Deadline) {
    this.deadline = deadline;
    this.context = access.context;
    this.server = access.server;
    this.namespace = access.namespace;
    this.impersonates = Object.keys(access.impersonation).length > 0;
    this.client = client;
    this.writes = new Writes(client, access.server);
  }

  async version(): Promise<string> {
    const question = { verb: 'get', resource: 'version', namespace: null, name: null } as const;
    const { body } = await this.client.read('/version', question);
    return text(object(parse(body, this.server)).gitVersion) ?? '';
  }

  list(resource: Resource, namespace: string | null, fieldSelector?: string) {
    return this.pages(resource, namespace, fieldSelector ? { fieldSelector } : {});
  }

  metadata(resource: Resource, namespace: string | null) {
    return this.pages(resource, namespace, {}, { accept: METADATA });
  }

  async count(resource: Resource): Promise<number> {
    const question = { verb: 'list', resource, namespace: null, name: null } as const;
    const { body } = await this.client.read(`${path(resource, null)}?limit=1`, question, { accept: METADATA });
    const list = parseList(body, this.server);
    return array(list.items).length + (integer(object(list.metadata).remainingItemCount) ?? 0);
  }

  watch(
    resource: Resource,
    namespace: string | null,
    { fieldSelector, signal }: { readonly fieldSelector?: string; readonly signal: AbortSignal },
  ): AsyncIterable<WatchNews> {
    const selectors = fieldSelector ? { fieldSelector } : {};
    const list = (until: AbortSignal) => this.pages(resource, namespace, selectors, { signal: until });
    const ended = AbortSignal.any([signal, this.closed.signal]);
    return watchOn(
      watchPort(this.client, { resource, namespace, selectors, server: this.server, list, signal: ended }),
    );
  }

  private async pages(
    resource: Resource,
    namespace: string | null,
    selectors: Readonly<Record<string, string>>,
    how: ReadOptions = {},
  ): Promise<Listing> {
    const question = { verb: 'list', resource, namespace, name: null } as const;
    let items: unknown[] = [];
    let token = '';
    let restarted = false;
    let version = 0;
    for (;;) {
      const query = new URLSearchParams({ limit: String(PAGE), ...selectors });
      if (token) query.set('continue', token);
      try {
        const { body, date } = await this.client.read(
          `${pathOf(resource, namespace, version)}?${query}`,
          question,
          how,
        );
        const list = parseList(body, this.server);
        items.push(...array(list.items));
        token = text(object(list.metadata).continue) ?? '';
        if (!token) return { value: items, date, version: text(object(list.metadata).resourceVersion) ?? '' };
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        if (error.reason === 'unsupported' && pathOf(resource, namespace, version + 1) !== null) {
          version++;
          continue;
        }
        // a continue token lives for some minutes; a list that outlived it starts anew, once
        if (error.reason !== 'gone' || restarted) throw error;
        restarted = true;
        items = [];
        token = '';
      }
    }
  }

  async get(resource: Resource, namespace: string | null, name: string) {
    const question = { verb: 'get', resource, namespace, name } as const;
    const { body, date } = await this.client.read(`${path(resource, namespace)}/${encodeURIComponent(name)}`, question);
    return { value: parse(body, this.server), date };
  }

  podPage(namespace: string, pod: string, port: number, page: string): Promise<PodAnswer> {
    return podPage(this.client, { namespace, pod, port, page });
  }

  async review(
    review: Review,
    spec: Readonly<Record<string, unknown>>,
    { namespace, as }: { readonly namespace?: string; readonly as?: User } = {},
  ) {
    const question = { verb: 'create', resource: review, namespace: namespace ?? null, name: null } as const;
    const headers = as ? { 'Impersonate-User': as.name } : {};
    const { body } = await this.client.read(reviewPath(review, namespace ?? null), question, {
      post: { apiVersion: 'authorization.k8s.io/v1', kind: REVIEW_KIND[review], metadata: { namespace }, spec },
      headers,
    });
    return object(object(parse(body, this.server)).status);
  }

  async logTail(
    namespace: string,
    pod: string,
    { container, lines, bytes }: { readonly container: string | null; readonly lines: number; readonly bytes: number },
  ): Promise<string> {
    const query = new URLSearchParams({ tailLines: String(lines), limitBytes: String(bytes) });
    if (container !== null) query.set('container', container);
    const question = { verb: 'get', resource: 'pods/log', namespace, name: pod } as const;
    const url = `${path('pods', namespace)}/${encodeURIComponent(pod)}/log?${query}`;
    return (await this.client.read(url, question)).body;
  }

  log(namespace: string, pod: string, { signal, ...wish }: LogWish): Promise<LogStream> {
    const ends = [
      this.closed.signal,
      ...(signal ? [signal] : []),
      ...(this.deadline.fixed ? [this.deadline.signal] : []),
    ];
    return openLog(this.client, { namespace, pod, wish, server: this.server, signal: AbortSignal.any(ends) });
  }

  get overdue(): boolean {
    return this.deadline.fixed && this.deadline.signal.aborted;
  }

  extend(ms: number): void {
    this.deadline.extend(ms);
  }

  allow(ms: number): void {
    this.deadline.restart(ms);
  }

  pause(): () => void {
    return this.deadline.pause();
  }

  close(): void {
    this.closed.abort();
    this.deadline.clear();
    this.client.close();
  }
}
