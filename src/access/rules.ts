// Rules of Roles as the API gives them, and whether one covers a question. Everything may be missing: what is absent grants nothing.

import type { Attributes } from './user.ts';

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** A Role, a binding or any other RBAC object, as plain as the API gives it. */
export type RbacObject = Readonly<Record<string, unknown>>;

/** The rules of a Role or ClusterRole. */
export function policyRulesOf(role: RbacObject): readonly PolicyRule[] {
  return recordsOf(role.rules).map((rule) => ({
    verbs: wordsOf(rule.verbs),
    apiGroups: wordsOf(rule.apiGroups),
    resources: wordsOf(rule.resources),
    resourceNames: wordsOf(rule.resourceNames),
    nonResourceURLs: wordsOf(rule.nonResourceURLs),
  }));
}

/** Whether one rule grants what is asked. */
export function covers(rule: PolicyRule, asked: Attributes): boolean {
  if (!holds(rule.verbs, asked.verb)) return false;
  if ('path' in asked) return rule.nonResourceURLs.some((url) => coversPath(url, asked.path));
  return (
    holds(rule.apiGroups, asked.group) &&
    rule.resources.some((resource) => coversResource(resource, asked.resource, asked.subresource)) &&
    // a list of names never covers a request without one: that is why `create` cannot be narrowed by name
    (rule.resourceNames.length === 0 || (asked.name !== '' && rule.resourceNames.includes(asked.name)))
  );
}

/** `pods` does not cover `pods/log`; `*` covers both, and `*` before a slash any resource's subresource. */
function coversResource(granted: string, resource: string, subresource: string): boolean {
  if (granted === '*') return true;
  if (subresource === '') return granted === resource;
  return granted === `${resource}/${subresource}` || granted === `*/${subresource}`;
}

function coversPath(granted: string, path: string): boolean {
  return granted.endsWith('*') ? path.startsWith(granted.slice(0, -1)) : granted === path;
}

function holds(list: readonly string[], word: string): boolean {
  return list.includes('*') || list.includes(word);
}

/** The strings of what should be a list of strings. */
export function wordsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : [];
}

/** The objects of what should be a list of objects. */
export function recordsOf(value: unknown): readonly RbacObject[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** What should be an object, or an empty one. */
export function recordOf(value: unknown): RbacObject {
  return isRecord(value) ? value : {};
}

/** What should be a string, or the empty one. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is RbacObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
