// Watches over the wire: one JSON object a line, bookmarks, and the end after the time that was asked for.

import type { ServerResponse } from 'node:http';
import type { Kind } from '../kinds/kind.ts';
import type { Draft, KubeObject } from '../objects/object.ts';
import type { Change, Store } from '../objects/store.ts';
import type { Matcher } from './api.ts';
import type { ApiError } from './status.ts';

export interface WatchOptions {
  readonly kind: Kind;
  readonly namespace: string | null;
  /** `''` for: the present state first, then what follows. */
  readonly since: string;
  readonly matches: Matcher;
  readonly bookmarks: boolean;
  /** Whether the present state comes first and a bookmark marks its end, whatever `since` says. */
  readonly initialEvents: boolean;
  /** How long it lasts, in milliseconds. */
  readonly timeoutMs: number;
  /** How an object goes over the wire: itself, or as a Table of one row. @param first the first one of this watch */
  readonly shown: (object: KubeObject, first: boolean) => object;
}

/** As often as a real API server sends them, about once a minute; and one shortly before the end. */
const BOOKMARK_EVERY_MS = 60_000;
const LAST_BOOKMARK_BEFORE_MS = 2000;

/**
 * Answers a watch that cannot start as a real server does: 200, one ERROR event, and the end.
 */
export function endWithError(response: ServerResponse, { status }: ApiError): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
}

/**
 * Streams changes until the client goes, the time is over or `end` is called.
 * @returns `end`
 * @throws StoreFault `gone` before anything is sent, where the start is older than what is kept
 */
export function streamWatch(response: ServerResponse, store: Store, options: WatchOptions): () => void {
  const { kind, namespace, matches, shown } = options;
  let first = true;
  const waiting: string[] = [];
  let open = false;
  const send = (type: string, object: object) => {
    const line = `${JSON.stringify({ type, object })}\n`;
    if (open) response.write(line);
    else waiting.push(line);
  };
  const show = (type: string, object: KubeObject) => {
    send(type, shown(object, first));
    first = false;
  };
  const fromNow = options.initialEvents || options.since === '' || options.since === '0';
  const since = fromNow ? store.revision : options.since;
  if (fromNow) for (const object of store.list(kind, namespace)) if (matches(object)) show('ADDED', object);
  if (options.initialEvents) send('BOOKMARK', bookmarkOf(kind, since, INITIAL_END));
  const stop = store.watch(kind, namespace, since, (change) => {
    const type = seenAs(change, matches);
    if (type)
      show(type, type === 'DELETED' && change.type !== 'DELETED' ? (change.before as KubeObject) : change.object);
  });
  response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
  response.flushHeaders();
  for (const line of waiting) response.write(line);
  open = true;

  const bookmark = () => send('BOOKMARK', bookmarkOf(kind, store.revision));
  const timers = [setTimeout(() => response.end(), options.timeoutMs)];
  if (options.bookmarks) {
    timers.push(setInterval(bookmark, BOOKMARK_EVERY_MS));
    timers.push(setTimeout(bookmark, Math.max(0, options.timeoutMs - LAST_BOOKMARK_BEFORE_MS)));
  }
  response.once('close', () => {
    stop();
    for (const timer of timers) clearTimeout(timer);
  });
  return () => response.end();
}

/** A selector turns a change into a coming or a going for this watch; null for what it never sees. */
function seenAs({ type, object, before }: Change, matches: Matcher): Change['type'] | null {
  const now = matches(object);
  if (type === 'ADDED') return now ? 'ADDED' : null;
  const was = before !== null && matches(before);
  if (type === 'DELETED') return was || now ? 'DELETED' : null;
  if (now) return was ? 'MODIFIED' : 'ADDED';
  return was ? 'DELETED' : null;
}

const INITIAL_END = { 'k8s.io/initial-events-end': 'true' };

function bookmarkOf(kind: Kind, resourceVersion: string, annotations?: Readonly<Record<string, string>>): Draft {
  return {
    kind: kind.kind,
    apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`,
    metadata: { resourceVersion, creationTimestamp: null, ...(annotations ? { annotations } : {}) },
  };
}
