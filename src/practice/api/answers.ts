// How answers go over the wire: objects, lists, Tables, and Status objects for refusals.

import type { ServerResponse } from 'node:http';
import { dump } from 'js-yaml';
import type { Kind } from '../kinds/kind.ts';
import type { KubeObject } from '../objects/object.ts';
import type { ObjectList } from './request.ts';
import { ApiError, type Status } from './status.ts';
import { tableOf, wantsTable } from './table.ts';

/** What a client wants to get. */
export interface Wish {
  readonly accept: string | undefined;
  readonly includeObject: string | null;
  readonly now: number;
}

export function sendJson(response: ServerResponse, code: number, body: object, accept?: string): void {
  const yaml = accept?.trim().startsWith('application/yaml') === true;
  const text = yaml ? dump(body) : `${JSON.stringify(body)}\n`;
  response.writeHead(code, {
    'cache-control': 'no-cache, private',
    'content-type': yaml ? 'application/yaml' : 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

export function sendText(
  response: ServerResponse,
  code: number,
  text: string | Buffer,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** Any error as the Status that a client expects; what is no ApiError is a fault of ours. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = error instanceof ApiError ? error.status : faulty(error);
  const wait = status.details?.retryAfterSeconds;
  if (wait !== undefined) response.setHeader('retry-after', String(wait));
  sendJson(response, status.code ?? 500, status);
}

function faulty(error: unknown): Status {
  const message = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`;
  return new ApiError(500, 'InternalError', message, { causes: [{ reason: '', message }] }).status;
}

/** Finds the way in which this client takes objects of this kind. */
export function shapeOf(kind: Kind, wish: Wish): Shape {
  const include = wish.includeObject === 'None' || wish.includeObject === 'Object' ? wish.includeObject : 'Metadata';
  const partial = /;as=PartialObjectMetadata/i.test((wish.accept ?? '').split(',')[0] ?? '');
  if (wantsTable(wish.accept)) return tableShape(kind, wish.now, include);
  return {
    one: (object) => (partial ? partially(object) : object),
    list: ({ items, ...list }) => ({
      kind: partial ? 'PartialObjectMetadataList' : `${kind.kind}List`,
      apiVersion: partial ? 'meta.k8s.io/v1' : apiVersionOf(kind),
      metadata: listMeta(list),
      items: items.map((object) => (partial ? partially(object) : withoutKind(object))),
    }),
  };
}

export interface Shape {
  /** @param first of a watch: only then a Table has headings */
  one(object: KubeObject, first?: boolean): object;
  list(list: ObjectList): object;
}

function tableShape(kind: Kind, now: number, include: 'None' | 'Metadata' | 'Object'): Shape {
  return {
    one: (object, first = true) =>
      tableOf(kind, [object], { resourceVersion: object.metadata.resourceVersion }, { now, include, headings: first }),
    list: ({ items, ...list }) => tableOf(kind, items, listMeta(list), { now, include, headings: true }),
  };
}

export function apiVersionOf({ group, version }: Kind): string {
  return group === '' ? version : `${group}/${version}`;
}

function listMeta({ resourceVersion, continue: next, remaining }: Omit<ObjectList, 'items'>): object {
  return {
    resourceVersion,
    ...(next ? { continue: next } : {}),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  };
}

/** Items of a list carry neither kind nor apiVersion. */
function withoutKind({ kind: _, apiVersion: __, ...object }: KubeObject): object {
  return object;
}

function partially({ metadata }: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
