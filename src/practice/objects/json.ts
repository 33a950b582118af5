// Plain JSON values: whether two are the same, and copies that nobody can change.

export type JsonObject = Readonly<Record<string, unknown>>;

/** Values that are known to be frozen to their last leaf, so that storing a part of a stored object costs nothing. */
const SETTLED = new WeakSet<object>();

/** A deep copy without nulls and undefined fields, frozen throughout; what it made before it returns as it is. */
export function frozen<T>(value: T): T {
  return settle(value) as T;
}

function settle(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || SETTLED.has(value)) return value;
  const copy = Array.isArray(value) ? value.map(settle) : settledFields(value);
  Object.freeze(copy);
  SETTLED.add(copy);
  return copy;
}

function settledFields(value: object): JsonObject {
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    // the API server's types leave out what is null
    if (field !== undefined && field !== null) put(copy, key, settle(field));
  }
  return copy;
}

/** Sets a field whatever its name is: an annotation may be called `__proto__`. */
export function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Equality of JSON values; fields that are undefined count as absent. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, i) => sameJson(item, other[i]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one).filter((key) => one[key] !== undefined);
  const others = Object.keys(other).filter((key) => other[key] !== undefined);
  return (
    keys.length === others.length && keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
  );
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What should be an object, or an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects of what should be a list of objects. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** What lies at the end of a path of fields, undefined where the path ends early. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const step of path) {
    if (!isObject(here) || !Object.hasOwn(here, step)) return undefined;
    here = here[step];
  }
  return here;
}
