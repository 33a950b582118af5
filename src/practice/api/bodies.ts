// Bodies of requests: JSON, YAML, and the little protobuf that kubectl insists on.

import type { IncomingMessage } from 'node:http';
import { load } from 'js-yaml';
import type { Draft } from '../objects/object.ts';
import { fromProtobuf } from './protobuf.ts';
import type { PatchType } from './request.ts';
import { ApiError, badRequest, unsupportedMediaType } from './status.ts';

/** As much as a real API server takes. */
const MOST_BYTES = 3 * 1024 * 1024;
const ACCEPTED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const PATCHES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};

/** @throws ApiError 413 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES)
      throw new ApiError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728', {});
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** @throws ApiError 415 for a patch of another kind, apply patches among them */
export function patchType(contentType: string | undefined): PatchType {
  const type = mediaType(contentType);
  const known = PATCHES[type];
  if (known) return known;
  if (type === 'application/apply-patch+yaml')
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      'the practice cluster does no server-side apply: leave out --server-side',
      {},
    );
  throw unsupportedMediaType([]);
}

/**
 * The object in a body, null for an empty one.
 * @param expected the kind it should be, for the error's words
 * @throws ApiError 400 for what cannot be read, 415 for another type
 */
export function objectIn(body: Buffer, contentType: string | undefined, expected: string): Draft | null {
  if (body.length === 0) return null;
  const type = mediaType(contentType);
  if (!ACCEPTED.includes(type)) throw unsupportedMediaType(ACCEPTED);
  if (type === 'application/vnd.kubernetes.protobuf') {
    const object = fromProtobuf(body);
    if (!object)
      throw badRequest(
        `the practice cluster reads no ${expected} in protobuf: send it as JSON or YAML, as kubectl apply -f does`,
      );
    return object;
  }
  const value = parsed(body.toString(), type === 'application/yaml', expected);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unrecognised(expected, body.toString());
  return value as Draft;
}

/** A patch: an object, or a list of operations. @throws ApiError 400 */
export function patchIn(body: Buffer, type: PatchType, minor: number): Draft | readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw badRequest(type === 'json' ? 'error decoding patch: invalid JSON' : 'invalid JSON patch');
  }
  const list = Array.isArray(value);
  if (type === 'json' && !list)
    throw badRequest(
      minor < 35
        ? 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'
        : 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  if (type !== 'json' && (list || typeof value !== 'object' || value === null)) throw badRequest('invalid JSON patch');
  return value as Draft;
}

function parsed(text: string, yaml: boolean, expected: string): unknown {
  try {
    return yaml ? load(text) : JSON.parse(text);
  } catch {
    throw unrecognised(expected, text);
  }
}

function unrecognised(expected: string, text: string): ApiError {
  const shown = text === '' ? '<empty>' : text.slice(0, 200);
  return badRequest(
    `the object provided is unrecognized (must be of type ${expected}): couldn't get version/kind; json parse error: unexpected end of JSON input (${shown})`,
  );
}

function mediaType(contentType: string | undefined): string {
  const type = (contentType ?? 'application/json').split(';')[0] as string;
  return type.trim().toLowerCase();
}
