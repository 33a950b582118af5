// Rights on Leases beyond election, by table (reference 6.1; Beskar7's installs: reference 10).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rules } from '../../src/access/authorize.ts';
import { broadGrants, describeBroad } from '../../src/access/broad.ts';
import { serviceAccountUser } from '../../src/access/questions.ts';

const NS = 'beskar7-system';
const LEASE = { namespace: NS, name: 'the-lease' };
const ROBOT = serviceAccountUser(NS, 'controller-manager');
const SELF = { kind: 'ServiceAccount', namespace: NS, name: 'controller-manager' };
const GROUP = 'coordination.k8s.io';
const SEVEN = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

const bound = (namespace: string | null, ...rules: readonly object[]): Rules => {
  const metadata = { name: 'r', ...(namespace !== null && { namespace }) };
  const kind = namespace === null ? 'ClusterRole' : 'Role';
  const role = { metadata, rules };
  const binding = { metadata: { ...metadata, name: 'b' }, roleRef: { kind, name: 'r' }, subjects: [SELF] };
  return namespace === null
    ? { roles: [], roleBindings: [], clusterRoles: [role], clusterRoleBindings: [binding] }
    : { roles: [role], roleBindings: [binding], clusterRoles: [], clusterRoleBindings: [] };
};
const leases = (verbs: readonly string[], more: object = {}) => ({
  apiGroups: [GROUP],
  resources: ['leases'],
  verbs,
  ...more,
});

const EVERY_NAME = 'any Lease there: it has no resourceNames';

const CASES: readonly (readonly [string, Rules, readonly string[]])[] = [
  ['least privilege', bound(NS, leases(['create']), leases(['get', 'update'], { resourceNames: ['the-lease'] })), []],
  ['rights on other things', bound(null, { apiGroups: ['', 'apps'], resources: ['*'], verbs: ['*'] }), []],
  ['three verbs without names', bound(NS, leases(['get', 'create', 'update'])), [EVERY_NAME]],
  ['the namespaced Role of seven verbs', bound(NS, leases(SEVEN)), ['list, watch, patch, delete as well', EVERY_NAME]],
  [
    'the cluster-wide role of the install',
    bound(null, leases(SEVEN)),
    ['list, watch, patch, delete as well', 'in every namespace', EVERY_NAME],
  ],
  [
    'everything',
    bound(null, { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }),
    ['every resource, not only leases', 'every verb', 'in every namespace', EVERY_NAME],
  ],
  ['create everywhere', bound(null, leases(['create'])), ['in every namespace']],
  [
    'another namespace',
    bound('team-b', leases(['get', 'update'], { resourceNames: ['the-lease'] })),
    ['in team-b, where it has no Lease'],
  ],
  ['other names', bound(NS, leases(['get'], { resourceNames: ['the-lease', 'x'] })), ['other Leases too: x']],
];

for (const [is, rules, reasons] of CASES) {
  test(is, () => {
    const grants = broadGrants(rules, ROBOT, [LEASE]);
    assert.deepEqual(
      grants.flatMap((grant) => grant.reasons.map(describeBroad)),
      reasons,
    );
  });
}

test('the binding, the role and the rule are named', () => {
  const [grant] = broadGrants(bound(NS, leases(['create']), leases(['delete'])), ROBOT, [LEASE]);
  assert.deepEqual(grant?.binding, { kind: 'RoleBinding', namespace: NS, name: 'b' });
  assert.deepEqual(grant?.role, { kind: 'Role', namespace: NS, name: 'r' });
  assert.deepEqual(grant?.rule.verbs, ['delete']);
});

test('a rule may name the Leases of two elections', () => {
  const rules = bound(NS, leases(['get', 'update'], { resourceNames: ['the-lease', 'claims'] }));
  assert.deepEqual(broadGrants(rules, ROBOT, [LEASE, { namespace: NS, name: 'claims' }]), []);
});

test('what another account may is not this one’s', () => {
  const other = serviceAccountUser(NS, 'somebody-else');
  assert.deepEqual(broadGrants(bound(null, leases(SEVEN)), other, [LEASE]), []);
});
