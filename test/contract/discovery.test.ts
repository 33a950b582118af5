// Discovery: what kubectl must be told before it can ask.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { listAt, pick, textAt } from './ask.ts';
import { at } from './expect.ts';
import { adminOf, of, subjects } from './subject.ts';

const EVERY = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

for (const subject of await subjects()) {
  describe(`discovery, ${subject.title}`, () => {
    const client = adminOf(subject);
    after(() => subject.close());

    it('tells its version', async () => {
      const answer = await client.ask('/version');
      const [major, minor] = subject.kubernetes.split('.');
      assert.deepEqual([at(answer, 'major'), at(answer, 'minor')], [major, minor]);
      assert.match(textAt(answer.body, 'gitVersion'), new RegExp(`^v${major}\\.${minor}\\.\\d+`));
    });

    it('lists versions and groups', async () => {
      const core = await client.ask('/api');
      assert.deepEqual([at(core, 'kind'), at(core, 'versions')], ['APIVersions', ['v1']]);
      const groups = await client.ask('/apis');
      assert.equal(at(groups, 'kind'), 'APIGroupList');
      const served = new Map(
        listAt(groups.body, 'groups').map((group) => [
          pick(group, 'name'),
          [pick(group, 'preferredVersion.version'), ...listAt(group, 'versions').map((one) => pick(one, 'version'))],
        ]),
      );
      for (const name of ['apps', 'coordination.k8s.io', 'rbac.authorization.k8s.io', 'authorization.k8s.io']) {
        assert.ok(served.get(name)?.includes('v1'), name);
        assert.equal(served.get(name)?.[0], 'v1', name);
      }
      assert.equal(served.get('policy')?.[0], of(subject, { '1.37': 'v1', '1.20': 'v1beta1' }));
      const group = await client.ask('/apis/coordination.k8s.io');
      assert.deepEqual([at(group, 'kind'), at(group, 'preferredVersion.version')], ['APIGroup', 'v1']);
    });

    for (const [path, name, kind, namespaced, shortNames] of [
      ['/apis/coordination.k8s.io/v1', 'leases', 'Lease', true, undefined],
      ['/api/v1', 'pods', 'Pod', true, ['po']],
      ['/api/v1', 'events', 'Event', true, ['ev']],
      ['/api/v1', 'nodes', 'Node', false, ['no']],
      ['/api/v1', 'serviceaccounts', 'ServiceAccount', true, ['sa']],
      ['/apis/apps/v1', 'deployments', 'Deployment', true, ['deploy']],
      ['/apis/apps/v1', 'replicasets', 'ReplicaSet', true, ['rs']],
      ['/apis/apps/v1', 'statefulsets', 'StatefulSet', true, ['sts']],
      ['/apis/rbac.authorization.k8s.io/v1', 'roles', 'Role', true, undefined],
      ['/apis/rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', true, undefined],
      ['/apis/rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', false, undefined],
      ['/apis/rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', false, undefined],
    ] as const) {
      it(`serves ${name}`, async () => {
        const { body } = await client.ask(path);
        assert.equal(pick(body, 'kind'), 'APIResourceList');
        const found = listAt(body, 'resources').find((one) => pick(one, 'name') === name);
        assert.deepEqual([pick(found, 'kind'), pick(found, 'namespaced')], [kind, namespaced]);
        assert.deepEqual([pick(found, 'shortNames'), pick(found, 'verbs')], [shortNames, EVERY]);
        const singular = of(subject, { '1.37': kind.toLowerCase(), '1.20': '' });
        assert.equal(pick(found, 'singularName'), singular);
      });
    }

    it('serves the parts of a pod and the reviews', async () => {
      const core = listAt((await client.ask('/api/v1')).body, 'resources').map((one) => pick(one, 'name'));
      for (const name of ['pods/log', 'pods/eviction', 'pods/proxy', 'pods/status'])
        assert.ok(core.includes(name), name);
      const { body } = await client.ask('/apis/authorization.k8s.io/v1');
      const reviews = listAt(body, 'resources').map((one) => [pick(one, 'name'), pick(one, 'verbs')]);
      for (const name of [
        'selfsubjectaccessreviews',
        'subjectaccessreviews',
        'localsubjectaccessreviews',
        'selfsubjectrulesreviews',
      ]) {
        assert.deepEqual(
          reviews.find(([one]) => one === name),
          [name, ['create']],
        );
      }
    });
  });
}
