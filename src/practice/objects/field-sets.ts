// Sets of fields in the form of managedFields (FieldsV1): a tree whose keys are `f:field`, `k:{"name":"x"}` for list items,
// `v:"x"` for members of sets, and `.` for the thing itself; `{}` is a leaf that belongs to the set.

import { isObject, type JsonObject, put, sameJson } from './json.ts';

export type FieldSet = { readonly [step: string]: FieldSet };

const LEAF: FieldSet = Object.freeze({});

/** What a write did: fields it added or gave another value, and fields it took away. */
export interface FieldChanges {
  readonly taken: FieldSet | null;
  readonly removed: FieldSet | null;
}

const NO_CHANGES: FieldChanges = { taken: null, removed: null };

/** Parts that the server's types always hold, so nobody adds them: no `.` of their own. */
const ALWAYS_THERE = new Set(['metadata', 'spec', 'status', 'template', 'strategy', 'updateStrategy', 'containers']);

/** Maps that are written as one value. */
const ATOMIC_MAPS = new Set([
  ...['selector', 'nodeSelector', 'labelSelector', 'namespaceSelector', 'podSelector', 'objectSelector'],
  ...['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'roleRef', 'involvedObject'],
]);

/** Lists whose items are named by a key, but are values of their own. */
const ATOMIC_ITEMS = new Set(['metadata.ownerReferences']);

/** Compares two states of an object. @param mergeKeys as {@link Kind.mergeKeys} */
export function fieldChanges(
  before: JsonObject,
  after: JsonObject,
  mergeKeys: Readonly<Record<string, string>>,
): FieldChanges {
  return ofMaps(before, after, { path: '', mergeKeys, item: false });
}

interface Place {
  /** The fields on the way, without list items: `spec.containers.env`. */
  readonly path: string;
  readonly mergeKeys: Readonly<Record<string, string>>;
  /** Whether it is an item of the list at that path, not the list. */
  readonly item: boolean;
}

function ofValues(before: unknown, after: unknown, place: Place): FieldChanges {
  if (before === after) return NO_CHANGES;
  if (before === undefined) return { taken: isNothing(after, place) ? null : whole(after, place), removed: null };
  if (after === undefined) return { taken: null, removed: whole(before, place) };
  const [old, now] = [childrenOf(before, place), childrenOf(after, place)];
  if (old && now) return ofChildren(old, now, place);
  return sameJson(before, after) ? NO_CHANGES : { taken: whole(after, place), removed: old && whole(before, place) };
}

function ofMaps(before: JsonObject, after: JsonObject, place: Place): FieldChanges {
  return ofChildren(fieldsOf(before), fieldsOf(after), place);
}

function ofChildren(before: Children, after: Children, place: Place): FieldChanges {
  const taken: Record<string, FieldSet> = {};
  const removed: Record<string, FieldSet> = {};
  for (const step of new Set([...before.keys(), ...after.keys()])) {
    const changes = ofValues(before.get(step), after.get(step), below(place, step));
    if (changes.taken) put(taken, step, changes.taken);
    if (changes.removed) put(removed, step, changes.removed);
  }
  return { taken: orNull(taken), removed: orNull(removed) };
}

/** An empty part that the server's types hold anyway. */
function isNothing(value: unknown, { path, item }: Place): boolean {
  return !item && ALWAYS_THERE.has(lastOf(path)) && isObject(value) && Object.keys(value).length === 0;
}

/** Every field of a value that appears or vanishes. */
function whole(value: unknown, place: Place): FieldSet {
  const children = childrenOf(value, place);
  if (!children || children.size === 0) return LEAF;
  const set: Record<string, FieldSet> = !place.item && ALWAYS_THERE.has(lastOf(place.path)) ? {} : { '.': LEAF };
  for (const [step, child] of children) put(set, step, whole(child, below(place, step)));
  return set;
}

type Children = ReadonlyMap<string, unknown>;

/** The parts that can belong to different managers; null for values that are one thing. */
function childrenOf(value: unknown, { path, mergeKeys }: Place): Children | null {
  if (Array.isArray(value)) {
    const keys = mergeKeys[path];
    return keys === undefined ? null : itemsOf(value, keys);
  }
  if (!isObject(value) || ATOMIC_MAPS.has(lastOf(path)) || ATOMIC_ITEMS.has(path)) return null;
  return fieldsOf(value);
}

function fieldsOf(value: JsonObject): Children {
  return new Map(Object.entries(value).map(([key, field]) => [`f:${key}`, field]));
}

function itemsOf(list: readonly unknown[], keys: string): Children {
  if (keys === '') return new Map(list.map((item) => [`v:${JSON.stringify(item)}`, item]));
  const names = keys.split(',').sort();
  return new Map(list.filter(isObject).map((item) => [`k:${JSON.stringify(keyOf(item, names))}`, item]));
}

function keyOf(item: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]));
}

function below({ path, mergeKeys }: Place, step: string): Place {
  if (!step.startsWith('f:')) return { path, mergeKeys, item: true };
  const field = step.slice(2);
  return { path: path === '' ? field : `${path}.${field}`, mergeKeys, item: false };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** All fields of both. */
export function union(one: FieldSet, other: FieldSet): FieldSet {
  const set: Record<string, FieldSet> = {};
  if (holdsItself(one) || holdsItself(other)) set['.'] = LEAF;
  for (const step of new Set([...stepsOf(one), ...stepsOf(other)])) {
    const [a, b] = [childOf(one, step), childOf(other, step)];
    put(set, step, a && b ? union(a, b) : ((a ?? b) as FieldSet));
  }
  return Object.keys(set).length === 1 && set['.'] ? LEAF : set;
}

/** The fields of one that the other lacks; null where nothing remains. */
export function minus(one: FieldSet, other: FieldSet): FieldSet | null {
  const set: Record<string, FieldSet> = {};
  for (const step of stepsOf(one)) {
    const [mine, theirs] = [childOf(one, step) as FieldSet, childOf(other, step)];
    const rest = theirs ? minus(mine, theirs) : mine;
    if (rest) put(set, step, rest);
  }
  const itself = holdsItself(one) && !holdsItself(other);
  if (Object.keys(set).length === 0) return itself ? LEAF : null;
  return itself ? { '.': LEAF, ...set } : set;
}

/** Whether one has every field of the other. */
export function contains(one: FieldSet, other: FieldSet): boolean {
  if (holdsItself(other) && !holdsItself(one)) return false;
  return stepsOf(other).every((step) => {
    const [mine, theirs] = [childOf(one, step), childOf(other, step) as FieldSet];
    return mine !== undefined && contains(mine, theirs);
  });
}

function holdsItself(set: FieldSet): boolean {
  return Object.hasOwn(set, '.') || Object.keys(set).length === 0;
}

function stepsOf(set: FieldSet): readonly string[] {
  return Object.keys(set).filter((step) => step !== '.');
}

function childOf(set: FieldSet, step: string): FieldSet | undefined {
  return Object.hasOwn(set, step) ? set[step] : undefined;
}

function orNull(set: Record<string, FieldSet>): FieldSet | null {
  return Object.keys(set).length > 0 ? set : null;
}
