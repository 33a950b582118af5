// Requests about objects of a kind: lists, watches, single objects, and what hangs on a pod.

import type { Kind, Verb } from '../kinds/kind.ts';
import { sendJson, shapeOf } from './answers.ts';
import { matcherOf } from './api.ts';
import type { Asked, Server } from './dispatch.ts';
import { evict } from './eviction.ts';
import { absence } from './not-practised.ts';
import { proxyTarget, sendLog, sendPage } from './pod-requests.ts';
import type { ApiRequest } from './request.ts';
import { flag, type ResourcePath } from './route.ts';
import {
  ApiError,
  badRequest,
  deleted,
  internal,
  invalid,
  methodNotAllowed,
  notFound,
  tooLargeVersion,
  unknownResource,
} from './status.ts';
import { statusOfFault } from './store-faults.ts';
import { understood } from './understood.ts';
import { endWithError, streamWatch } from './watch-stream.ts';

export interface Resource {
  readonly path: ResourcePath;
  readonly kind: Kind;
  readonly verb: Verb;
}

/** As long as a watch lasts that names no limit. */
const WATCH_MS = 30 * 60_000;

/** @throws ApiError */
export async function actOnResource(server: Server, asked: Asked, resource: Resource): Promise<void> {
  const { kind, verb, path } = resource;
  const absent = absence(kind.resource, path.subresource);
  if (absent) {
    // rights come first, also for what is not there
    const { namespace, name, subresource } = path;
    server.api.allow({ user: asked.user, verb, kind, namespace, name, subresource });
    throw absent;
  }
  const request = await understood(asked, resource, server.minor);
  if (path.subresource !== '' && !kind.subresources.some(({ name }) => name === path.subresource)) {
    server.api.allow(request);
    throw unknownResource();
  }
  if (kind.resource === 'pods' && ['log', 'proxy', 'eviction'].includes(path.subresource)) {
    aboutPod(server, asked, resource, request);
    return;
  }
  const wish = {
    accept: asked.request.headers.accept,
    includeObject: asked.url.searchParams.get('includeObject'),
    now: server.clock.now(),
  };
  const shape = shapeOf(kind, wish);
  if (verb === 'watch') {
    server.api.allow(request);
    watch(server, asked, request, shape.one);
  } else if (verb === 'list') {
    checkVersion(asked.url.searchParams.get('resourceVersion') ?? '', server);
    sendJson(asked.response, 200, shape.list(server.api.list(request)), wish.accept);
  } else if (verb === 'deletecollection') {
    const all = server.api.list({ ...request, limit: 0 });
    for (const { metadata } of all.items)
      server.api.act({ ...request, verb: 'delete', name: metadata.name, namespace: metadata.namespace ?? null });
    sendJson(asked.response, 200, shape.list({ ...all, items: all.items }), wish.accept);
  } else act(server, asked, resource, request, path.subresource === 'scale' ? (scale) => scale : shape.one);
}

/** A list may ask for a state that is at least so new. @throws ApiError for none at all, or one that is not there yet */
function checkVersion(wanted: string, { store, minor }: Server): void {
  const wrong = `resourceVersion: Invalid value: "${wanted}": strconv.ParseUint: parsing "${wanted}": invalid syntax`;
  if (!/^\d*$/.test(wanted)) throw minor < 35 ? internal(wrong) : badRequest(`invalid resource version: ${wrong}`);
  if (Number(wanted) > Number(store.revision)) throw tooLargeVersion(wanted, store.revision);
}

function act(
  server: Server,
  { response, request: { headers } }: Asked,
  { kind, verb, path }: Resource,
  request: ApiRequest,
  show: (object: ReturnType<Server['api']['act']>) => object,
): void {
  if ((path.name === null) !== (verb === 'create')) throw methodNotAllowed();
  if (!kind.verbs.includes(verb) && path.subresource === '') throw methodNotAllowed();
  const existed = verb === 'update' && server.store.get(kind, path.namespace, path.name as string) !== null;
  const object = server.api.act(request);
  const created = verb === 'create' || (verb === 'update' && !existed);
  const { name, uid, deletionTimestamp } = object.metadata;
  // what is gone at once is told by a Status; what terminates first is shown as it now is
  const gone = verb === 'delete' && (!deletionTimestamp || server.store.get(kind, path.namespace, name) === null);
  const answer = gone && kind.resource !== 'pods' ? deleted(kind, name, uid) : show(object);
  sendJson(response, created ? 201 : 200, answer, headers.accept);
}

function watch(
  server: Server,
  { response, url }: Asked,
  request: ApiRequest,
  shown: (object: ReturnType<Server['api']['act']>, first?: boolean) => object,
): void {
  const query = url.searchParams;
  const since = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(since))
    throw internal(`resourceVersion: Invalid value: "${since}": strconv.ParseUint: parsing "${since}": invalid syntax`);
  const seconds = Number(query.get('timeoutSeconds') ?? '');
  const initialEvents = flag(query, 'sendInitialEvents');
  if (initialEvents && server.minor < STREAMING) throw noStreaming();
  const end = started(response, request.kind, () =>
    streamWatch(response, server.store, {
      kind: request.kind,
      namespace: request.namespace,
      since,
      matches: matcherOf(request),
      bookmarks: flag(query, 'allowWatchBookmarks'),
      initialEvents,
      timeoutMs: seconds > 0 ? seconds * 1000 : WATCH_MS,
      shown,
    }),
  );
  if (end) server.opened(end, response);
}

/** A past that is forgotten is told inside the watch. */
function started(response: Asked['response'], kind: Kind, start: () => () => void): (() => void) | null {
  try {
    return start();
  } catch (error) {
    const told = statusOfFault(error, kind);
    if (!(told instanceof ApiError) || told.code !== 410) throw told;
    endWithError(response, told);
    return null;
  }
}

/** The first minor version that knows lists which are streamed. */
const STREAMING = 27;

/** An older server knows nothing of the parameters, but refuses the match that goes with them. */
function noStreaming(): ApiError {
  return invalid({ group: 'meta.k8s.io', resource: '', kind: 'ListOptions' }, '', [
    {
      field: 'resourceVersionMatch',
      reason: 'FieldValueForbidden',
      message: 'Forbidden: resourceVersionMatch is forbidden for watch',
    },
  ]);
}

function aboutPod(server: Server, { response, url }: Asked, resource: Resource, request: ApiRequest): void {
  const { kind, path } = resource;
  server.api.allow(request);
  const proxied = path.subresource === 'proxy' ? proxyTarget(path.name as string) : null;
  const name = proxied?.pod ?? (path.name as string);
  const pod = server.store.get(kind, path.namespace, name);
  if (!pod) throw notFound(kind, name);
  if (proxied) {
    // the API server keeps a caller's token to itself
    sendPage(
      response,
      pod,
      { ...proxied, path: `${path.rest || '/'}${url.search}`, token: null, minor: server.minor },
      server.pods,
    );
  } else if (path.subresource === 'log') sendLog(response, pod, url.searchParams, server.pods, server.clock);
  else {
    try {
      sendJson(response, 201, evict(server, pod, request));
    } catch (error) {
      throw statusOfFault(error, kind);
    }
  }
}
