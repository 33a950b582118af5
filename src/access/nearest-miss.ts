// Why a right is missing: what in the roles and bindings comes nearest to granting it, one thing short.

import { authorize, type Rules } from './authorize.ts';
import { type Defect, defectsOf, type ResourceAttributes } from './near-rule.ts';
import {
  type BindingName,
  bindingsOf,
  holdsIn,
  type NamedBinding,
  type NamedRole,
  names,
  type RoleName,
  reaches,
  roleBehind,
  rolesOf,
  type Subject,
} from './objects.ts';
import { accountOf } from './questions.ts';
import { covers } from './rules.ts';
import type { User } from './user.ts';

/** What is wrong with the subject that comes nearest to the account. */
export type WrongSubject =
  /** A User or Group where the ServiceAccount of that name is meant. */
  | 'kind'
  /** A ServiceAccount without a namespace in a ClusterRoleBinding. */
  | 'no-namespace'
  /** The account's name in another namespace. */
  | 'namespace'
  /** An account that does not exist. */
  | 'absent'
  /** Another account that exists, or may. */
  | 'another'
  /** The binding has no subjects. */
  | 'nobody';

interface Bound {
  readonly binding: BindingName;
  readonly role: RoleName;
}

/** One thing that, put right, would grant what is asked. */
export type Miss =
  | (Bound & Defect)
  /** The role grants it, but its RoleBinding is in `binding.namespace`. */
  | (Bound & { readonly kind: 'other-namespace' })
  | (Bound & { readonly kind: 'other-account'; readonly why: WrongSubject; readonly subject: Subject | null })
  /** The binding's role does not exist; `elsewhere`: namespaces that have a Role of that name. */
  | (Bound & { readonly kind: 'missing-role'; readonly elsewhere: readonly string[] })
  | { readonly kind: 'unbound'; readonly role: RoleName };

/** Accounts that exist, if they could be listed: only then can a subject be said not to exist. */
export type Accounts = readonly { readonly namespace: string; readonly name: string }[];

/**
 * The nearest misses of a right that no rule grants, best first; none where it is granted, or nothing comes near. A miss is one
 * thing short: a role with a typo that is bound elsewhere is none. What Kubernetes brings along (roles like `edit`, bindings of its own
 * components) is passed over: nobody meant it for this account.
 */
export function nearestMisses(
  rules: Rules,
  user: User,
  asked: ResourceAttributes,
  accounts: Accounts | null = null,
): Miss[] {
  if (authorize(rules, user, asked).allowed) return [];
  const roles = rolesOf(rules);
  const bindings = bindingsOf(rules);
  const grants = (role: NamedRole): boolean => role.policy.some((rule) => covers(rule, asked));
  const bound = bindings.flatMap((binding) => missesOf(binding, roles, grants, user, asked, accounts));
  const unbound = roles
    .filter((role) => !role.stock && (role.namespace === null || role.namespace === asked.namespace) && grants(role))
    .filter((role) => !bindings.some((binding) => names(binding, role)))
    .map((role): Miss => ({ kind: 'unbound', role: roleName(role) }));
  const all = [...bound, ...unbound].map((miss) => ({ miss, far: farness(miss, user, asked.namespace) }));
  return all.sort((one, other) => one.far - other.far).map(({ miss }) => miss);
}

function missesOf(
  binding: NamedBinding,
  roles: readonly NamedRole[],
  grants: (role: NamedRole) => boolean,
  user: User,
  asked: ResourceAttributes,
  accounts: Accounts | null,
): Miss[] {
  const role = roleBehind(roles, binding);
  const here = holdsIn(binding, asked.namespace);
  const its = reaches(binding, user);
  if (!role) return here && its ? [missingRole(binding, roles)] : [];
  const both = { binding: bindingName(binding), role: roleName(role) };
  if (here && its) {
    const defects = role.policy.flatMap((rule) => defectsOf(rule, asked));
    return defects.map((defect) => ({ ...both, ...defect }));
  }
  if (!grants(role)) return [];
  if (its) return [{ ...both, kind: 'other-namespace' }];
  if (!here || binding.stock) return [];
  const nearest = nearestSubject(binding, user, accounts);
  return isAnothersOwn(binding, nearest, user, accounts) ? [] : [{ ...both, kind: 'other-account', ...nearest }];
}

