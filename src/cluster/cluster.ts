// The port to a cluster: what b7le asks of one, and the implementation on the REST client.

import { ClusterError, type ClusterErrorReason } from './cluster-error.ts';
import { Deadline } from './deadline.ts';
import { array, object, text } from './json.ts';
import { type Access, type KubeconfigChoice, loadAccess } from './kubeconfig.ts';
import { RestClient } from './rest.ts';

export type Resource =
  | 'leases'
  | 'pods'
  | 'nodes'
  | 'namespaces'
  | 'events'
  | 'deployments'
  | 'replicasets'
  | 'statefulsets'
  | 'daemonsets';

const GROUP: Record<Resource, string> = {
  leases: '/apis/coordination.k8s.io/v1',
  pods: '/api/v1',
  nodes: '/api/v1',
  namespaces: '/api/v1',
  events: '/api/v1',
  deployments: '/apis/apps/v1',
  replicasets: '/apis/apps/v1',
  statefulsets: '/apis/apps/v1',
  daemonsets: '/apis/apps/v1',
};

const PAGE = 500;

export interface Reading<T> {
  readonly value: T;
  /** The API server's clock when it answered (the last page), RFC 3339 to a second; null where it sent no Date. */
  readonly date: string | null;
}

export interface Cluster {
  readonly context: string | null;
  readonly server: string;
  /** The context's own namespace, null where it sets none. */
  readonly namespace: string | null;
  version(): Promise<string>;
  /** Every item, page by page. @param namespace null for all */
  list(resource: Resource, namespace: string | null, fieldSelector?: string): Promise<Reading<readonly unknown[]>>;
  get(resource: Resource, namespace: string | null, name: string): Promise<Reading<unknown>>;
  /** A page of a pod through the API server's proxy, over plain HTTP, two seconds at most, asked once. */
  podPage(namespace: string, pod: string, port: number, path: string): Promise<PodAnswer>;
  /** Allows reads for this much longer, counted from now; a `--timeout` that was given stays as it is. */
  extend(ms: number): void;
  close(): void;
}

export type PodAnswer = { readonly page: string } | { readonly failure: string };

export interface ConnectOptions extends KubeconfigChoice {
  /** Bounds all reads together, in milliseconds; null for the usual minute, which watching a Lease may lengthen. */
  readonly timeoutMs: number | null;
  readonly trace: ((line: string) => void) | null;
}

const CONNECT_TIMEOUT_MS = 10_000;
const POD_TIMEOUT_MS = 2000;

/** @throws ClusterError `bad-kubeconfig`; nothing is asked of the cluster yet */
export function connect(options: ConnectOptions): Cluster {
  const access = loadAccess(options);
  const deadline = new Deadline(access.server, options.timeoutMs);
  const client = new RestClient(access, {
    signal: deadline.signal,
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, options.timeoutMs ?? CONNECT_TIMEOUT_MS),
    trace: options.trace,
  });
  return new RestCluster(access, client, deadline);
}

class RestCluster implements Cluster {
  readonly context: string | null;
  readonly server: string;
  readonly namespace: string | null;
  private readonly client: RestClient;
  private readonly deadline: Deadline;

  constructor(access: Access, client: RestClient, deadline: Deadline) {
    this.deadline = deadline;
    this.context = access.context;
    this.server = access.server;
    this.namespace = access.namespace;
    this.client = client;
  }

  async version(): Promise<string> {
    const question = { verb: 'get', resource: 'version', namespace: null, name: null } as const;
    const { body } = await this.client.read('/version', question);
    return text(object(parse(body, this.server)).gitVersion) ?? '';
  }

  async list(resource: Resource, namespace: string | null, fieldSelector?: string) {
    const question = { verb: 'list', resource, namespace, name: null } as const;
    let items: unknown[] = [];
    let token = '';
    let restarted = false;
    for (;;) {
      const query = new URLSearchParams({ limit: String(PAGE) });
      if (fieldSelector) query.set('fieldSelector', fieldSelector);
      if (token) query.set('continue', token);
      try {
        const { body, date } = await this.client.read(`${path(resource, namespace)}?${query}`, question);
        const list = object(parse(body, this.server));
        items.push(...array(list.items));
        token = text(object(list.metadata).continue) ?? '';
        if (!token) return { value: items, date };
      } catch (error) {
        // a continue token lives for some minutes; a list that outlived it starts anew, once
        if (!(error instanceof ClusterError) || error.reason !== 'gone' || restarted) throw error;
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

  async podPage(namespace: string, pod: string, port: number, page: string): Promise<PodAnswer> {
    const url = `${path('pods', namespace)}/${encodeURIComponent(`${pod}:${port}`)}/proxy${page}`;
    try {
      const { status, body } = await this.client.ask(url, POD_TIMEOUT_MS);
      if (status === 200) return { page: body };
      return { failure: podFailure(status, body) };
    } catch {
      return { failure: `no answer within ${POD_TIMEOUT_MS / 1000}s` };
    }
  }

  extend(ms: number): void {
    this.deadline.extend(ms);
  }

  close(): void {
    this.deadline.clear();
    this.client.close();
  }
}

/** What a refusal through the proxy means (reference 6.2): the API server's own 403 is a Status object, a pod's is not. */
function podFailure(status: number, body: string): string {
  const own = /"kind":\s*"Status"/.test(body) && /pods\/proxy|resource "pods/.test(body);
  if (status === 403 && own) return 'this user may not use pods/proxy';
  if (status === 401 || status === 403) return 'it asks for a token';
  if (status === 400) return 'it speaks TLS';
  // 500 up to some version after 1.20, 503 since
  if (status === 503 || /connect: connection refused/.test(body)) return 'nothing listens there';
  return `it answered ${status}`;
}

function path(resource: Resource, namespace: string | null): string {
  const scope = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${GROUP[resource]}${scope}/${resource}`;
}

function parse(body: string, server: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new ClusterError(
      'error',
      `${server} answered something that is no JSON`,
      'is it a Kubernetes API server?',
      error,
    );
  }
}

/** Errors that concern the whole cluster: no other read can do better, so the command ends with them. */
export function concernsAll(reason: ClusterErrorReason): boolean {
  return ['bad-kubeconfig', 'unreachable', 'certificate', 'unauthorized', 'timeout'].includes(reason);
}
