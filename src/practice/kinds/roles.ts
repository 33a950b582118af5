// Roles and ClusterRoles: rules without those they hold for.

import { objectsOf } from '../objects/json.ts';
import { pathSegmentFault } from '../objects/label-syntax.ts';
import type { KubeObject } from '../objects/object.ts';
import { column, NAME } from './columns.ts';
import { defineKind } from './define.ts';
import type { Invalid, Kind } from './kind.ts';
import { required, wrong } from './metadata.ts';

function roleKind(kind: string, resource: string, namespaced: boolean): Kind {
  return defineKind({
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind,
    resource,
    namespaced,
    nameFault: pathSegmentFault,
    columns: [NAME, column('Created At', 'date', 'When it was created.', ({ metadata }) => metadata.creationTimestamp)],
    faults: (role) => ruleFaults(role, namespaced),
  });
}

function ruleFaults({ rules }: KubeObject, namespaced: boolean): readonly Invalid[] {
  const empty = (list: unknown) => !Array.isArray(list) || list.length === 0;
  return objectsOf(rules).flatMap((rule, i) => {
    const verbs = empty(rule.verbs) ? [required(`rules[${i}].verbs`, 'verbs must contain at least one value')] : [];
    if (!empty(rule.nonResourceURLs)) {
      const why = 'namespaced rules cannot apply to non-resource URLs';
      return namespaced ? [...verbs, wrong(`rules[${i}].nonResourceURLs`, rule.nonResourceURLs, why)] : verbs;
    }
    return [
      ...verbs,
      ...(empty(rule.apiGroups)
        ? [required(`rules[${i}].apiGroups`, 'resource rules must supply at least one api group')]
        : []),
      ...(empty(rule.resources)
        ? [required(`rules[${i}].resources`, 'resource rules must supply at least one resource')]
        : []),
    ];
  });
}

export const ROLE = roleKind('Role', 'roles', true);
export const CLUSTER_ROLE = roleKind('ClusterRole', 'clusterroles', false);
