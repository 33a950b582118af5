// Selectors of lists and watches, `app=web,!canary` and `metadata.name=x`, with the sentences of a real server for bad ones.

import type { Kind } from '../kinds/kind.ts';
import { isObject, objectOf, objectsOf } from './json.ts';
import { parseLabelSelector, type Requirement, SelectorFault } from './label-parser.ts';
import type { KubeObject } from './object.ts';

export { SelectorFault } from './label-parser.ts';

/** @throws SelectorFault a sentence of what is wrong with it */
export function labelMatcher(text: string): (object: KubeObject) => boolean {
  const requirements = parseLabelSelector(text);
  return ({ metadata }) => requirements.every((requirement) => meets(metadata.labels ?? {}, requirement));
}

/**
 * Whether labels fit a LabelSelector as workloads have it. An empty one fits everything, one that is missing nothing.
 * @param selector `{ matchLabels, matchExpressions }`
 */
export function labelsMatch(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (!isObject(selector)) return false;
  const byLabels = Object.entries(objectOf(selector.matchLabels)).every(
    ([key, value]) => labelOf(labels, key) === value,
  );
  return byLabels && objectsOf(selector.matchExpressions).every((expression) => fits(expression, labels));
}

function fits({ key, operator, values }: Readonly<Record<string, unknown>>, labels: Readonly<Record<string, string>>) {
  const operation = OPERATORS[String(operator)];
  const list = Array.isArray(values) ? values.map(String) : [];
  return operation !== undefined && meets(labels, { key: String(key), operation, values: list });
}

const OPERATORS: Readonly<Record<string, Requirement['operation']>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

function meets(labels: Readonly<Record<string, string>>, { key, operation, values }: Requirement): boolean {
  const value = labelOf(labels, key);
  switch (operation) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'gt':
    case 'lt': {
      if (value === undefined || !/^-?\d+$/.test(value)) return false;
      return operation === 'gt'
        ? BigInt(value) > BigInt(values[0] as string)
        : BigInt(value) < BigInt(values[0] as string);
    }
  }
}

function labelOf(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

interface Term {
  readonly field: (object: KubeObject) => string;
  readonly equal: boolean;
  readonly value: string;
}

/** @throws SelectorFault for terms that are none, and for fields that the kind cannot be selected by */
export function fieldMatcher(text: string, kind: Kind): (object: KubeObject) => boolean {
  const terms = splitTerms(text).map((term) => termOf(term, text, kind));
  return (object) => terms.every(({ field, equal, value }) => (field(object) === value) === equal);
}

function termOf(term: string, whole: string, kind: Kind): Term {
  const found = /^((?:[^\\=!]|\\.|!(?!=))*)(==|!=|=)((?:[^\\]|\\.)*)$/s.exec(term);
  if (!found) throw new SelectorFault(`invalid selector: '${whole}'; can't understand '${term}'`);
  const [, name = '', operator, value = ''] = found;
  return { field: fieldOf(name, kind), equal: operator !== '!=', value: unescaped(value) };
}

function fieldOf(name: string, kind: Kind): (object: KubeObject) => string {
  if (name === 'metadata.name') return ({ metadata }) => metadata.name;
  if (name === 'metadata.namespace' && kind.namespaced) return ({ metadata }) => metadata.namespace ?? '';
  const own = Object.hasOwn(kind.selectable, name) ? kind.selectable[name] : undefined;
  if (own) return own;
  // kinds with fields of their own and kinds without word it differently
  const sentence =
    Object.keys(kind.selectable).length > 0
      ? `field label not supported: ${name}`
      : `${JSON.stringify(name)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  throw new SelectorFault(sentence);
}

/** At commas that no backslash precedes; empty terms say nothing. */
function splitTerms(text: string): readonly string[] {
  return (text.match(/(?:[^\\,]|\\.)+/gs) ?? []).filter((term) => term !== '');
}

function unescaped(value: string): string {
  return value.replace(/\\([\\,=])/g, '$1');
}
