// A watch on the wire: its requests, their limits, and what an answer other than 200 means.

import type { Listing } from './cluster.ts';
import { ClusterError, errorOfAnswer, errorOfConnection } from './cluster-error.ts';
import { sleepUnless } from './promise.ts';
import { path, type Resource } from './resources.ts';
import type { RestClient } from './rest.ts';
import type { WatchPort } from './watch.ts';

const LIST_LIMIT_MS = 30_000;
/** The server ends a watch after so long, by itself: kubectl asks for something like it. */
const WATCH_SECONDS = 270;
/** A server sends a bookmark about once a minute: twice nothing means that nobody is there. */
const SILENT_MS = 125_000;

export interface Watched {
  readonly resource: Resource;
  readonly namespace: string | null;
  readonly selectors: Readonly<Record<string, string>>;
  readonly server: string;
  readonly list: (signal: AbortSignal) => Promise<Listing>;
  readonly signal: AbortSignal;
}

export function watchPort(client: RestClient, watched: Watched): WatchPort {
  const { resource, namespace, selectors, server, signal } = watched;
  const question = { verb: 'list', resource, namespace, name: null } as const;
  return {
    signal,
    now: () => performance.now(),
    sleep: (ms) => sleepUnless(signal, ms),
    renewCredentials: () => client.renewCredentials(),
    async list() {
      const limit = AbortSignal.timeout(LIST_LIMIT_MS);
      const { value, date, version } = await watched.list(AbortSignal.any([signal, limit]));
      return { items: value, date, version };
    },
    async open(version) {
      const query = new URLSearchParams({
        watch: '1',
        allowWatchBookmarks: 'true',
        timeoutSeconds: String(WATCH_SECONDS),
        resourceVersion: version,
        ...selectors,
      });
      const stream = await client.stream(`${path(resource, namespace)}?${query}`, { signal, silentMs: SILENT_MS });
      const { status, date, body } = stream;
      if (status === 200) return { chunks: chunksOf(body, server), date };
      const parts: Buffer[] = [];
      for await (const chunk of chunksOf(body, server)) parts.push(chunk);
      throw errorOfAnswer(status, Buffer.concat(parts).toString('utf8'), question, server);
    },
  };
}

/** The body, whose breaking off is a ClusterError. A server that ends it in the middle of a line says so by an end all the same. */
async function* chunksOf(body: AsyncIterable<Buffer>, server: string): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw error instanceof ClusterError ? error : errorOfConnection(error, server);
  }
}
