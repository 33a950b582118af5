// Columns that many kinds have, and the ways in which cells are worded.

import { at, isObject, objectOf, objectsOf } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import type { Column } from './kind.ts';

type Cell = Column['cell'];

/** A column; where the format is not given it is empty. @param wide shown only with `-o wide` */
export function column(
  name: string,
  type: Column['type'],
  description: string,
  cell: Cell,
  { wide = false, format = '' }: { readonly wide?: boolean; readonly format?: string } = {},
): Column {
  return { name, type, format, priority: wide ? 1 : 0, description, cell };
}

/** A column of `-o wide`. */
export function wideColumn(name: string, description: string, cell: Cell): Column {
  return column(name, 'string', description, cell, { wide: true });
}

export const NAME: Column = column('Name', 'string', 'The name of the object.', ({ metadata }) => metadata.name, {
  format: 'name',
});

export const AGE: Column = column('Age', 'string', 'The time since the object was created.', ({ metadata }, now) =>
  since(metadata.creationTimestamp, now),
);

/** The time from a stamp until now, `<unknown>` where there is none. */
export function since(time: unknown, now: number): string {
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(ms) ? '<unknown>' : humanDuration(now - ms);
}

/** A duration as kubectl shows ages: two units at most, and the second only while the first is small. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  // a clock that runs behind by up to a second and a bit is no error
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return pair(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

function pair(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`;
}

/** A whole number at a path, 0 where it is missing. */
export function numberAt(object: KubeObject, ...path: readonly string[]): number {
  const value = at(object, ...path);
  return typeof value === 'number' ? value : 0;
}

/** A text at a path. */
export function textAt(object: unknown, path: readonly string[], otherwise = ''): string {
  const value = at(object, ...path);
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

/** `a=b,c=d`, in the order of keys. */
export function labelText(labels: unknown): string {
  const pairs = Object.entries(objectOf(labels)).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

/** A LabelSelector in the language of `-l`. */
export function selectorText(selector: unknown): string {
  if (!isObject(selector)) return '<none>';
  const equal = Object.entries(objectOf(selector.matchLabels)).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const further = objectsOf(selector.matchExpressions).map((expression) => ({
    key: String(expression.key),
    text: expressionText(expression),
  }));
  const all = [...equal, ...further].toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return all.length === 0 ? '<none>' : all.map(({ text }) => text).join(',');
}

function expressionText({ key, operator, values }: Readonly<Record<string, unknown>>): string {
  if (operator === 'Exists') return `${key}`;
  if (operator === 'DoesNotExist') return `!${key}`;
  const list = Array.isArray(values) ? values.toSorted().join(',') : '';
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${list})`;
}

/** The wide columns of everything with a pod template. */
export const CONTAINERS: readonly Column[] = [
  wideColumn('Containers', 'Names of the containers of the template.', (object) => ofContainers(object, 'name')),
  wideColumn('Images', 'Images of the containers of the template.', (object) => ofContainers(object, 'image')),
];

export const SELECTOR: Column = wideColumn('Selector', 'The pods that belong to it.', ({ spec }) =>
  selectorText(at(spec, 'selector')),
);

function ofContainers({ spec }: KubeObject, field: string): string {
  return objectsOf(at(spec, 'template', 'spec', 'containers'))
    .map((container) => container[field])
    .join(',');
}
