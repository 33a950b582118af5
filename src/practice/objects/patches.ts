// The three kinds of patch that clients send. Pure: the target stays as it is.

import { applyPatch as applyJsonPatch, type Operation } from 'rfc6902';
import type { Kind } from '../kinds/kind.ts';
import { isObject, type JsonObject, objectOf, put } from './json.ts';
import type { KubeObject } from './object.ts';
import { PatchFault } from './patch-fault.ts';
import { strategicMerge } from './strategic-merge.ts';

export { PatchFault } from './patch-fault.ts';

/** @throws PatchFault */
export function applyPatch(
  type: 'json' | 'merge' | 'strategic',
  target: KubeObject,
  patch: unknown,
  kind: Pick<Kind, 'mergeKeys'>,
): JsonObject {
  if (type === 'json') return jsonPatch(target, patch);
  if (!isObject(patch)) {
    throw new PatchFault(
      400,
      `error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`,
    );
  }
  return type === 'merge' ? (mergePatch(target, patch) as JsonObject) : strategicMerge(target, patch, kind.mergeKeys);
}

/**
 * RFC 6902.
 * @throws PatchFault 422 where an operation does not fit; a real server does not say which
 */
export function jsonPatch(target: JsonObject, patch: unknown): JsonObject {
  if (!Array.isArray(patch)) {
    throw new PatchFault(
      400,
      `error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type jsonpatch.Patch`,
    );
  }
  const copy = structuredClone(target) as JsonObject;
  if (!patch.every(isOperation) || !allFit(copy, patch)) {
    throw new PatchFault(422, 'the server rejected our request due to an error in our request');
  }
  return copy;
}

function allFit(copy: JsonObject, patch: readonly Operation[]): boolean {
  try {
    const operations = structuredClone(patch) as Operation[];
    // the server's library takes a test for null to hold where nothing is
    return operations.every(
      (operation) => isTestForNothing(copy, operation) || applyJsonPatch(copy, [operation])[0] === null,
    );
  } catch {
    // a path that is no JSON pointer
    return false;
  }
}

function isTestForNothing(copy: JsonObject, operation: Operation): boolean {
  if (operation.op !== 'test' || operation.value !== null) return false;
  const [fault] = applyJsonPatch(structuredClone(copy), [operation]);
  return fault?.name === 'MissingError' || (fault as { actual?: unknown } | null)?.actual === undefined;
}

/** The whole document cannot be replaced: the server needs an object to remain. */
function isOperation(operation: unknown): operation is Operation {
  const { op, path } = objectOf(operation);
  return typeof op === 'string' && typeof path === 'string' && path !== '';
}

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = { ...objectOf(target) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else put(result, key, mergePatch(Object.hasOwn(result, key) ? result[key] : undefined, value));
  }
  return result;
}

/** As Go's decoder names what it did not expect. */
function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
