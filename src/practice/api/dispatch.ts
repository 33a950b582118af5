// One request over the wire, from who asks to the answer.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from '../../access/user.ts';
import type { Clock } from '../../elector/clock.ts';
import type { Kind, Verb } from '../kinds/kind.ts';
import type { Store } from '../objects/store.ts';
import type { PodBackend } from '../world/pod-backend.ts';
import { sendJson, sendText } from './answers.ts';
import type { PracticeApi } from './api.ts';
import { authenticate, impersonate } from './authentication.ts';
import { objectIn, readBody } from './bodies.ts';
import { discovery } from './discovery.ts';
import { openApi } from './openapi.ts';
import { actOnResource } from './resource-requests.ts';
import { REVIEW_RESOURCES, review } from './reviews.ts';
import { type ResourcePath, resourcePath, verbOf } from './route.ts';
import { methodNotAllowed, unknownResource } from './status.ts';

/** Everything a request may need. */
export interface Server {
  readonly api: PracticeApi;
  readonly store: Store;
  readonly kinds: readonly Kind[];
  readonly pods: PodBackend;
  readonly clock: Clock;
  readonly minor: number;
  userOf(token: string): User | null;
  /** Told of each watch that is open, so that it can be ended with the server. */
  opened(end: () => void, response: ServerResponse): void;
}

export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly user: User;
}

const HEALTH = ['/healthz', '/livez', '/readyz'];

/** @throws ApiError for every refusal */
export async function dispatch(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://practice');
  const { rules } = server.api;
  const caller = authenticate(request.headers, server.userOf);
  const path = resourcePath(url.pathname);
  const verb = path && verbOf(request.method ?? 'GET', path, url.searchParams);
  const user = impersonate(request.headers, caller, rules, server.minor, (kind) =>
    path && verb && server.minor >= IMPERSONATION_WORDS
      ? { ...attributesOf(path), verb: `impersonate-on:${kind}:${verb}` }
      : null,
  );
  const asked = { request, response, url, user };
  if (path && knowsGroup(server, path)) {
    await aboutResource(server, asked, path);
    return;
  }
  if (path && verb) {
    // rights come first: who may not ask does not learn what is there
    server.api.require(user, { ...attributesOf(path), verb });
    sendText(response, 404, '404 page not found\n');
    return;
  }
  aboutServer(server, asked);
}

/** Newer servers refuse an impersonation in the words of the request that it was for (seen on 1.37, not on 1.20). */
const IMPERSONATION_WORDS = 35;

function attributesOf({ group, resource, subresource, namespace, name }: ResourcePath) {
  return { group, resource, subresource, namespace: namespace ?? '', name: name ?? '' };
}

function knowsGroup({ kinds }: Server, { group, version }: ResourcePath): boolean {
  return [...kinds, ...REVIEW_RESOURCES].some(
    (kind) => kind.group === group && (kind.version === version || group !== ''),
  );
}

/**
 * kubectl looks into the older document where it is given a list of objects, and takes it in this form alone. An empty message
 * describes nothing, so that nothing is found wrong before the server is asked.
 */
const OPENAPI_V2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

function aboutServer(server: Server, { request, response, url, user }: Asked): void {
  const { pathname } = url;
  const verb = (request.method ?? 'GET').toLowerCase();
  server.api.require(user, { verb, path: pathname });
  if (HEALTH.includes(pathname)) {
    sendText(response, 200, 'ok');
    return;
  }
  if (pathname === '/openapi/v2' && request.headers.accept?.includes('protobuf')) {
    sendText(response, 200, '', OPENAPI_V2);
    return;
  }
  const answer = discovery(pathname, server.kinds, server.minor) ?? openApi(pathname, server.kinds);
  if (!answer) {
    sendText(response, 404, '404 page not found\n');
    return;
  }
  if (verb !== 'get' && verb !== 'head') throw methodNotAllowed();
  sendJson(response, 200, answer);
}

async function aboutResource(server: Server, asked: Asked, path: ResourcePath): Promise<void> {
  const { request, response, url, user } = asked;
  const verb = verbOf(request.method ?? 'GET', path, url.searchParams);
  if (verb === null) throw methodNotAllowed();
  const { group, version, resource } = path;
  const question = REVIEW_RESOURCES.find((each) => each.resource === resource && each.group === group);
  if (question && (question.from ?? 0) <= server.minor) {
    server.api.require(user, { verb, ...attributesOf(path) });
    if (verb !== 'create') throw methodNotAllowed();
    const body = objectIn(await readBody(request), request.headers['content-type'], question.kind) ?? {};
    const { rules } = server.api;
    sendJson(response, 201, review(question, body, user, path.namespace, { rules, userOf: server.userOf }));
    return;
  }
  const kind = server.kinds.find(
    (each) => each.resource === resource && each.group === group && each.version === version,
  );
  if (!kind) {
    // rights come first: who may not ask does not learn what is there
    server.api.require(user, { verb, ...attributesOf(path) });
    throw unknownResource();
  }
  await actOnResource(server, asked, { path, kind, verb: verb as Verb });
}
