// Reading JSON that may hold anything: every field may be missing, or of another type than the API promises.

import { ClusterError } from './cluster-error.ts';

export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function integer(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

export function texts(value: unknown): string[] {
  return array(value).filter((item) => typeof item === 'string');
}

/** A map of strings, such as labels; entries of another type are left out. */
export function strings(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(object(value)).filter(([, item]) => typeof item === 'string')) as Record<
    string,
    string
  >;
}

/** @throws ClusterError where an answer is no JSON */
export function parse(body: string, server: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new ClusterError(
      'error',
      `${server} answered something that is no JSON`,
      'is it a Kubernetes API server?',
      error,
    );
  }
}

/**
 * An answer to a list: its items may be null where there are none, as Go writes them, and nothing else is a list.
 * @throws ClusterError where it is none: it must not pass for an empty one
 */
export function parseList(body: string, server: string): Json {
  const list = object(parse(body, server));
  const { items, kind } = list;
  const empty = (items === null || items === undefined) && text(kind)?.endsWith('List') === true;
  if (Array.isArray(items) || empty) return list;
  throw new ClusterError('error', `${server} answered something that is no list`, 'is it a Kubernetes API server?');
}
