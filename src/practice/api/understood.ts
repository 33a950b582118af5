// What a request about objects carries: its body, its options, and who the managed fields name.

import type { Draft } from '../objects/object.ts';
import { objectIn, patchIn, patchType, readBody } from './bodies.ts';
import type { Asked } from './dispatch.ts';
import type { ApiRequest } from './request.ts';
import type { Resource } from './resource-requests.ts';
import { badRequest } from './status.ts';

/** Reads what the request carries. @throws ApiError */
export async function understood(
  { request, url, user }: Asked,
  { path, kind, verb }: Resource,
  minor: number,
): Promise<ApiRequest> {
  const query = url.searchParams;
  const type = request.headers['content-type'];
  const patch = verb === 'patch' ? patchType(type) : undefined;
  const raw = ['GET', 'HEAD'].includes(request.method ?? 'GET') ? Buffer.alloc(0) : await readBody(request);
  const body: Draft | readonly unknown[] | null = patch ? patchIn(raw, patch, minor) : objectIn(raw, type, kind.kind);
  const limit = query.get('limit');
  if (limit !== null && !/^\d*$/.test(limit)) throw badRequest(`strconv.ParseInt: parsing "${limit}": invalid syntax`);
  return {
    user,
    manager: query.get('fieldManager') || agentOf(request.headers['user-agent']),
    verb,
    kind,
    namespace: path.namespace,
    name: path.name,
    subresource: path.subresource,
    ...(body === null && verb !== 'delete'
      ? {}
      : { body: verb === 'delete' ? deleteOptions(query, body as Draft | null) : (body as Draft) }),
    ...(patch ? { patch } : {}),
    ...pick(query, 'labelSelector'),
    ...pick(query, 'fieldSelector'),
    ...pick(query, 'continue'),
    ...(limit ? { limit: Number(limit) } : {}),
    dryRun: query.getAll('dryRun').includes('All') || (body as { dryRun?: unknown } | null)?.dryRun !== undefined,
  };
}

/** What a delete may say in its query as well as in its body. */
function deleteOptions(query: URLSearchParams, body: Draft | null): Draft {
  const grace = query.get('gracePeriodSeconds');
  return {
    ...(grace !== null && /^\d+$/.test(grace) ? { gracePeriodSeconds: Number(grace) } : {}),
    ...pick(query, 'propagationPolicy'),
    ...body,
  };
}

function pick<Name extends string>(query: URLSearchParams, name: Name): { [key in Name]?: string } {
  const value = query.get(name);
  return value ? ({ [name]: value } as { [key in Name]?: string }) : {};
}

function agentOf(agent: string | undefined): string {
  return (agent ?? '').split('/')[0]?.split(' ')[0] || 'unknown';
}
