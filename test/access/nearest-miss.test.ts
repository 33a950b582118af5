// Nearest misses by table, one wrong thing a row, and the laws: none where it is allowed, and each names what exists.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { authorize, type Rules } from '../../src/access/authorize.ts';
import { describeMiss } from '../../src/access/describe-miss.ts';
import type { ResourceAttributes } from '../../src/access/near-rule.ts';
import { type Accounts, type Miss, nearestMisses } from '../../src/access/nearest-miss.ts';
import { attributesOf, serviceAccountUser } from '../../src/access/questions.ts';
import type { RbacObject } from '../../src/access/rules.ts';
import { roleSets } from './generate.ts';

const NS = 'beskar7-system';
const LEASE = 'beskar7.example.com';
const ROBOT = serviceAccountUser(NS, 'controller-manager');
const SELF = { kind: 'ServiceAccount', namespace: NS, name: 'controller-manager' };
const GROUP = 'coordination.k8s.io';
const RIGHT = { apiGroups: [GROUP], resources: ['leases'], verbs: ['get', 'create', 'update'] };
const NOTHING: Rules = { roles: [], roleBindings: [], clusterRoles: [], clusterRoleBindings: [] };

const ask = (verb = 'get', other: Partial<ResourceAttributes> = {}): ResourceAttributes => ({
  verb,
  group: GROUP,
  resource: 'leases',
  subresource: '',
  namespace: NS,
  name: verb === 'create' ? '' : LEASE,
  ...other,
});
const role = (rules: readonly object[], namespace = NS, name = 'election'): RbacObject => ({
  metadata: { name, namespace },
  rules,
});
const clusterRole = (rules: readonly object[], name = 'election', labels = {}): RbacObject => ({
  metadata: { name, labels },
  rules,
});
const bind = (kind: string, subjects: readonly object[] = [SELF], namespace: string | null = NS): RbacObject => ({
  metadata: { name: 'bound', ...(namespace !== null && { namespace }) },
  roleRef: { kind, name: 'election' },
  subjects,
});
const here = (rule: object, subjects?: readonly object[]): Rules => ({
  ...NOTHING,
  roles: [role([rule])],
  roleBindings: [bind('Role', subjects)],
});
const everywhere = (rule: object, subjects?: readonly object[]): Rules => ({
  ...NOTHING,
  clusterRoles: [clusterRole([rule])],
  clusterRoleBindings: [bind('ClusterRole', subjects, null)],
});