/** A cluster-wide grant to an account of another namespace that is there: another install's, and meant for it. */
function isAnothersOwn(
  binding: NamedBinding,
  { subject, why }: { readonly subject: Subject | null; readonly why: WrongSubject },
  user: User,
  accounts: Accounts | null,
): boolean {
  if (binding.namespace !== null || subject?.kind !== 'ServiceAccount') return false;
  if (why !== 'namespace' && why !== 'another') return false;
  const { namespace, name } = subject;
  if (namespace === accountOf(user.name)?.namespace) return false;
  return accounts?.some((one) => one.namespace === namespace && one.name === name) ?? false;
}

function missingRole(binding: NamedBinding, roles: readonly NamedRole[]): Miss {
  const { kind, name } = binding.role;
  const elsewhere = roles.flatMap((role) => (role.name === name && role.namespace !== null ? [role.namespace] : []));
  // a ClusterRoleBinding cannot give a Role, so its role has no namespace to be missing in
  const role = { kind, name, namespace: kind === 'Role' ? binding.namespace : null };
  return { kind: 'missing-role', binding: bindingName(binding), role, elsewhere };
}

const NEARNESS: readonly WrongSubject[] = ['kind', 'no-namespace', 'namespace', 'absent', 'another'];

function nearestSubject(binding: NamedBinding, user: User, accounts: Accounts | null) {
  const judged = binding.subjects
    .map((subject) => ({ subject, why: wrongness(subject, user, accounts) }))
    .sort((one, other) => NEARNESS.indexOf(one.why) - NEARNESS.indexOf(other.why));
  return judged[0] ?? { subject: null, why: 'nobody' as const };
}

function wrongness(subject: Subject, user: User, accounts: Accounts | null): WrongSubject {
  const account = accountOf(user.name);
  // `system:serviceaccount:NS:NAME` as a User is that account, however unusual
  const meant = subject.kind === 'User' ? accountOf(subject.name) : null;
  const { namespace, name } = meant ?? subject;
  if (subject.kind !== 'ServiceAccount' && !meant) {
    const last = name.split(/[:/]/).at(-1);
    return account && (name === user.name || last === account.name) ? 'kind' : 'another';
  }
  if (namespace === null && name === account?.name) return 'no-namespace';
  if (name === account?.name) return 'namespace';
  const exists = accounts === null || accounts.some((one) => one.namespace === namespace && one.name === name);
  return exists ? 'another' : 'absent';
}

/** What is in place and slightly wrong comes before what is elsewhere, and that before what somebody else's may be. */
function farness(miss: Miss, user: User, namespace: string): number {
  switch (miss.kind) {
    case 'create-by-name':
    case 'group-typo':
    case 'resource-typo':
      return 0;
    case 'other-names':
      return 1;
    case 'other-namespace':
      return 2;
    case 'other-account':
      if (miss.why === 'another') return farnessOfAnother(miss.binding, miss.subject, user, namespace);
      // kubebuilder's installs name their accounts alike, and a namespace that is deleted leaves its cluster-wide bindings behind
      return miss.why === 'namespace' && miss.binding.namespace === null ? 6 : 3;
    case 'missing-role':
      return 4;
    case 'verb-missing':
      // a rule that only reads is hardly the one that election was meant to use
      return miss.verbs.some((verb) => ['create', 'update', 'patch'].includes(verb)) ? 5 : 8;
    case 'unbound':
      return 7;
  }
}

/** Another account of this namespace may well be the one that was meant; one from elsewhere hardly. */
function farnessOfAnother(binding: BindingName, subject: Subject | null, user: User, namespace: string): number {
  const near = binding.namespace === namespace || subject?.namespace === accountOf(user.name)?.namespace;
  return near ? 6 : 9;
}

function roleName({ kind, namespace, name }: NamedRole): RoleName {
  return { kind, namespace, name };
}

function bindingName({ kind, namespace, name }: NamedBinding): BindingName {
  return { kind, namespace, name };
}
