// RBAC by table, as https://kubernetes.io/docs/reference/access-authn-authz/rbac/ states it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorize, type Rules, rulesFor } from '../../src/access/authorize.ts';
import type { RbacObject } from '../../src/access/rules.ts';
import type { Attributes, User } from '../../src/access/user.ts';

const NS = 'beskar7-system';
const ROBOT: User = {
  name: `system:serviceaccount:${NS}:controller-manager`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${NS}`, 'system:authenticated'],
};
const ROBOT_SUBJECT = { kind: 'ServiceAccount', namespace: NS, name: 'controller-manager' };
const NOBODY: Rules = { roles: [], roleBindings: [], clusterRoles: [], clusterRoleBindings: [] };

const role = (rules: unknown, namespace = NS): RbacObject => ({ metadata: { name: 'r', namespace }, rules });
const clusterRole = (rules: unknown): RbacObject => ({ metadata: { name: 'r' }, rules });
const bind = (kind: string, subjects: unknown, namespace?: string): RbacObject => ({
  metadata: { name: 'b', ...(namespace && { namespace }) },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'r' },
  subjects,
});
/** Rules given by a Role in the namespace. */
const here = (rule: object, subject: object = ROBOT_SUBJECT): Rules => ({
  ...NOBODY,
  roles: [role([rule])],
  roleBindings: [bind('Role', [subject], NS)],
});
const everywhere = (rule: object, subject: object = ROBOT_SUBJECT): Rules => ({
  ...NOBODY,
  clusterRoles: [clusterRole([rule])],
  clusterRoleBindings: [bind('ClusterRole', [subject])],
});
const ask = (asked: Partial<Exclude<Attributes, { path: string }>> = {}): Attributes => ({
  verb: 'get',
  group: 'coordination.k8s.io',
  resource: 'leases',
  subresource: '',
  namespace: NS,
  name: 'the-lease',
  ...asked,
});
const LEASES = { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'update'] };
const ALL = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const PODS = { apiGroups: [''], resources: ['pods'], verbs: ['*'] };

const CASES: readonly (readonly [string, Rules, Attributes, boolean, User?])[] = [
  ['no rules at all', NOBODY, ask(), false],
  ['a Role in the namespace', here(LEASES), ask(), true],
  ['a verb that is not granted', here(LEASES), ask({ verb: 'create', name: '' }), false],
  ['another namespace', here(LEASES), ask({ namespace: 'default' }), false],
  ['all namespaces at once', here(LEASES), ask({ verb: 'get', namespace: '' }), false],
  ['another API group', here(LEASES), ask({ group: '' }), false],
  ['another resource', here(LEASES), ask({ resource: 'leasecandidates' }), false],
  ['the core group is the empty string', here(PODS), ask({ group: '', resource: 'pods' }), true],
  ['stars', here(ALL), ask({ verb: 'delete', group: 'apps', resource: 'deployments', subresource: 'scale' }), true],
  ['a star of verbs only', here(PODS), ask({ verb: 'whatever', group: '', resource: 'pods' }), true],
  [
    'a resource does not give its subresource',
    here(PODS),
    ask({ group: '', resource: 'pods', subresource: 'log' }),
    false,
  ],
  [
    'resource/subresource',
    here({ ...PODS, resources: ['pods/log'] }),
    ask({ group: '', resource: 'pods', subresource: 'log' }),
    true,
  ],
  [
    'a subresource does not give its resource',
    here({ ...PODS, resources: ['pods/log'] }),
    ask({ group: '', resource: 'pods' }),
    false,
  ],
  [
    '*/subresource',
    here({ ...ALL, resources: ['*/scale'] }),
    ask({ group: 'apps', resource: 'deployments', subresource: 'scale' }),
    true,
  ],
  [
    '*/subresource gives no other one',
    here({ ...ALL, resources: ['*/scale'] }),
    ask({ group: 'apps', resource: 'deployments', subresource: 'status' }),
    false,
  ],
  [
    'resource/* is no pattern',
    here({ ...PODS, resources: ['pods/*'] }),
    ask({ group: '', resource: 'pods', subresource: 'log' }),
    false,
  ],
  ['resourceNames', here({ ...LEASES, resourceNames: ['a', 'the-lease'] }), ask(), true],
  ['resourceNames of another', here({ ...LEASES, resourceNames: ['a'] }), ask(), false],
  [
    'resourceNames and a request without a name',
    here({ ...LEASES, verbs: ['*'], resourceNames: ['the-lease'] }),
    ask({ verb: 'create', name: '' }),
    false,
  ],
  ['the empty name in resourceNames', here({ ...LEASES, resourceNames: [''] }), ask({ name: '' }), false],
  ['an empty list of resourceNames', here({ ...LEASES, resourceNames: [] }), ask(), true],
  ['a ClusterRoleBinding in a namespace', everywhere(LEASES), ask(), true],
  ['a ClusterRoleBinding cluster-wide', everywhere(LEASES), ask({ namespace: '' }), true],
  [
    'a RoleBinding to a ClusterRole, in its namespace',
    { ...NOBODY, clusterRoles: [clusterRole([LEASES])], roleBindings: [bind('ClusterRole', [ROBOT_SUBJECT], NS)] },
    ask(),
    true,
  ],
  [
    'a RoleBinding to a ClusterRole, elsewhere',
    { ...NOBODY, clusterRoles: [clusterRole([LEASES])], roleBindings: [bind('ClusterRole', [ROBOT_SUBJECT], NS)] },
    ask({ namespace: 'default' }),
    false,
  ],
  [
    'a RoleBinding and a Role of another namespace',
    { ...NOBODY, roles: [role([LEASES], 'default')], roleBindings: [bind('Role', [ROBOT_SUBJECT], NS)] },
    ask(),
    false,
  ],
  [
    'a ClusterRoleBinding to a Role',
    { ...NOBODY, roles: [role([LEASES])], clusterRoleBindings: [bind('Role', [ROBOT_SUBJECT])] },
    ask(),
    false,
  ],
  [
    'a binding to a role that is not there',
    { ...NOBODY, roleBindings: [bind('Role', [ROBOT_SUBJECT], NS)] },
    ask(),
    false,
  ],
  ['a user by name', here(LEASES, { kind: 'User', name: 'jane' }), ask(), true, { name: 'jane', groups: [] }],
  ['another user', here(LEASES, { kind: 'User', name: 'jane' }), ask(), false, { name: 'joe', groups: ['jane'] }],
  ['a service account as a user', here(LEASES, { kind: 'User', name: ROBOT.name }), ask(), true],
  ['a group', here(LEASES, { kind: 'Group', name: `system:serviceaccounts:${NS}` }), ask(), true],
  ['a group that is a name', here(LEASES, { kind: 'Group', name: 'jane' }), ask(), false, { name: 'jane', groups: [] }],
  ['a service account of another namespace', here(LEASES, { ...ROBOT_SUBJECT, namespace: 'default' }), ask(), false],
  [
    'a service account without a namespace, in a RoleBinding of its own',
    here(LEASES, { kind: 'ServiceAccount', name: 'controller-manager' }),
    ask(),
    true,
  ],
  [
    'a service account without a namespace, in a RoleBinding of another',
    here(LEASES, { kind: 'ServiceAccount', name: 'controller-manager' }),
    ask(),
    false,
    { name: 'system:serviceaccount:default:controller-manager', groups: [] },
  ],
  [
    'a service account without a namespace, in a ClusterRoleBinding',
    everywhere(LEASES, { kind: 'ServiceAccount', name: 'controller-manager' }),
    ask(),
    false,
  ],
  ['system:masters needs no rule', NOBODY, ask({ verb: 'delete' }), true, { name: 'root', groups: ['system:masters'] }],
  ['a path', everywhere({ nonResourceURLs: ['/healthz'], verbs: ['get'] }), { verb: 'get', path: '/healthz' }, true],
  [
    'a path below',
    everywhere({ nonResourceURLs: ['/healthz'], verbs: ['get'] }),
    { verb: 'get', path: '/healthz/etcd' },
    false,
  ],
  [
    'a path with a star',
    everywhere({ nonResourceURLs: ['/api/*'], verbs: ['get'] }),
    { verb: 'get', path: '/api/v1' },
    true,
  ],
  [
    'the star does not reach up',
    everywhere({ nonResourceURLs: ['/api/*'], verbs: ['get'] }),
    { verb: 'get', path: '/api' },
    false,
  ],
  ['every path', everywhere({ nonResourceURLs: ['*'], verbs: ['*'] }), { verb: 'post', path: '/x' }, true],
  [
    'a path through a RoleBinding',
    here({ nonResourceURLs: ['/healthz'], verbs: ['get'] }),
    { verb: 'get', path: '/healthz' },
    false,
  ],
  ['all resources are no paths', everywhere(ALL), { verb: 'get', path: '/healthz' }, false],
];

for (const [is, rules, asked, allowed, user = ROBOT] of CASES) {
  test(`${is}: ${allowed ? 'allowed' : 'denied'}`, () => assert.equal(authorize(rules, user, asked).allowed, allowed));
}

test('the binding and the role behind a yes are named', () => {
  assert.deepEqual(authorize(here(LEASES), ROBOT, ask()).grants, [
    {
      binding: { kind: 'RoleBinding', namespace: NS, name: 'b' },
      role: { kind: 'Role', name: 'r' },
      subject: ROBOT_SUBJECT,
    },
  ]);
  assert.deepEqual(authorize(everywhere(LEASES), ROBOT, ask()).grants, [
    {
      binding: { kind: 'ClusterRoleBinding', namespace: null, name: 'b' },
      role: { kind: 'ClusterRole', name: 'r' },
      subject: ROBOT_SUBJECT,
    },
  ]);
});

test('rules of a review: those that reach the user there, with paths apart', () => {
  const both: Rules = { ...everywhere({ nonResourceURLs: ['/healthz'], verbs: ['get'] }), ...pick(here(LEASES)) };
  assert.deepEqual(rulesFor(both, ROBOT, NS), {
    resourceRules: [{ ...LEASES, resourceNames: [] }],
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }],
  });
  assert.deepEqual(rulesFor(both, ROBOT, 'default').resourceRules, []);
});

function pick({ roles, roleBindings }: Rules) {
  return { roles, roleBindings };
}
