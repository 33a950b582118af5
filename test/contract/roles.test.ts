// What roles allow: names in rules, wildcards, groups, roles of the cluster, and service accounts.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Answer } from './ask.ts';
import { assertOk } from './expect.ts';
import { adminOf, fresh, leaseNamed, PATH, subjects, until } from './subject.ts';

const RBAC = 'rbac.authorization.k8s.io';
const LEASES = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };

for (const subject of await subjects()) {
  describe(`access, ${subject.title}`, () => {
    const { space } = subject;
    const admin = adminOf(subject);
    const leases = PATH.leases(space);
    const clusterRole = fresh('contract-reader');
    const [named, wild, viewer, writer] = [fresh('named'), fresh('wild'), fresh('viewer'), fresh('writer')];

    const allow = async (user: string, rules: readonly object[], whom: object = { kind: 'User', name: user }) => {
      const metadata = { name: user };
      const role = { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules };
      assertOk(await admin.post(PATH.roles(space), role), 201);
      await bind(user, { kind: 'Role', name: user }, whom);
    };
    const bind = async (name: string, roleRef: object, whom: object) => {
      const metadata = { name };
      const subjects = [{ apiGroup: RBAC, ...whom }];
      const body = { apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata, subjects };
      const ref = { apiGroup: RBAC, ...roleRef };
      assertOk(await admin.post(PATH.roleBindings(space), { ...body, roleRef: ref }), 201);
    };
    /** Asks again until it is allowed: the authorizer hears of roles and bindings a moment after they are made. */
    const known = (what: string, ask: () => Promise<Answer>) =>
      until(`${what} to be known`, 20_000, async () => {
        const answer = await ask();
        return answer.status === 403 ? null : answer;
      });
    before(async () => {
      assertOk(await admin.post(leases, leaseNamed('mine')), 201);
      assertOk(await admin.post(leases, leaseNamed('other')), 201);
      await allow(named, [{ ...LEASES, verbs: ['get', 'patch', 'create', 'list'], resourceNames: ['mine'] }]);
      await allow(wild, [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]);
      await allow(writer, [{ ...LEASES, verbs: ['create', 'update'] }], { kind: 'Group', name: writer });
      const rules = [{ ...LEASES, verbs: ['get', 'list'] }];
      const body = { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: clusterRole }, rules };
      assertOk(await admin.post(`/apis/${RBAC}/v1/clusterroles`, body), 201);
      await bind(viewer, { kind: 'ClusterRole', name: clusterRole }, { kind: 'User', name: viewer });
      // the last Role, and the last binding
      const dry = leaseNamed(fresh('dry'));
      await known('writer', () => admin.as(fresh('who'), writer).post(`${leases}?dryRun=All`, dry));
      await known('viewer', () => admin.as(viewer).ask(leases));
    });
    after(async () => {
      await admin.delete(`/apis/${RBAC}/v1/clusterroles/${clusterRole}`);
      await subject.close();
    });

    it('allows by name only what has that name: no creation, no list but of that one', async () => {
      const client = admin.as(named);
      const patch = { metadata: { labels: { a: 'b' } } };
      assertOk(await client.ask(`${leases}/mine`));
      assertOk(await client.patch(`${leases}/mine`, 'merge', patch));
      assert.equal((await client.ask(`${leases}/other`)).status, 403);
      assert.equal((await client.post(leases, leaseNamed('mine2'))).status, 403);
      assert.equal((await client.ask(leases)).status, 403);
      assertOk(await client.ask(`${leases}?fieldSelector=metadata.name%3Dmine`));
    });

    it('allows everything by stars, but only in the namespace of the binding', async () => {
      const client = admin.as(wild);
      for (const path of [leases, PATH.pods(space), PATH.deployments(space)]) assertOk(await client.ask(path));
      for (const path of [PATH.leases('default'), '/api/v1/nodes', '/api/v1/pods']) {
        assert.equal((await client.ask(path)).status, 403, path);
      }
    });

    it('binds a role of the cluster into one namespace', async () => {
      const client = admin.as(viewer);
      assertOk(await client.ask(leases));
      assert.equal((await client.ask(PATH.leases('default'))).status, 403);
      assert.equal((await client.delete(`${leases}/mine`)).status, 403);
    });

    it('allows by group, and asks for `create` too where an update would create', async () => {
      const name = fresh('by-group');
      const lease = leaseNamed(name);
      assert.equal((await admin.as(fresh('who')).post(leases, lease)).status, 403);
      assertOk(await admin.as(fresh('who'), writer).post(leases, lease), 201);
      assertOk(await admin.as(fresh('who'), writer).put(`${leases}/${name}-2`, leaseNamed(`${name}-2`)), 201);
    });

    it('plays a service account with the groups that it has', async () => {
      const group = { kind: 'Group', name: `system:serviceaccounts:${space}` };
      await bind(fresh('accounts'), { kind: 'ClusterRole', name: clusterRole }, group);
      assertOk(await known('accounts', () => admin.as(`system:serviceaccount:${space}:any`).ask(leases)));
      assert.equal((await admin.as('system:serviceaccount:default:any').ask(leases)).status, 403);
    });
  });
}
