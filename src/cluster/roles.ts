// Roles, bindings and accounts: what explains a right, and decides it where nobody may be asked.

import type { RolesRead, UnreadRoles } from '../access/observed.ts';
import type { RbacObject } from '../access/rules.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError, describeQuestion, gapReasonOf } from './cluster-error.ts';
import { object, text } from './json.ts';
import type { Reader } from './reading.ts';

type Kind = UnreadRoles['resource'];

export const NO_ROLES: RolesRead = {
  rules: { roles: [], roleBindings: [], clusterRoles: [], clusterRoleBindings: [] },
  namespaces: [],
  unread: [],
  accounts: null,
};

/** All that bears on some namespaces; what could not be read is a gap. */
export async function readRoles(cluster: Cluster, reader: Reader, namespaces: readonly string[]): Promise<RolesRead> {
  const unread: UnreadRoles[] = [];
  const list = async (resource: Kind, namespace: string | null) => {
    try {
      return await listed(cluster, resource, namespace);
    } catch (error) {
      const what = describeQuestion({ verb: 'list', resource, namespace, name: null });
      reader.miss('roles', namespace, what, error);
      unread.push({ resource, namespace, why: (error as ClusterError).message });
      return [];
    }
  };
  const each = async (resource: Kind) => (await Promise.all(namespaces.map((one) => list(resource, one)))).flat();
  const [roles, roleBindings, clusterRoles, clusterRoleBindings] = await Promise.all([
    each('roles'),
    each('rolebindings'),
    list('clusterroles', null),
    list('clusterrolebindings', null),
  ]);
  return { rules: { roles, roleBindings, clusterRoles, clusterRoleBindings }, namespaces, unread, accounts: null };
}

/**
 * The same with the Roles, bindings and accounts of every namespace, where the nearest miss may be; as it was where the caller may
 * not read those, which is no gap: what bears on the election has been read.
 */
export async function readEverywhere(cluster: Cluster, near: RolesRead): Promise<RolesRead> {
  const list = async (resource: Kind | 'serviceaccounts') => {
    try {
      return await listed(cluster, resource, null);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      return null;
    }
  };
  const [roles, roleBindings, accounts] = await Promise.all([
    list('roles'),
    list('rolebindings'),
    list('serviceaccounts'),
  ]);
  const known = { ...near, accounts: accounts?.map(placeOf) ?? null };
  if (roles === null || roleBindings === null) return known;
  const unread = near.unread.filter(({ resource }) => resource.startsWith('cluster'));
  return { ...known, rules: { ...near.rules, roles, roleBindings }, namespaces: null, unread };
}

/** Whether an account is there; null where that could not be read. */
export async function accountExists(
  cluster: Cluster,
  reader: Reader,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<boolean | null> {
  try {
    await cluster.get('serviceaccounts', namespace, name);
    return true;
  } catch (error) {
    if (error instanceof ClusterError && gapReasonOf(error) === 'not-found') return false;
    const what = describeQuestion({ verb: 'get', resource: 'serviceaccounts', namespace, name });
    reader.miss('accounts', namespace, what, error);
    return null;
  }
}

async function listed(cluster: Cluster, resource: Kind | 'serviceaccounts', namespace: string | null) {
  const { value } = await cluster.list(resource, namespace);
  return value.map((item) => trimmed(object(item)));
}

/** Of the metadata, names and labels decide. */
function trimmed({ metadata, rules, aggregationRule, roleRef, subjects }: RbacObject): RbacObject {
  const { name, namespace, labels } = object(metadata);
  return { metadata: { name, namespace, labels }, rules, aggregationRule, roleRef, subjects };
}

function placeOf(item: RbacObject) {
  const { namespace, name } = object(item.metadata);
  return { namespace: text(namespace) ?? '', name: text(name) ?? '' };
}
