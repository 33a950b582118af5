// The API server's refusals: Status objects with the reasons, codes and sentences of a real one.

import type { Attributes, User } from '../../access/user.ts';
import type { Invalid } from '../kinds/kind.ts';

/** What a Status needs to know of a kind to name it. */
export interface Named {
  readonly group: string;
  readonly resource: string;
  readonly kind: string;
}

interface Details {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly { readonly reason: string; readonly message: string; readonly field?: string }[];
  readonly retryAfterSeconds?: number;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Failure' | 'Success';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: Details;
  readonly code?: number;
}

/** A request that was refused. Its message is the one that clients print. */
export class ApiError extends Error {
  readonly status: Status;
  readonly code: number;

  constructor(code: number, reason: string, message: string, details?: Details) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason ? { reason } : {}),
      ...(details ? { details } : {}),
      code,
    };
  }
}

/** `leases.coordination.k8s.io`, `pods`. */
export function qualified({ group, resource }: Pick<Named, 'group' | 'resource'>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function detailsOf(kind: Named, name: string | null): Details {
  return {
    ...(name ? { name } : {}),
    ...(kind.group ? { group: kind.group } : {}),
    kind: kind.resource,
  };
}

export function notFound(kind: Named, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualified(kind)} "${name}" not found`, detailsOf(kind, name));
}

export function alreadyExists(kind: Named, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${qualified(kind)} "${name}" already exists`, detailsOf(kind, name));
}

/** @param why what is told after the colon; the usual sentence of a stale resourceVersion where nothing is given */
export function conflict(
  kind: Named,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(kind)} "${name}": ${why}`;
  return new ApiError(409, 'Conflict', message, detailsOf(kind, name));
}

/** The refusal of RBAC. A create names nothing, since its name is no part of the question. */
export function forbidden(user: User, attributes: Attributes): ApiError {
  if ('path' in attributes) {
    const message = `forbidden: User "${user.name}" cannot ${attributes.verb} path "${attributes.path}"`;
    return new ApiError(403, 'Forbidden', message, {});
  }
  const { verb, group, resource, subresource, namespace, name } = attributes;
  const what = `${qualified({ group, resource })}${name ? ` "${name}"` : ''}`;
  const full = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  const message = `${what} is forbidden: User "${user.name}" cannot ${verb} resource "${full}" in API group "${group}" ${where}`;
  return new ApiError(403, 'Forbidden', message, detailsOf({ group, resource, kind: '' }, name));
}

/** A refusal of admission: quota, a namespace on its way out. */
export function refused(kind: Named, name: string, why: string): ApiError {
  return new ApiError(403, 'Forbidden', `${qualified(kind)} "${name}" is forbidden: ${why}`, detailsOf(kind, name));
}

export function invalid(kind: Named, name: string, faults: readonly Invalid[]): ApiError {
  const sentences = faults.map(({ field, message }) => `${field}: ${message}`);
  const all = sentences.length === 1 ? sentences[0] : `[${sentences.join(', ')}]`;
  const called = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  return new ApiError(422, 'Invalid', `${called} "${name}" is invalid: ${all}`, {
    ...(name ? { name } : {}),
    ...(kind.group ? { group: kind.group } : {}),
    kind: kind.kind,
    causes: faults.map(({ field, reason, message }) => ({ reason, message, field })),
  });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export function methodNotAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

export function unknownResource(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** What the practice cluster knowingly does not do: said as such, never answered with a wrong success. */
export function notPractised(what: string): ApiError {
  return new ApiError(405, 'MethodNotAllowed', `the practice cluster does not ${what}`, {});
}

/** @param accepted what is taken; nothing for patches, whose refusal names none */
export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  if (accepted.length === 0) return new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new ApiError(415, 'UnsupportedMediaType', message);
}

/** The refusal of a patch that does not fit the object: a real server says no more than this. */
export function unfitPatch(): ApiError {
  return new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** An error inside the server, or one that the real one lets slip as such. */
export function internal(message: string): ApiError {
  return new ApiError(500, '', message);
}

export function tooManyRequests(message: string, retryAfterSeconds: number | null): ApiError {
  const details = retryAfterSeconds === null ? {} : { retryAfterSeconds };
  return new ApiError(429, 'TooManyRequests', message, details);
}

/** A state that is not there yet. */
export function tooLargeVersion(wanted: string, current: string): ApiError {
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return new ApiError(504, 'Timeout', message, { causes, retryAfterSeconds: 1 });
}

export function unavailable(message: string): ApiError {
  return new ApiError(503, 'ServiceUnavailable', message);
}

/** What a delete answers once the object is gone. */
export function deleted(kind: Named, name: string, uid: string): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { ...detailsOf(kind, name), uid },
  };
}
