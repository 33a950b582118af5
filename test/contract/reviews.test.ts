// Reviews: may I, may somebody, may somebody in this namespace, and why.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, Client, listAt, pick } from './ask.ts';
import { assertOk, assertRefused, at } from './expect.ts';
import { accessReview, PROTOBUF, type ReviewSpec, rulesReview } from './protobuf.ts';
import { adminOf, fresh, PATH, subjects, until } from './subject.ts';

const GROUP = 'rbac.authorization.k8s.io';
const REVIEWS = '/apis/authorization.k8s.io/v1';

for (const subject of await subjects()) {
  describe(`reviews, ${subject.title}`, () => {
    const { space: namespace, powerless } = subject;
    const admin = adminOf(subject);
    const user = fresh('ann');
    const group = fresh('crew');
    const role = fresh('keeper');
    const leases = { namespace, group: 'coordination.k8s.io', resource: 'leases' };
    before(async () => {
      const rules = [
        {
          apiGroups: ['coordination.k8s.io'],
          resources: ['leases'],
          verbs: ['get', 'update'],
          resourceNames: ['mine'],
        },
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'list'] },
      ];
      const metadata = { name: role };
      assertOk(
        await admin.post(PATH.roles(namespace), { apiVersion: `${GROUP}/v1`, kind: 'Role', metadata, rules }),
        201,
      );
      const subjects = [
        { kind: 'User', name: user, apiGroup: GROUP },
        { kind: 'Group', name: group, apiGroup: GROUP },
        { kind: 'ServiceAccount', name: 'sa', namespace },
      ];
      const roleRef = { apiGroup: GROUP, kind: 'Role', name: role };
      const binding = { apiVersion: `${GROUP}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects };
      assertOk(await admin.post(PATH.roleBindings(namespace), binding), 201);
      // the authorizer hears of roles and bindings a moment after they are made
      const spec = { user, resourceAttributes: { ...leases, verb: 'create' } };
      await until('the role to be known', 20_000, async () =>
        at(await review('SubjectAccessReview', spec), 'status.allowed') === true ? true : null,
      );
    });
    after(() => subject.close());

    const because = (whom: string) =>
      `RBAC: allowed by RoleBinding "${role}/${namespace}" of Role "${role}" to ${whom}`;
    const review = (kind: string, spec: ReviewSpec, client = admin, local?: string): Promise<Answer> => {
      const scope = local === undefined ? '' : `/namespaces/${local}`;
      const body = accessReview(kind, spec, local);
      return client.ask(`${REVIEWS}${scope}/${kind.toLowerCase()}s`, { method: 'POST', body, type: PROTOBUF });
    };

    it('asks for oneself', async () => {
      const verb = 'create';
      const own = await review('SelfSubjectAccessReview', { resourceAttributes: { ...leases, verb } });
      assertOk(own, 201);
      assert.equal(at(own, 'kind'), 'SelfSubjectAccessReview');
      assert.deepEqual(at(own, 'status'), { allowed: true });
      const spec = { resourceAttributes: { ...leases, verb } };
      const ann = await review('SelfSubjectAccessReview', spec, admin.as(user));
      assert.deepEqual(at(ann, 'status'), { allowed: true, reason: because(`User "${user}"`) });
      const nobody = await review('SelfSubjectAccessReview', spec, new Client(subject, powerless.credentials));
      assertOk(nobody, 201);
      assert.deepEqual(at(nobody, 'status'), { allowed: false });
    });

    for (const [what, spec, allowed, whom] of [
      ['a name that the rule has', { user, verb: 'update', name: 'mine' }, true, `User "${user}"`],
      ['a name that it has not', { user, verb: 'update', name: 'other' }, false, ''],
      ['no name, where the rule has names', { user, verb: 'update' }, false, ''],
      ['a verb that no rule has', { user, verb: 'delete', name: 'mine' }, false, ''],
      ['a group', { user: 'someone', groups: [group], verb: 'list' }, true, `Group "${group}"`],
      ['another group', { user: 'someone', groups: ['no-crew'], verb: 'list' }, false, ''],
      [
        'a service account',
        { user: `system:serviceaccount:${namespace}:sa`, verb: 'list' },
        true,
        `ServiceAccount "sa/${namespace}"`,
      ],
    ] as const) {
      it(`asks for somebody: ${what}`, async () => {
        const { user: who, verb } = spec;
        const groups = 'groups' in spec ? spec.groups : [];
        const name = 'name' in spec ? { name: spec.name } : {};
        const resourceAttributes = { ...leases, verb, ...name };
        const answer = await review('SubjectAccessReview', { user: who, groups, resourceAttributes });
        assertOk(answer, 201);
        const expected = allowed ? { allowed, reason: because(whom) } : { allowed };
        assert.deepEqual(at(answer, 'status'), expected);
        const local = await review(
          'LocalSubjectAccessReview',
          { user: who, groups, resourceAttributes },
          admin,
          namespace,
        );
        assertOk(local, 201);
        assert.deepEqual(at(local, 'status'), expected);
      });
    }

    it('lets the masters do everything, a path as well', async () => {
      const spec = { user: 'x', groups: ['system:masters'], nonResourceAttributes: { path: '/metrics', verb: 'get' } };
      assert.deepEqual(at(await review('SubjectAccessReview', spec), 'status'), { allowed: true });
      const other = { user: 'x', nonResourceAttributes: { path: '/metrics', verb: 'get' } };
      assert.deepEqual(at(await review('SubjectAccessReview', other), 'status'), { allowed: false });
    });

    it('refuses a local review of another namespace, and a review of nothing', async () => {
      const spec = { user, resourceAttributes: { ...leases, namespace: 'default', verb: 'get' } };
      assertRefused(await review('LocalSubjectAccessReview', spec, admin, namespace), {
        status: 422,
        reason: 'Invalid',
        message: /spec\.resourceAttributes\.namespace: Invalid value: "default": must match metadata\.namespace/,
      });
      assertRefused(await review('SelfSubjectAccessReview', {}), {
        status: 422,
        reason: 'Invalid',
        message: /exactly one of nonResourceAttributes or resourceAttributes must be specified/,
      });
    });

    it('asks nothing about others for who may not ask', async () => {
      const client = new Client(subject, powerless.credentials);
      const spec = { user, resourceAttributes: { ...leases, verb: 'get' } };
      assertRefused(await review('SubjectAccessReview', spec, client), {
        status: 403,
        reason: 'Forbidden',
        message: `subjectaccessreviews.authorization.k8s.io is forbidden: User "${powerless.user}" cannot create resource "subjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope`,
      });
    });

    it('reads JSON as well', { skip: subject.dropsJson && 'this build drops the connection' }, async () => {
      const spec = { user, resourceAttributes: { ...leases, verb: 'list' } };
      const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
      const answer = await admin.post(`${REVIEWS}/subjectaccessreviews`, body);
      assertOk(answer, 201);
      assert.deepEqual(at(answer, 'status'), { allowed: true, reason: because(`User "${user}"`) });
      assert.equal(pick(answer.body, 'spec.resourceAttributes.verb'), 'list');
    });

    it('lists the rules of a user', async () => {
      const path = `${REVIEWS}/selfsubjectrulesreviews`;
      const question = { method: 'POST', body: rulesReview(namespace), type: PROTOBUF };
      const answer = await admin.as(user).ask(path, question);
      assertOk(answer, 201);
      const rules = listAt(answer.body, 'status.resourceRules');
      const own = rules.filter((rule) => JSON.stringify(pick(rule, 'resources')) === '["leases"]');
      assert.deepEqual(
        own.map((rule) => [pick(rule, 'verbs'), pick(rule, 'resourceNames')]),
        [
          [['get', 'update'], ['mine']],
          [['create', 'list'], undefined],
        ],
      );
      assert.equal(at(answer, 'status.incomplete'), false);
    });
  });
}