const TABLE: readonly (readonly [string, Rules, ResourceAttributes, Miss['kind'], string, Accounts?])[] = [
  [
    'a Role and its binding in another namespace',
    { ...NOTHING, roles: [role([RIGHT], 'team-b')], roleBindings: [bind('Role', [SELF], 'team-b')] },
    ask(),
    'other-namespace',
    'Role election in team-b grants it, bound there and not in beskar7-system',
  ],
  [
    'a ClusterRole bound in another namespace',
    { ...NOTHING, clusterRoles: [clusterRole([RIGHT])], roleBindings: [bind('ClusterRole', [SELF], 'team-b')] },
    ask(),
    'other-namespace',
    'ClusterRole election grants it, bound in team-b and not in beskar7-system',
  ],
  [
    'a RoleBinding for what is asked cluster-wide',
    { ...NOTHING, clusterRoles: [clusterRole([RIGHT])], roleBindings: [bind('ClusterRole')] },
    ask('get', { namespace: '', name: '' }),
    'other-namespace',
    'ClusterRole election grants it, bound in beskar7-system and not cluster-wide',
  ],
  [
    'the account of the same name elsewhere',
    here(RIGHT, [{ ...SELF, namespace: 'default' }]),
    ask(),
    'other-account',
    'RoleBinding bound in beskar7-system gives Role election to ServiceAccount default/controller-manager, an account of another namespace',
  ],
  [
    'an account that does not exist',
    here(RIGHT, [{ ...SELF, name: 'manager' }]),
    ask(),
    'other-account',
    'RoleBinding bound in beskar7-system gives Role election to ServiceAccount beskar7-system/manager, which does not exist',
    [SELF],
  ],
  [
    'another account, where nobody knows which exist',
    here(RIGHT, [{ ...SELF, name: 'manager' }]),
    ask(),
    'other-account',
    'RoleBinding bound in beskar7-system gives Role election to ServiceAccount beskar7-system/manager, not to this account',
  ],
  [
    'an account without a namespace in a ClusterRoleBinding',
    everywhere(RIGHT, [{ kind: 'ServiceAccount', name: SELF.name }]),
    ask(),
    'other-account',
    'ClusterRoleBinding bound gives ClusterRole election to ServiceAccount controller-manager without a namespace, which is nobody',
  ],
  [
    'a User of the account’s name',
    here(RIGHT, [{ kind: 'User', name: 'controller-manager' }]),
    ask(),
    'other-account',
    'RoleBinding bound in beskar7-system gives Role election to User controller-manager, which is no ServiceAccount',
  ],
  [
    'nobody',
    here(RIGHT, []),
    ask(),
    'other-account',
    'RoleBinding bound in beskar7-system gives Role election to nobody: it has no subjects',
  ],
  [
    'a Role without a binding',
    { ...NOTHING, roles: [role([RIGHT])] },
    ask(),
    'unbound',
    'Role election in beskar7-system grants it, but no binding names it',
  ],
  [
    'a ClusterRole without a binding',
    { ...NOTHING, clusterRoles: [clusterRole([RIGHT])] },
    ask('create'),
    'unbound',
    'ClusterRole election grants it, but no binding names it',
  ],
  [
    'a binding without its role',
    { ...NOTHING, roleBindings: [bind('Role')] },
    ask(),
    'missing-role',
    'RoleBinding bound in beskar7-system names Role election, which does not exist',
  ],
  [
    'a binding whose Role is in another namespace',
    { ...NOTHING, roles: [role([RIGHT], 'team-b')], roleBindings: [bind('Role')] },
    ask(),
    'missing-role',
    'RoleBinding bound in beskar7-system names Role election, which does not exist there: one of that name is in team-b',
  ],
  [
    'create by name',
    here({ ...RIGHT, resourceNames: [LEASE] }),
    ask('create'),
    'create-by-name',
    'Role election in beskar7-system grants create only with resourceNames (beskar7.example.com), and a create carries no name',
  ],
  [
    'get of other names',
    here({ ...RIGHT, resourceNames: ['a', 'b', 'c', 'd', 'e'] }),
    ask(),
    'other-names',
    'Role election in beskar7-system grants get only on a, b, c and 2 more, not on beskar7.example.com',
  ],
  ...['coordination', 'coordination.k8s.io/v1', '', 'Coordination.k8s.io', 'leases.coordination.k8s.io'].map(
    (group) =>
      [
        `the group ${JSON.stringify(group)}`,
        here({ ...RIGHT, apiGroups: [group] }),
        ask('update'),
        'group-typo',
        `Role election in beskar7-system grants it in API group "${group}", not in "coordination.k8s.io"`,
      ] as const,
  ),
  [
    'Events in their newer group, which does not give them (reference 3)',
    here({ apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create'] }),
    ask('create', { group: '', resource: 'events' }),
    'group-typo',
    'Role election in beskar7-system grants it in API group "events.k8s.io", not in ""',
  ],
  ...['lease', 'Leases', 'leases.coordination.k8s.io', 'leases/status'].map(
    (resource) =>
      [
        `the resource ${resource}`,
        here({ ...RIGHT, resources: ['pods', resource] }),
        ask(),
        'resource-typo',
        `Role election in beskar7-system grants it on "${resource}", not on "leases"`,
      ] as const,
  ),
  [
    'a verb forgotten (F4)',
    here({ ...RIGHT, verbs: ['get', 'create'] }),
    ask('update'),
    'verb-missing',
    'Role election in beskar7-system grants get, create on leases, but not update',
  ],
  [
    'create forgotten beside a rule with names',
    here({ ...RIGHT, verbs: ['get', 'update'], resourceNames: [LEASE] }),
    ask('create'),
    'verb-missing',
    'Role election in beskar7-system grants get, update on leases, but not create, which needs a rule without resourceNames',
  ],
];

describe('one thing short', () => {
  for (const [is, rules, asked, kind, sentence, accounts] of TABLE) {
    test(is, () => {
      const misses = nearestMisses(rules, ROBOT, asked, accounts);
      assert.deepEqual(
        misses.map((miss) => [miss.kind, describeMiss(miss, asked)]),
        [[kind, sentence]],
      );
    });
  }
});

const NONE: readonly (readonly [string, Rules])[] = [
  ['nothing at all', NOTHING],
  ['rights on other things', here({ apiGroups: [''], resources: ['pods'], verbs: ['*'] })],
  ['all of the core group', here({ apiGroups: [''], resources: ['*'], verbs: ['*'] })],
  ['all of another group', here({ apiGroups: ['apps'], resources: ['leases'], verbs: ['*'] })],
  ['reading everything', everywhere({ apiGroups: ['*'], resources: ['*'], verbs: ['list'] })],
  ['two things wrong', here({ ...RIGHT, apiGroups: ['coordination'], verbs: ['list'] })],
  ['a rule that says nothing', here({})],
  [
    'what Kubernetes brings along',
    {
      ...NOTHING,
      clusterRoles: [
        clusterRole([RIGHT], 'edit', { 'kubernetes.io/bootstrapping': 'rbac-defaults' }),
        clusterRole([RIGHT], 'system:node'),
        clusterRole([RIGHT], 'x-edit', { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' }),
      ],
    },
  ],
];

for (const [is, rules] of NONE)
  test(`${is} is no miss`, () => assert.deepEqual(nearestMisses(rules, ROBOT, ask()), []));

test('a User that is another service account by its full name is that account', () => {
  const full = { kind: 'User', name: 'system:serviceaccount:default:controller-manager' };
  const [miss] = nearestMisses(here(RIGHT, [full]), ROBOT, ask());
  assert.equal(miss?.kind === 'other-account' && miss.why, 'namespace');
});

test('of several subjects the nearest is told', () => {
  const rules = here(RIGHT, [
    { ...SELF, name: 'manager' },
    { kind: 'User', name: 'jane' },
    { ...SELF, namespace: 'x' },
  ]);
  const [miss, ...more] = nearestMisses(rules, ROBOT, ask());
  assert.deepEqual([miss?.kind === 'other-account' && miss.subject?.namespace, more], ['x', []]);
});

test('what is in place comes before what is elsewhere, and a stranger comes last', () => {
  const rules: Rules = {
    roles: [role([RIGHT], 'team-b'), role([{ ...RIGHT, apiGroups: ['coordination'] }], NS), role([RIGHT], NS, 'spare')],
    roleBindings: [bind('Role', [SELF], 'team-b'), bind('Role')],
    clusterRoles: [clusterRole([RIGHT])],
    clusterRoleBindings: [bind('ClusterRole', [{ ...SELF, namespace: 'x', name: 'stranger' }], null)],
  };
  const kinds = nearestMisses(rules, ROBOT, ask()).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['group-typo', 'other-namespace', 'unbound', 'other-account']);
});

test('a name with a line break still makes one line', () => {
  const asked = ask();
  const misses = nearestMisses(here({ ...RIGHT, resourceNames: ['a\nb'] }), ROBOT, asked);
  assert.deepEqual(
    misses.map((miss) => describeMiss(miss, asked).includes('\n')),
    [false],
  );
});

const named = (objects: readonly RbacObject[], kind: string): Set<string> =>
  new Set(
    objects.map(({ metadata }) => {
      const { name, namespace } = metadata as { name: string; namespace?: string };
      return `${kind} ${namespace ?? ''}/${name}`;
    }),
  );
const idOf = ({ kind, namespace, name }: { kind: string; namespace: string | null; name: string }): string =>
  `${kind} ${namespace ?? ''}/${name}`;

test('law: what is allowed has no miss, and a miss names what is there', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      for (const { account, accounts, rules, questions } of roleSets(seed, 3)) {
        const user = serviceAccountUser(account.namespace, account.name);
        const roles = new Set([...named(rules.roles, 'Role'), ...named(rules.clusterRoles, 'ClusterRole')]);
        const bindings = new Set([
          ...named(rules.roleBindings, 'RoleBinding'),
          ...named(rules.clusterRoleBindings, 'ClusterRoleBinding'),
        ]);
        for (const asked of questions.map(attributesOf)) {
          const misses = nearestMisses(rules, user, asked, accounts);
          if (authorize(rules, user, asked).allowed) assert.deepEqual(misses, []);
          for (const miss of misses) {
            assert.equal(roles.has(idOf(miss.role)), miss.kind !== 'missing-role', JSON.stringify(miss));
            if ('binding' in miss) assert.ok(bindings.has(idOf(miss.binding)), JSON.stringify(miss));
            const sentence = describeMiss(miss, asked);
            assert.ok(
              sentence.includes(miss.role.name) && !sentence.endsWith('.') && !sentence.includes('\n'),
              sentence,
            );
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

/** The rules with the one thing put right that a miss names. */
function repaired(rules: Rules, miss: Miss, asked: ResourceAttributes): Rules {
  const right = [{ apiGroups: [asked.group], resources: [asked.resource], verbs: [asked.verb] }];
  const also = (subject: object, namespace: string | null): Rules => {
    const metadata = { name: 'repair', namespace };
    const binding = { metadata, roleRef: miss.role, subjects: [subject] };
    return namespace === null
      ? { ...rules, clusterRoleBindings: [...rules.clusterRoleBindings, binding] }
      : { ...rules, roleBindings: [...rules.roleBindings, binding] };
  };
  const { kind, namespace, name } = miss.role;
  const metadata = { name, ...(namespace !== null && { namespace }) };
  const list = kind === 'Role' ? 'roles' : 'clusterRoles';
  switch (miss.kind) {
    case 'unbound':
      return also(USER, asked.namespace);
    case 'other-account':
      return also(USER, miss.binding.namespace);
    case 'other-namespace':
      // a Role cannot be bound from elsewhere: the Role moves along
      return namespace === null
        ? also(USER, asked.namespace)
        : {
            ...also(USER, asked.namespace),
            roles: rules.roles.map((one) => ({
              ...one,
              metadata: { ...(one.metadata as object), namespace: asked.namespace },
            })),
          };
    default:
      return {
        ...rules,
        [list]: [
          ...rules[list].filter(
            (one) => idOf({ kind, namespace: null, ...(one.metadata as { name: string }) }) !== idOf(miss.role),
          ),
          { metadata, rules: right },
        ],
      };
  }
}
const USER = { kind: 'User', name: ROBOT.name };

test('law: putting right what a miss names grants what was asked', () => {
  for (const [, rules, asked, , , accounts] of TABLE.filter(([, , { namespace }]) => namespace !== '')) {
    for (const miss of nearestMisses(rules, ROBOT, asked, accounts)) {
      assert.ok(authorize(repaired(rules, miss, asked), ROBOT, asked).allowed, JSON.stringify(miss));
    }
  }
});

test('a verb forgotten here is nearer than a binding that a deleted install of the same account name left behind', () => {
  const left = everywhere(RIGHT, [{ ...SELF, namespace: 'gone' }]);
  const own = here({ ...RIGHT, verbs: ['get', 'create'] });
  const both = { ...own, clusterRoles: left.clusterRoles, clusterRoleBindings: left.clusterRoleBindings };
  const misses = nearestMisses(both, ROBOT, ask('update'), [{ namespace: NS, name: 'controller-manager' }]);
  assert.deepEqual(misses.map(({ kind }) => kind)[0], 'verb-missing');
});
