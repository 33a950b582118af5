// A nearest miss as a sentence: one line that names the objects, without a full stop.

import type { ResourceAttributes } from './near-rule.ts';
import type { Miss, WrongSubject } from './nearest-miss.ts';
import type { Subject } from './objects.ts';

type OtherAccount = Extract<Miss, { kind: 'other-account' }>;

/** So many names are told; the rest is counted. */
const MOST_NAMES = 3;

/** What comes near, in one line. `asked` is the question the miss was found for. */
export function describeMiss(miss: Miss, asked: ResourceAttributes): string {
  return sentence(miss, asked).replace(/\s+/g, ' ').trim();
}

function sentence(miss: Miss, asked: ResourceAttributes): string {
  const role = located(miss.role);
  switch (miss.kind) {
    case 'create-by-name':
      return `${role} grants create only with resourceNames (${listed(miss.names)}), and a create carries no name`;
    case 'other-names':
      return `${role} grants ${asked.verb} only on ${listed(miss.names)}${asked.name === '' ? '' : `, not on ${asked.name}`}`;
    case 'group-typo':
      return `${role} grants it in API group ${JSON.stringify(miss.group)}, not in ${JSON.stringify(asked.group)}`;
    case 'resource-typo':
      return `${role} grants it on ${JSON.stringify(miss.resource)}, not on ${JSON.stringify(resourceOf(asked))}`;
    case 'verb-missing':
      return `${role} grants ${listed(miss.verbs)} on ${resourceOf(asked)}, but not ${missingVerb(asked.verb, miss.named)}`;
    case 'other-namespace':
      return `${role} grants it, bound ${miss.role.namespace === null ? `in ${miss.binding.namespace}` : 'there'} and not ${inWhere(asked)}`;
    case 'other-account':
      return `${located(miss.binding)} gives ${miss.role.kind} ${miss.role.name} to ${toWhom(miss)}`;
    case 'missing-role':
      return `${located(miss.binding)} names ${miss.role.kind} ${miss.role.name}, which does not exist${there(miss)}`;
    case 'unbound':
      return `${role} grants it, but no binding names it`;
  }
}

function missingVerb(verb: string, named: boolean): string {
  return verb === 'create' && named ? 'create, which needs a rule without resourceNames' : verb;
}

const WRONG: Readonly<Record<Exclude<WrongSubject, 'nobody'>, string>> = {
  kind: 'which is no ServiceAccount',
  'no-namespace': 'without a namespace, which is nobody',
  namespace: 'an account of another namespace',
  absent: 'which does not exist',
  another: 'not to this account',
};

function toWhom({ why, subject }: OtherAccount): string {
  if (why === 'nobody' || subject === null) return 'nobody: it has no subjects';
  const comma = why === 'no-namespace' ? '' : ',';
  return `${named(subject)}${comma} ${WRONG[why]}`;
}

function named({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
}

function there({ binding, elsewhere }: Extract<Miss, { kind: 'missing-role' }>): string {
  if (elsewhere.length === 0) return '';
  return binding.namespace === null
    ? `: a Role of that name is in ${listed(elsewhere)}`
    : ` there: one of that name is in ${listed(elsewhere)}`;
}

function inWhere({ namespace }: ResourceAttributes): string {
  return namespace === '' ? 'cluster-wide' : `in ${namespace}`;
}

function located({ kind, namespace, name }: { kind: string; namespace: string | null; name: string }): string {
  return `${kind} ${name}${namespace === null ? '' : ` in ${namespace}`}`;
}

function resourceOf({ resource, subresource }: ResourceAttributes): string {
  return subresource === '' ? resource : `${resource}/${subresource}`;
}

function listed(words: readonly string[]): string {
  const told = words.slice(0, MOST_NAMES).join(', ');
  return words.length > MOST_NAMES ? `${told} and ${words.length - MOST_NAMES} more` : told;
}
