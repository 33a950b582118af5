// What an account may do with Leases beyond its election: the grants of the finding lease-access-broad, each with its reasons.

import type { Rules } from './authorize.ts';
import {
  type BindingName,
  bindingsOf,
  type NamedBinding,
  type RoleName,
  reaches,
  roleBehind,
  rolesOf,
} from './objects.ts';
import { COORDINATION } from './questions.ts';
import type { PolicyRule } from './rules.ts';
import type { User } from './user.ts';

export type BroadReason =
  /** Everything of the API group, or of all of them. */
  | { readonly kind: 'every-resource' }
  | { readonly kind: 'every-verb' }
  /** Verbs no elector uses (reference 6.1). */
  | { readonly kind: 'more-verbs'; readonly verbs: readonly string[] }
  | { readonly kind: 'every-namespace' }
  | { readonly kind: 'other-namespace'; readonly namespace: string }
  /** Any verb but create without resourceNames: any Lease within reach. */
  | { readonly kind: 'every-name' }
  | { readonly kind: 'other-names'; readonly names: readonly string[] };

/** A rule that reaches the account and gives more than election needs. */
export interface BroadGrant {
  readonly binding: BindingName;
  readonly role: RoleName;
  readonly rule: PolicyRule;
  /** At least one, gravest first. */
  readonly reasons: readonly BroadReason[];
}

export interface LeaseName {
  readonly namespace: string;
  readonly name: string;
}

const NEEDED = new Set(['get', 'create', 'update']);

/**
 * Every grant on Leases that goes beyond get, create and update on the named ones (reference 6.1: create without names, get and
 * update with the Lease's). A rule that covers Leases by a star counts.
 * @param leases the Leases of the account's own elections
 */
export function broadGrants(rules: Rules, user: User, leases: readonly LeaseName[]): BroadGrant[] {
  const roles = rolesOf(rules);
  return bindingsOf(rules)
    .filter((binding) => reaches(binding, user))
    .flatMap((binding) => {
      const role = roleBehind(roles, binding);
      if (!role) return [];
      return role.policy.filter(isAboutLeases).flatMap((rule) => {
        const reasons = reasonsOf(rule, binding, leases);
        const { kind, namespace, name } = role;
        return reasons.length === 0
          ? []
          : [{ binding: nameOf(binding), role: { kind, namespace, name }, rule, reasons }];
      });
    });
}

/** A reason in a few words: `delete, patch as well`. */
export function describeBroad(reason: BroadReason): string {
  switch (reason.kind) {
    case 'every-resource':
      return 'every resource, not only leases';
    case 'every-verb':
      return 'every verb';
    case 'more-verbs':
      return `${reason.verbs.join(', ')} as well`;
    case 'every-namespace':
      return 'in every namespace';
    case 'other-namespace':
      return `in ${reason.namespace}, where it has no Lease`;
    case 'every-name':
      return 'any Lease there: it has no resourceNames';
    case 'other-names':
      return `other Leases too: ${reason.names.join(', ')}`;
  }
}

function isAboutLeases({ apiGroups, resources, verbs }: PolicyRule): boolean {
  return verbs.length > 0 && has(apiGroups, COORDINATION) && has(resources, 'leases');
}

function reasonsOf(rule: PolicyRule, binding: NamedBinding, leases: readonly LeaseName[]): BroadReason[] {
  const reasons: BroadReason[] = [];
  const here = leases.filter(({ namespace }) => binding.namespace === null || binding.namespace === namespace);
  if (rule.apiGroups.includes('*') || rule.resources.includes('*')) reasons.push({ kind: 'every-resource' });
  if (rule.verbs.includes('*')) reasons.push({ kind: 'every-verb' });
  const more = rule.verbs.filter((verb) => verb !== '*' && !NEEDED.has(verb));
  if (more.length > 0) reasons.push({ kind: 'more-verbs', verbs: more });
  if (binding.namespace === null) reasons.push({ kind: 'every-namespace' });
  else if (here.length === 0) reasons.push({ kind: 'other-namespace', namespace: binding.namespace });
  reasons.push(...namesOf(rule, here));
  return reasons;
}

function namesOf({ verbs, resourceNames }: PolicyRule, here: readonly LeaseName[]): BroadReason[] {
  // create alone cannot be narrowed by name, so that its rule has none is right
  if (verbs.every((verb) => verb === 'create')) return [];
  if (resourceNames.length === 0) return [{ kind: 'every-name' }];
  const others = resourceNames.filter((name) => !here.some((lease) => lease.name === name));
  return others.length > 0 && here.length > 0 ? [{ kind: 'other-names', names: others }] : [];
}

function nameOf({ kind, namespace, name }: NamedBinding): BindingName {
  return { kind, namespace, name };
}

function has(list: readonly string[], word: string): boolean {
  return list.includes('*') || list.includes(word);
}
