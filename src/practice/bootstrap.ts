// What a cluster grants before anybody installs anything: the roles that everybody gets.

import type { Draft } from './objects/object.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** ClusterRoles and their bindings. */
export function bootstrapObjects(): Draft[] {
  return [
    role('cluster-admin', [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ]),
    binding('cluster-admin', 'cluster-admin', 'system:masters'),
    role('system:discovery', [{ nonResourceURLs: DISCOVERY, verbs: ['get'] }]),
    binding('system:discovery', 'system:discovery', 'system:authenticated'),
    role('system:public-info-viewer', [{ nonResourceURLs: PUBLIC, verbs: ['get'] }]),
    binding('system:public-info-viewer', 'system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'),
    role('system:basic-user', [
      {
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        verbs: ['create'],
      },
      { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
    ]),
    binding('system:basic-user', 'system:basic-user', 'system:authenticated'),
  ];
}

const PUBLIC = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY = [...PUBLIC, '/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'];

function role(name: string, rules: readonly object[]): Draft {
  return { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name, labels: BOOTSTRAPPED }, rules };
}

function binding(name: string, roleName: string, ...groups: string[]): Draft {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: BOOTSTRAPPED },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: roleName },
    subjects: groups.map((group) => ({ apiGroup: RBAC, kind: 'Group', name: group })),
  };
}

const BOOTSTRAPPED = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
