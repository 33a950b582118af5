// b7le's own port to a cluster, on every subject: what it reads, and how a refusal reaches the command.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { ClusterError, type ClusterErrorReason } from '../../src/cluster/cluster-error.ts';
import { connect } from '../../src/cluster/rest-cluster.ts';
import { listAt, pick } from './ask.ts';
import { install, LEASE, type Leader, SELECTOR } from './install.ts';
import { adminOf, fresh, leaseNamed, PATH, subjects, until } from './subject.ts';

for (const subject of await subjects()) {
  describe(`the port, ${subject.title}`, () => {
    const { space } = subject;
    const admin = adminOf(subject);
    const requests: string[] = [];
    const port = (as: string | null = null) =>
      connect({
        kubeconfig: subject.kubeconfig,
        context: null,
        as,
        asGroups: [],
        env: {},
        timeoutMs: 30_000,
        trace: (line) => requests.push(line),
      });
    let cluster: Cluster;
    let leader: Leader;
    before(async () => {
      cluster = port();
      leader = await install(subject);
    });
    after(async () => {
      cluster.close();
      await subject.close();
    });

    const refused = (reading: Promise<unknown>, reason: ClusterErrorReason, message: RegExp) =>
      assert.rejects(reading, (error) => {
        assert.ok(error instanceof ClusterError, String(error));
        assert.equal(error.reason, reason, error.message);
        assert.match(error.message, message);
        return true;
      });

    it('reads the version', async () => {
      assert.match(await cluster.version(), new RegExp(`^v${subject.kubernetes.replace('.', '\\.')}\\.`));
    });

    it('gets an object with the date of the server', async () => {
      const { value, date } = await cluster.get('leases', space, LEASE);
      assert.equal(pick(value, 'spec.leaseDurationSeconds'), 15);
      assert.match(date ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.000)?Z$/);
      assert.ok(Math.abs(Date.parse(date ?? '') - Date.now()) < 5000, date ?? '');
    });

    for (const resource of [
      'leases',
      'pods',
      'nodes',
      'namespaces',
      'events',
      'deployments',
      'replicasets',
      'statefulsets',
      'daemonsets',
    ] as const) {
      it(`lists ${resource} of the whole cluster`, async () => {
        const { value } = await cluster.list(resource, null);
        const least = { statefulsets: 0, daemonsets: 0 }[resource as string] ?? 1;
        assert.ok(value.length >= least, `${value.length}`);
      });
    }

    it('lists by a field selector', async () => {
      // an Event follows what it tells of by a moment
      const value = await until('an Event', 20_000, async () => {
        const found = (await cluster.list('events', space, 'reason=LeaderElection')).value;
        return found.length > 0 ? found : null;
      });
      assert.deepEqual([...new Set(value.map((event) => pick(event, 'reason')))], ['LeaderElection']);
    });

    it('reads every page of a long list', async () => {
      const prefix = fresh('many');
      const names = Array.from({ length: 510 }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`);
      for (let at = 0; at < names.length; at += 34) {
        await Promise.all(names.slice(at, at + 34).map((name) => admin.post(PATH.leases(space), leaseNamed(name))));
      }
      requests.length = 0;
      const { value } = await cluster.list('leases', space);
      const found = value
        .map((lease) => String(pick(lease, 'metadata.name')))
        .filter((name) => name.startsWith(prefix));
      assert.deepEqual(found, names);
      assert.ok(
        requests.some((line) => line.includes('continue=')),
        requests.join('\n'),
      );
    });

    it("reads a pod's page, or says why not", async () => {
      const answer = await cluster.podPage(space, leader.pod, 8080, '/metrics');
      assert.ok('page' in answer && answer.page.includes('leader_election_master_status'), JSON.stringify(answer));
      const closed = await cluster.podPage(space, leader.pod, 9999, '/metrics');
      assert.ok('failure' in closed, JSON.stringify(closed));
    });

    it('says what is not there', () =>
      refused(cluster.get('leases', space, 'nope'), 'not-found', /get leases\/nope in contract-/));

    it('says who may not', async () => {
      const other = port('contract-nobody');
      try {
        await refused(
          other.list('leases', space),
          'forbidden',
          /^user "contract-nobody" may not list leases in contract-/,
        );
        await refused(other.list('nodes', null), 'forbidden', /^user "contract-nobody" may not list nodes$/);
        const page = await other.podPage(space, leader.pod, 8080, '/metrics');
        assert.deepEqual(page, { failure: 'this user may not use pods/proxy' });
      } finally {
        other.close();
      }
    });

    it('refuses a selector as the server does', () =>
      refused(
        cluster.list('leases', space, 'spec.nope=x'),
        'error',
        /answered 400 .*"spec\.nope" is not a known field selector/,
      ));

    it('finds the replicas that the selector of the Deployment names', async () => {
      const { body } = await admin.ask(`${PATH.pods(space)}?labelSelector=${SELECTOR}`);
      assert.equal(listAt(body, 'items').length, 3);
    });
  });
}
