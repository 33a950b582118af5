// The generated role sets are what the agreement with a real API server needs: mixed, complete, and apart from each other.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorize, type Rules } from '../../src/access/authorize.ts';
import { nearestMisses } from '../../src/access/nearest-miss.ts';
import { attributesOf, serviceAccountUser } from '../../src/access/questions.ts';
import { MISSES, type RoleSet, roleSets } from './generate.ts';

const COUNT = 300;
const SEEDS = [1, 2, 2026];

const userOf = ({ account }: RoleSet) => serviceAccountUser(account.namespace, account.name);
const missesOf = (set: RoleSet) =>
  set.questions.flatMap((asked) =>
    nearestMisses(set.rules, userOf(set), attributesOf(asked), set.accounts).map((miss) => ({ miss, asked })),
  );

for (const seed of SEEDS) {
  const sets = roleSets(seed, COUNT);

  test(`seed ${seed}: each nearest miss is shown by a tenth of the sets or more`, () => {
    for (const kind of MISSES) {
      const shown = sets.filter((set) => missesOf(set).some(({ miss }) => miss.kind === kind)).length;
      assert.ok(shown >= COUNT / 10, `${kind}: ${shown}`);
      const first = sets.filter((set) =>
        set.questions.some(
          (asked) => nearestMisses(set.rules, userOf(set), attributesOf(asked), set.accounts)[0]?.kind === kind,
        ),
      ).length;
      assert.ok(first > 0, `${kind} is never the nearest`);
    }
  });

  test(`seed ${seed}: each right is granted in 30 to 70 % of the sets`, () => {
    for (const index of sets[0]?.questions.keys() ?? []) {
      const granted = sets.filter((set) => {
        const asked = set.questions[index];
        return asked && authorize(set.rules, userOf(set), attributesOf(asked)).allowed;
      }).length;
      const { verb, resource } = sets[0]?.questions[index] ?? {};
      assert.ok(granted >= COUNT * 0.3 && granted <= COUNT * 0.7, `${verb} ${resource}: ${granted} of ${COUNT}`);
    }
  });

  test(`seed ${seed}: what was planted is found, unless the right is granted by something else`, () => {
    for (const set of sets) {
      const misses = missesOf(set);
      for (const { kind, verb } of set.planted) {
        const asked = set.questions.find((one) => one.resource === 'leases' && one.verb === verb);
        assert.ok(asked);
        if (authorize(set.rules, userOf(set), attributesOf(asked)).allowed) continue;
        const found = misses.some((one) => one.miss.kind === kind && one.asked === asked);
        assert.ok(found, `${kind} of ${verb} in ${set.leaseNamespace}`);
      }
    }
  });

  test(`seed ${seed}: all sets at once answer as each alone`, () => {
    const all: Rules = {
      roles: sets.flatMap(({ rules }) => rules.roles),
      roleBindings: sets.flatMap(({ rules }) => rules.roleBindings),
      clusterRoles: sets.flatMap(({ rules }) => rules.clusterRoles),
      clusterRoleBindings: sets.flatMap(({ rules }) => rules.clusterRoleBindings),
    };
    for (const set of sets.slice(0, 40)) {
      for (const asked of set.questions) {
        const alone = authorize(set.rules, userOf(set), attributesOf(asked));
        assert.deepEqual(authorize(all, userOf(set), attributesOf(asked)), alone);
      }
    }
  });
}

test('a seed gives the same sets again, and another seed others', () => {
  assert.deepEqual(roleSets(7, 20), roleSets(7, 20));
  assert.notDeepEqual(roleSets(7, 20), roleSets(8, 20));
});

test('what an API server refuses is in no set: rules without group, resource or verb, subjects it cannot place', () => {
  for (const { rules } of roleSets(1, COUNT)) {
    for (const role of [...rules.roles, ...rules.clusterRoles]) {
      for (const rule of role.rules as Record<string, readonly string[]>[]) {
        for (const list of ['apiGroups', 'resources', 'verbs']) assert.ok((rule[list]?.length ?? 0) > 0, list);
      }
    }
    for (const binding of [...rules.roleBindings, ...rules.clusterRoleBindings]) {
      for (const subject of binding.subjects as Record<string, string>[]) {
        assert.ok(['User', 'Group', 'ServiceAccount'].includes(subject.kind ?? ''));
        assert.equal(subject.apiGroup, subject.kind === 'ServiceAccount' ? undefined : 'rbac.authorization.k8s.io');
        if (binding.kind === 'ClusterRoleBinding' && subject.kind === 'ServiceAccount') assert.ok(subject.namespace);
      }
    }
    const names = Object.values(rules)
      .flat()
      .map(({ metadata }) => (metadata as { name: string }).name);
    assert.equal(new Set(names).size, names.length);
  }
});
