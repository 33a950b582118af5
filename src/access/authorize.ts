// May this user do that? Kubernetes' RBAC evaluated: bindings that reach the user, roles behind them, rules within.

import { covers, type PolicyRule, policyRulesOf, type RbacObject, recordOf, recordsOf, wordOf } from './rules.ts';
import type { Attributes, User } from './user.ts';

export interface Rules {
  readonly roles: readonly RbacObject[];
  readonly roleBindings: readonly RbacObject[];
  readonly clusterRoles: readonly RbacObject[];
  readonly clusterRoleBindings: readonly RbacObject[];
}

/** A binding that reaches the user, the role it gives, and the subject by which it reaches. */
export interface Grant {
  readonly binding: { readonly kind: string; readonly namespace: string | null; readonly name: string };
  readonly role: { readonly kind: string; readonly name: string };
  /** By which of the binding's subjects it reaches the user. `namespace` only of a service account. */
  readonly subject: { readonly kind: string; readonly name: string; readonly namespace: string | null };
}

export interface Decision {
  readonly allowed: boolean;
  /** Every binding that allows it; none where it is denied, or where the authorizer itself allows the group. */
  readonly grants: readonly Grant[];
}

/** Allowed everything before any rule is read: kubeadm's admin belongs to it. */
export const ALL_POWERFUL_GROUP = 'system:masters';

/** What a user may do in a namespace, as a SelfSubjectRulesReview tells it. */
export interface ReviewedRules {
  readonly resourceRules: readonly Omit<PolicyRule, 'nonResourceURLs'>[];
  readonly nonResourceRules: readonly Pick<PolicyRule, 'verbs' | 'nonResourceURLs'>[];
}

/** Decides, and names all bindings that allow it. */
export function authorize(rules: Rules, user: User, attributes: Attributes): Decision {
  if (user.groups.includes(ALL_POWERFUL_GROUP)) return { allowed: true, grants: [] };
  const namespace = 'path' in attributes ? '' : attributes.namespace;
  const grants = reaching(rules, user, namespace)
    .filter(({ policy }) => policy.some((rule) => covers(rule, attributes)))
    .map(({ grant }) => grant);
  return { allowed: grants.length > 0, grants };
}

/** All rules that reach a user in a namespace; cluster-wide ones only where it is `''`. */
export function rulesFor(rules: Rules, user: User, namespace: string): ReviewedRules {
  const everything = user.groups.includes(ALL_POWERFUL_GROUP) ? [EVERYTHING, EVERY_PATH] : [];
  const policy = [...everything, ...reaching(rules, user, namespace).flatMap((reached) => reached.policy)];
  return {
    resourceRules: policy
      .filter(({ resources }) => resources.length > 0)
      .map(({ nonResourceURLs: _, ...resourceRule }) => resourceRule),
    nonResourceRules: policy
      .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
  };
}

const NOTHING: PolicyRule = { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
const EVERYTHING: PolicyRule = { ...NOTHING, apiGroups: ['*'], resources: ['*'] };
const EVERY_PATH: PolicyRule = { ...NOTHING, nonResourceURLs: ['*'] };

interface Reached {
  readonly grant: Grant;
  readonly policy: readonly PolicyRule[];
}

function reaching(rules: Rules, user: User, namespace: string): readonly Reached[] {
  const everywhere = rules.clusterRoleBindings.flatMap((binding) => reached(rules, user, binding, null));
  if (namespace === '') return everywhere;
  const here = rules.roleBindings.filter((binding) => metadataOf(binding).namespace === namespace);
  return [...everywhere, ...here.flatMap((binding) => reached(rules, user, binding, namespace))];
}

function reached(rules: Rules, user: User, binding: RbacObject, namespace: string | null): readonly Reached[] {
  const subject = recordsOf(binding.subjects).find((one) => isSubject(one, user, namespace));
  if (!subject) return [];
  const { kind, name } = recordOf(binding.roleRef);
  const role = roleBehind(rules, wordOf(kind), wordOf(name), namespace);
  if (!role) return [];
  const bindingKind = namespace === null ? 'ClusterRoleBinding' : 'RoleBinding';
  return [
    {
      grant: {
        binding: { kind: bindingKind, namespace, name: metadataOf(binding).name },
        role: { kind: wordOf(kind), name: wordOf(name) },
        subject: {
          kind: wordOf(subject.kind),
          name: wordOf(subject.name),
          namespace: subject.kind === 'ServiceAccount' ? wordOf(subject.namespace) || namespace : null,
        },
      },
      policy: policyRulesOf(role),
    },
  ];
}

/** A RoleBinding may name a Role of its own namespace or a ClusterRole; a ClusterRoleBinding only a ClusterRole. */
function roleBehind(rules: Rules, kind: string, name: string, namespace: string | null): RbacObject | undefined {
  if (kind === 'ClusterRole') return rules.clusterRoles.find((role) => metadataOf(role).name === name);
  if (kind !== 'Role' || namespace === null) return undefined;
  return rules.roles.find((role) => metadataOf(role).name === name && metadataOf(role).namespace === namespace);
}

/** A ServiceAccount without a namespace is one of the binding's own; in a ClusterRoleBinding it is nobody. */
export function isSubject(subject: RbacObject, user: User, bindingNamespace: string | null): boolean {
  const name = wordOf(subject.name);
  switch (subject.kind) {
    case 'User':
      return name === user.name;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount': {
      const namespace = wordOf(subject.namespace) || bindingNamespace || '';
      return namespace !== '' && user.name === `system:serviceaccount:${namespace}:${name}`;
    }
    default:
      return false;
  }
}

function metadataOf(object: RbacObject): { readonly name: string; readonly namespace: string } {
  const metadata = recordOf(object.metadata);
  return { name: wordOf(metadata.name), namespace: wordOf(metadata.namespace) };
}
