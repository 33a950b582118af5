// The printed fix grants what election needs and nothing besides, whatever the names are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { authorize, type Rules } from '../../src/access/authorize.ts';
import { broadGrants } from '../../src/access/broad.ts';
import { type FixAsked, fixName, leastPrivilege } from '../../src/access/fix.ts';
import { attributesOf, electionQuestions, serviceAccountUser } from '../../src/access/questions.ts';
import type { RbacObject } from '../../src/access/rules.ts';

const ASKED: FixAsked = {
  leaseNamespace: 'beskar7-system',
  leaseName: 'beskar7.infrastructure.cluster.x-k8s.io',
  account: { namespace: 'beskar7-system', name: 'controller-manager' },
};

function rulesOf(asked: FixAsked): Rules {
  const text = leastPrivilege(asked);
  assert.ok(text !== null);
  const documents = loadAll(text) as RbacObject[];
  assert.deepEqual(
    documents.map(({ kind }) => kind),
    ['Role', 'RoleBinding'],
  );
  const [role = {}, binding = {}] = documents;
  return { roles: [role], roleBindings: [binding], clusterRoles: [], clusterRoleBindings: [] };
}

test('the manifest as it is printed', () => {
  const rules = rulesOf(ASKED);
  const metadata = { name: 'controller-manager-leader-election', namespace: 'beskar7-system' };
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  assert.deepEqual(rules.roles, [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        { ...leases, verbs: ['create'] },
        { ...leases, resourceNames: [ASKED.leaseName], verbs: ['get', 'update'] },
        { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      ],
    },
  ]);
  assert.deepEqual(rules.roleBindings, [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: 'controller-manager', namespace: 'beskar7-system' }],
    },
  ]);
  assert.match(leastPrivilege(ASKED) ?? '', /^ {2}# optional: Events/m);
});

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
/** Names that YAML would take for something else, besides ordinary ones. */
const dnsName = fc.oneof(
  label,
  fc.tuple(label, label).map((two) => two.join('.')),
  fc.constantFrom('true', 'null', '1', '1e3', '0x1', 'no', '1.5'),
);
const asking = fc.record({
  leaseNamespace: dnsName,
  leaseName: dnsName,
  account: fc.record({ namespace: dnsName, name: dnsName }),
  events: fc.boolean(),
  legacyLock: fc.constantFrom(null, 'configmaps', 'endpoints') as fc.Arbitrary<'configmaps' | 'endpoints' | null>,
  coordinated: fc.boolean(),
});

test('law: it allows every required right, and no other name, verb, namespace or account', () => {
  fc.assert(
    fc.property(asking, dnsName, (asked, another) => {
      const rules = rulesOf(asked);
      const user = serviceAccountUser(asked.account.namespace, asked.account.name);
      const questions = electionQuestions({ ...asked, legacyLock: asked.legacyLock, coordinated: asked.coordinated });
      for (const question of questions) {
        const attributes = attributesOf(question);
        const wanted = question.required || (question.purpose === 'optional' && asked.events);
        assert.equal(authorize(rules, user, attributes).allowed, wanted, JSON.stringify(question));
        const elsewhere = { ...attributes, namespace: `${asked.leaseNamespace}x` };
        assert.equal(authorize(rules, user, elsewhere).allowed, false);
        const stranger = serviceAccountUser(asked.account.namespace, `${asked.account.name}x`);
        assert.equal(authorize(rules, stranger, attributes).allowed, false);
        if (question.name !== '' && another !== asked.leaseName) {
          assert.equal(authorize(rules, user, { ...attributes, name: another }).allowed, false);
        }
      }
      assert.deepEqual(broadGrants(rules, user, [{ namespace: asked.leaseNamespace, name: asked.leaseName }]), []);
    }),
  );
});

test('law: whatever the text of a name, it stays one value', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), (odd) => {
      const rules = rulesOf({ ...ASKED, leaseName: odd, leaseNamespace: odd });
      const [, named] = (rules.roles[0]?.rules ?? []) as { resourceNames?: string[] }[];
      assert.deepEqual(named?.resourceNames, [odd]);
    }),
  );
});

test('law: the name is one the API server takes, and none that is taken', () => {
  const account = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/);
  fc.assert(
    fc.property(account, fc.nat(3), (name, more) => {
      const taken: string[] = [];
      for (let count = 0; count <= more; count++) {
        const chosen = fixName(name, taken);
        assert.match(chosen, /^[a-z0-9][a-z0-9.-]*-leader-election(-\d+)?$/);
        assert.ok(chosen.length <= 253 && !taken.includes(chosen));
        taken.push(chosen);
      }
    }),
  );
});

test('without the Lease’s name there is no least privilege', () => {
  assert.equal(leastPrivilege({ ...ASKED, leaseName: '' }), null);
  assert.equal(leastPrivilege({ ...ASKED, leaseNamespace: '' }), null);
  assert.equal(leastPrivilege({ ...ASKED, account: { namespace: '', name: 'x' } }), null);
});

test('a taken name is left alone', () => {
  const text = leastPrivilege({ ...ASKED, taken: ['controller-manager-leader-election'] }) ?? '';
  assert.equal(text.match(/name: "controller-manager-leader-election-2"/g)?.length, 3);
});
