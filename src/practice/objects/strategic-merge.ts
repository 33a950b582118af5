// Strategic merge patches: merge patches that know by which key the items of a list are the same. The directives are described in
// https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md. Pure.

import { isObject, type JsonObject, put, sameJson } from './json.ts';
import { PatchFault } from './patch-fault.ts';

type MergeKeys = Readonly<Record<string, string>>;

const DIRECTIVE = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_VALUES = '$deleteFromPrimitiveList/';

/** @throws PatchFault */
export function strategicMerge(target: JsonObject, patch: JsonObject, mergeKeys: MergeKeys): JsonObject {
  return mergeMaps(target, patch, '', mergeKeys);
}

function mergeMaps(target: JsonObject, patch: JsonObject, path: string, mergeKeys: MergeKeys): JsonObject {
  const { [DIRECTIVE]: directive, [RETAIN]: retain, ...fields } = patch;
  if (directive === 'replace') return clean(fields) as JsonObject;
  if (directive === 'delete') return {};
  if (directive !== undefined)
    throw new PatchFault(400, `unknown patch type: ${directive} in map: ${JSON.stringify(patch)}`);
  const result = retain === undefined ? { ...target } : retained(target, fields, retain);
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith('$')) continue;
    const was = Object.hasOwn(result, key) ? result[key] : undefined;
    if (value === null) delete result[key];
    else put(result, key, mergeValues(was, value, below(path, key), mergeKeys));
  }
  for (const field of directed(fields, DELETE_VALUES)) {
    const gone = listOf(fields[DELETE_VALUES + field], 'invalid patch format of primitive list');
    const was = result[field];
    if (Array.isArray(was))
      put(
        result,
        field,
        was.filter((item) => !gone.some((value) => sameJson(value, item))),
      );
  }
  for (const field of directed(fields, ORDER)) {
    const order = listOf(fields[ORDER + field], BAD_ORDER);
    const { [field]: was } = result;
    const key = keyOf(below(path, field), mergeKeys);
    if (key === null || !Array.isArray(was)) continue;
    put(result, field, ordered(was, { key, order, before: target[field], patched: fields[field] }));
  }
  return result;
}

function mergeValues(was: unknown, value: unknown, path: string, mergeKeys: MergeKeys): unknown {
  if (isObject(value)) return mergeMaps(isObject(was) ? was : {}, value, path, mergeKeys);
  const key = keyOf(path, mergeKeys);
  if (!Array.isArray(value) || key === null) return clean(value);
  return mergeLists(Array.isArray(was) ? was : [], value, { path, key, mergeKeys });
}

function mergeLists(
  was: readonly unknown[],
  patch: readonly unknown[],
  { path, key, mergeKeys }: { path: string; key: string; mergeKeys: MergeKeys },
): readonly unknown[] {
  if (key === '') return [...was, ...patch.filter((value, i) => !was.includes(value) && patch.indexOf(value) === i)];
  const items = patch.map((item) => {
    if (!isObject(item)) throw new PatchFault(400, 'invalid JSON document');
    return item;
  });
  const isDirective = (item: JsonObject) => item[DIRECTIVE] !== undefined;
  if (items.some((item) => item[DIRECTIVE] === 'replace')) return items.filter((item) => !isDirective(item)).map(clean);
  let result = [...was];
  for (const item of items) {
    if (item[DIRECTIVE] === 'merge') throw new PatchFault(400, 'merging lists cannot yet be specified in the patch');
    if (item[key] === undefined) {
      throw new PatchFault(400, `map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    }
    const same = (other: unknown) => isObject(other) && other[key] === item[key];
    if (item[DIRECTIVE] === 'delete') {
      result = result.filter((other) => !same(other));
      continue;
    }
    const i = result.findIndex(same);
    const merged = mergeMaps(i < 0 ? {} : (result[i] as JsonObject), item, path, mergeKeys);
    if (i < 0) result.push(merged);
    else result[i] = merged;
  }
  return result;
}

/** Only the listed keys survive; the patch may not set others. */
function retained(target: JsonObject, fields: JsonObject, retain: unknown): Record<string, unknown> {
  const sentence = 'invalid patch format of retainKeys';
  const keys = listOf(retain, sentence);
  const own = Object.keys(fields).filter((key) => fields[key] !== null && !key.startsWith('$'));
  if (!own.every((key) => keys.includes(key))) throw new PatchFault(400, sentence);
  return Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key)));
}

const BAD_ORDER = 'invalid patch format of setElementOrder list';

interface Ordering {
  readonly key: string;
  /** The items that the patch's sender knows, in its order: values, or objects with the key alone. */
  readonly order: readonly unknown[];
  readonly before: unknown;
  readonly patched: unknown;
}

/** The sender's items in the sender's order; those that only the server has keep their places among them as well as they can. */
function ordered(list: readonly unknown[], { key, order, before, patched }: Ordering): readonly unknown[] {
  const nameOf = (item: unknown) => (key === '' ? item : isObject(item) ? item[key] : undefined);
  const wanted = order.map(nameOf);
  const sent = Array.isArray(patched) ? patched.filter((item) => !isObject(item) || item[DIRECTIVE] === undefined) : [];
  if (!sent.every((item) => wanted.includes(nameOf(item)))) throw new PatchFault(400, BAD_ORDER);
  const places = (Array.isArray(before) ? before : []).map(nameOf);
  const theirs = list
    .filter((item) => wanted.includes(nameOf(item)))
    .toSorted((a, b) => wanted.indexOf(nameOf(a)) - wanted.indexOf(nameOf(b)));
  const ours = list.filter((item) => !wanted.includes(nameOf(item)));
  const result: unknown[] = [];
  for (const item of theirs) {
    // an item that is new has the place -1: nothing goes before it
    const place = places.indexOf(nameOf(item));
    while (ours.length > 0 && places.indexOf(nameOf(ours[0])) < place) result.push(ours.shift());
    result.push(item);
  }
  return [...result, ...ours];
}

function keyOf(path: string, mergeKeys: MergeKeys): string | null {
  const keys = Object.hasOwn(mergeKeys, path) ? mergeKeys[path] : undefined;
  return keys?.split(',')[0] ?? null;
}

/** What is new goes in without directives and nulls. */
function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, field]) => field !== null && !key.startsWith('$'));
  return Object.fromEntries(kept.map(([key, field]) => [key, clean(field)]));
}

function directed(fields: JsonObject, prefix: string): readonly string[] {
  return Object.keys(fields)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}

function listOf(value: unknown, sentence: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new PatchFault(400, sentence);
  return value;
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
