// Roles and bindings with their names read out, so that what reasons about them does not dig in objects as the API gives them.

import { isSubject, type Rules } from './authorize.ts';
import { type PolicyRule, policyRulesOf, type RbacObject, recordOf, recordsOf, wordOf } from './rules.ts';
import type { User } from './user.ts';

/** A Role or ClusterRole by its name; no namespace for a ClusterRole. */
export interface RoleName {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface NamedRole extends RoleName {
  readonly policy: readonly PolicyRule[];
  /** Kubernetes' own, or made to be summed into other roles: nobody forgot to bind it. */
  readonly stock: boolean;
}

/** A RoleBinding or ClusterRoleBinding by its name; no namespace for a ClusterRoleBinding. */
export interface BindingName {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface Subject {
  readonly kind: string;
  readonly name: string;
  /** Of a service account: as written, else the binding's own; null in a ClusterRoleBinding that has none. */
  readonly namespace: string | null;
}

export interface NamedBinding extends BindingName {
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Subject[];
  /** Kubernetes' own. */
  readonly stock: boolean;
}

/** All Roles and ClusterRoles. */
export function rolesOf(rules: Rules): readonly NamedRole[] {
  return [
    ...rules.roles.map((role) => namedRole('Role', role)),
    ...rules.clusterRoles.map((role) => namedRole('ClusterRole', role)),
  ];
}

/** All RoleBindings and ClusterRoleBindings. */
export function bindingsOf(rules: Rules): readonly NamedBinding[] {
  return [
    ...rules.roleBindings.map((binding) => namedBinding('RoleBinding', binding)),
    ...rules.clusterRoleBindings.map((binding) => namedBinding('ClusterRoleBinding', binding)),
  ];
}

/** The role a binding gives: a Role of its own namespace or a ClusterRole. Undefined where there is none. */
export function roleBehind(roles: readonly NamedRole[], binding: NamedBinding): NamedRole | undefined {
  return roles.find((role) => names(binding, role));
}

/** Whether a binding names this role. */
export function names(binding: NamedBinding, role: NamedRole): boolean {
  return (
    binding.role.kind === role.kind &&
    binding.role.name === role.name &&
    (role.kind === 'ClusterRole' || (binding.namespace !== null && binding.namespace === role.namespace))
  );
}

/** Whether a binding gives anything to this user, wherever that may be. */
export function reaches(binding: NamedBinding, user: User): boolean {
  return binding.subjects.some((subject) => isSubject({ ...subject }, user, binding.namespace));
}

/** Whether what a binding gives holds in a namespace; `''` is cluster-wide. */
export function holdsIn(binding: NamedBinding, namespace: string): boolean {
  return binding.namespace === null || (namespace !== '' && binding.namespace === namespace);
}

function namedRole(kind: 'Role' | 'ClusterRole', role: RbacObject): NamedRole {
  const { name, namespace, labels } = metadataOf(role);
  const summed = Object.keys(labels).some((label) => label.startsWith('rbac.authorization.k8s.io/aggregate-to-'));
  return {
    kind,
    namespace: kind === 'Role' ? namespace : null,
    name,
    policy: policyRulesOf(role),
    stock: summed || isStock(name, labels),
  };
}

function namedBinding(kind: 'RoleBinding' | 'ClusterRoleBinding', binding: RbacObject): NamedBinding {
  const { name, namespace, labels } = metadataOf(binding);
  const own = kind === 'RoleBinding' ? namespace : null;
  const role = recordOf(binding.roleRef);
  return {
    kind,
    namespace: own,
    name,
    role: { kind: wordOf(role.kind), name: wordOf(role.name) },
    subjects: recordsOf(binding.subjects).map((subject) => ({
      kind: wordOf(subject.kind),
      name: wordOf(subject.name),
      namespace: subject.kind === 'ServiceAccount' ? wordOf(subject.namespace) || own : null,
    })),
    stock: isStock(name, labels),
  };
}

function isStock(name: string, labels: RbacObject): boolean {
  return name.startsWith('system:') || labels['kubernetes.io/bootstrapping'] === 'rbac-defaults';
}

function metadataOf(object: RbacObject) {
  const { name, namespace, labels } = recordOf(object.metadata);
  return { name: wordOf(name), namespace: wordOf(namespace), labels: recordOf(labels) };
}
