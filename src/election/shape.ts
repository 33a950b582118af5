// Reading data of which nothing is known back into a type: each part is checked, what the type does not have is dropped, and
// the compiler sees to it that no part of the type is forgotten.

/** Data that is not of the type; its message names the place, as in `pods[3].labels`. */
export class ShapeFault extends Error {}

/** Reads a value of unknown type. @param at where it stands, for the fault @throws ShapeFault */
export type Read<T> = (value: unknown, at: string) => T;

/** An optional key: left out where it is absent. */
interface Optional<T> {
  readonly optional: Read<T>;
}

type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Optional<Exclude<T[K], undefined>> : Read<T[K]>;
};

export const text: Read<string> = (value, at) => (typeof value === 'string' ? value : fail(at, 'text'));

export const truth: Read<boolean> = (value, at) => (typeof value === 'boolean' ? value : fail(at, 'true or false'));

/** A number that is one: no such thing as NaN comes out of JSON, but 1e999 does. */
export const number: Read<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) ? value : fail(at, 'a number');

/** A time that can be reckoned with. */
export const time: Read<string> = (value, at) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : fail(at, 'a time');

/** Any JSON, for what is judged as the API gave it. */
export const anything: Read<unknown> = (value) => value;

export function orNull<T>(read: Read<T>): Read<T | null> {
  return (value, at) => (value === null ? null : read(value, at));
}

export function either<A, B>(first: Read<A>, second: Read<B>): Read<A | B> {
  return (value, at) => {
    try {
      return first(value, at);
    } catch (error) {
      if (!(error instanceof ShapeFault)) throw error;
      return second(value, at);
    }
  };
}

export function optional<T>(read: Read<T>): Optional<T> {
  return { optional: read };
}

export function oneOf<const T extends string>(...values: readonly T[]): Read<T> {
  return (value, at) => values.find((one) => one === value) ?? fail(at, `one of ${values.join(', ')}`);
}

export function list<T>(read: Read<T>): Read<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return fail(at, 'a list');
    return value.map((item: unknown, index) => read(item, `${at}[${index}]`));
  };
}

/** Keys of any name, each with a value of one type. */
export function table<T>(read: Read<T>): Read<Readonly<Record<string, T>>> {
  return (value, at) =>
    Object.fromEntries(Object.entries(objectOf(value, at)).map(([key, item]) => [key, read(item, `${at}.${key}`)]));
}

/** An object with the keys of a type; all others are dropped. */
export function shape<T extends object>(fields: Fields<T>): Read<T> {
  return (value, at) => {
    const given = objectOf(value, at);
    const pairs = Object.entries<Read<unknown> | Optional<unknown>>(fields).flatMap(
      ([key, read]): [string, unknown][] => {
        const here = at === '' ? key : `${at}.${key}`;
        const own = Object.hasOwn(given, key) ? given[key] : undefined;
        if (typeof read === 'function') return [[key, read(own, here)]];
        return own === undefined ? [] : [[key, read.optional(own, here)]];
      },
    );
    return Object.fromEntries(pairs) as T;
  };
}

function objectOf(value: unknown, at: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  return fail(at, 'an object');
}

function fail(at: string, what: string): never {
  throw new ShapeFault(`${at === '' ? 'the whole' : at} is not ${what}`);
}
