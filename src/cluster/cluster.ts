// The port to a cluster: what b7le asks of one.

import type { User } from '../access/user.ts';
import type { ClusterErrorReason } from './cluster-error.ts';
import type { PodAnswer } from './pod-page.ts';
import type { Resource, Review } from './resources.ts';
import type { WatchNews } from './watch.ts';

export type { Resource, Review } from './resources.ts';

export interface Reading<T> {
  readonly value: T;
  /** The API server's clock when it answered (the last page), RFC 3339 to a second; null where it sent no Date. */
  readonly date: string | null;
}

/** A list, and the version of the cluster at which it was made. */
export interface Listing extends Reading<readonly unknown[]> {
  readonly version: string;
}

/** Which part of a container's log is wanted (the PodLogOptions of core/v1). */
export interface LogWish {
  readonly container: string;
  /** The log of the process before the present one. */
  readonly previous?: boolean;
  /** Goes on as the container prints, until it ends. */
  readonly follow?: boolean;
  /** Lines from this instant on, RFC 3339; the kubelet sees whole seconds of it. */
  readonly sinceTime?: string;
  /** The last so many lines; chosen before `sinceTime` is. */
  readonly tailLines?: number;
  /** Cuts what is left after so many bytes. */
  readonly limitBytes?: number;
  readonly signal?: AbortSignal;
}

/** A log as it comes: each line after the kubelet's stamp. Whoever does not take it holds the server back. */
export interface LogStream {
  readonly date: string | null;
  /** @throws ClusterError where it breaks off; a signal that ends it ends this too, without an error */
  readonly chunks: AsyncIterable<Buffer>;
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
  /** The metadata of every item alone: for objects whose contents are none of b7le's business. */
  metadata(resource: Resource, namespace: string | null): Promise<Reading<readonly unknown[]>>;
  /** How many there are in the whole cluster, from one item and what the server says of the rest. */
  count(resource: Resource): Promise<number>;
  /** A page of a pod through the API server's proxy, over plain HTTP, two seconds at most, asked once. */
  podPage(namespace: string, pod: string, port: number, path: string): Promise<PodAnswer>;
  /**
   * A list, then every change, until the signal ends it; drops, restarts and forgotten pasts are mended on the way.
   * @throws ClusterError where the very first list is refused
   */
  watch(
    resource: Resource,
    namespace: string | null,
    options: { readonly fieldSelector?: string; readonly signal: AbortSignal },
  ): AsyncIterable<WatchNews>;
  /**
   * Asks an authorizer and gives its status; nothing is written.
   * @param namespace for the Local form
   * @param as asks in the name of somebody else, which the caller may have no right to
   * @throws ClusterError `forbidden` where the caller may not ask: that is no answer to what was asked
   */
  review(
    review: Review,
    spec: Readonly<Record<string, unknown>>,
    how?: { readonly namespace?: string; readonly as?: User },
  ): Promise<Readonly<Record<string, unknown>>>;
  /** The end of what a container printed; of the only container, or the default one, where none is named. */
  logTail(
    namespace: string,
    pod: string,
    how: { readonly container: string | null; readonly lines: number; readonly bytes: number },
  ): Promise<string>;
  /**
   * Opens the log of a container, on a connection of its own; a busy server is asked again.
   * @throws ClusterError where there is no such log, or it may not be read
   */
  log(namespace: string, pod: string, wish: LogWish): Promise<LogStream>;
  /** Whether the caller acts as somebody else already (`--as`): then it can act as nobody besides. */
  readonly impersonates: boolean;
  /** Allows reads for this much longer, counted from now; a `--timeout` that was given stays as it is. */
  extend(ms: number): void;
  close(): void;
}

/** Errors that concern the whole cluster: no other read can do better, so the command ends with them. */
export function concernsAll(reason: ClusterErrorReason): boolean {
  return ['bad-kubeconfig', 'unreachable', 'certificate', 'unauthorized', 'timeout'].includes(reason);
}
