// Who grants a right, read from the reason of an access review: all there is for a caller who may read no roles.

import type { Grant } from './authorize.ts';

const REASON =
  /^RBAC: allowed by (RoleBinding|ClusterRoleBinding) ("(?:[^"\\]|\\.)*") of (Role|ClusterRole) ("(?:[^"\\]|\\.)*") to (User|Group|ServiceAccount) ("(?:[^"\\]|\\.)*")$/;

/**
 * The grant that RBAC's reason names, as in `RBAC: allowed by RoleBinding "b/ns" of Role "r" to ServiceAccount "sa/ns"`: the name comes
 * first, then the namespace. Null for the reason of another authorizer, or a wording that is not known.
 */
export function grantOfReason(reason: string): Grant | null {
  const [, bindingKind = '', binding = '', roleKind = '', role = '', kind = '', subject = ''] =
    REASON.exec(reason) ?? [];
  if (bindingKind === '') return null;
  const bound = split(unquoted(binding), bindingKind === 'RoleBinding');
  return {
    binding: { kind: bindingKind, ...bound },
    role: { kind: roleKind, name: unquoted(role) },
    subject: { kind, ...split(unquoted(subject), kind === 'ServiceAccount') },
  };
}

function split(text: string, namespaced: boolean): { name: string; namespace: string | null } {
  const slash = text.lastIndexOf('/');
  if (!namespaced || slash < 0) return { name: text, namespace: null };
  return { name: text.slice(0, slash), namespace: text.slice(slash + 1) || null };
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(["\\])/g, '$1');
}
