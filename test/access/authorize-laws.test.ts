// Laws of RBAC: rules only add, their order says nothing, and nonsense grants nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { authorize, type Rules } from '../../src/access/authorize.ts';

const NS = 'beskar7-system';
const JANE = { name: 'jane', groups: ['developers'] };
const SUBJECTS = [{ kind: 'User', name: 'jane' }];
const NOBODY: Rules = { roles: [], roleBindings: [], clusterRoles: [], clusterRoleBindings: [] };
const LEASE = {
  verb: 'get',
  group: 'coordination.k8s.io',
  resource: 'leases',
  subresource: '',
  namespace: NS,
  name: 'x',
};

const here = (...rules: readonly unknown[]): Rules => ({
  ...NOBODY,
  roles: [{ metadata: { name: 'r', namespace: NS }, rules }],
  roleBindings: [{ metadata: { name: 'b', namespace: NS }, roleRef: { kind: 'Role', name: 'r' }, subjects: SUBJECTS }],
});
const everywhere = (...rules: readonly unknown[]): Rules => ({
  ...NOBODY,
  clusterRoles: [{ metadata: { name: 'r' }, rules }],
  clusterRoleBindings: [{ metadata: { name: 'b' }, roleRef: { kind: 'ClusterRole', name: 'r' }, subjects: SUBJECTS }],
});

test('what is no RBAC object grants nothing and throws nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.constantFrom('metadata', 'rules', 'subjects', 'roleRef'), fc.anything())),
      (odd) => {
        const rules = { roles: odd, roleBindings: odd, clusterRoles: odd, clusterRoleBindings: odd };
        assert.equal(authorize(rules, { name: 'nobody-b7le', groups: [] }, LEASE).allowed, false);
      },
    ),
  );
});

const word = fc.constantFrom('a', 'b', '*');
const anyRule = fc.record({
  verbs: fc.array(word),
  apiGroups: fc.array(word),
  resources: fc.array(fc.constantFrom('a', 'b', '*', 'a/b', '*/b')),
  resourceNames: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
});
const asking = fc.record({
  verb: fc.constantFrom('a', 'b'),
  group: fc.constantFrom('a', 'b'),
  resource: fc.constantFrom('a', 'b'),
  subresource: fc.constantFrom('', 'b'),
  namespace: fc.constant(NS),
  name: fc.constantFrom('', 'a', 'b'),
});

test('a further rule never takes a right away, and order does not matter', () => {
  fc.assert(
    fc.property(fc.array(anyRule), anyRule, asking, (some, further, asked) => {
      const given = (rules: readonly unknown[]): boolean => authorize(here(...rules), JANE, asked).allowed;
      assert.equal(given([...some, further]), given(some) || given([further]));
      assert.equal(given([...some, further]), given([further, ...some]));
    }),
  );
});

test('whatever is allowed in one namespace by a Role is allowed everywhere by the same ClusterRole', () => {
  fc.assert(
    fc.property(anyRule, asking, (rule, asked) => {
      const local = authorize(here(rule), JANE, asked).allowed;
      assert.equal(authorize(everywhere(rule), JANE, { ...asked, namespace: 'default' }).allowed, local);
    }),
  );
});
