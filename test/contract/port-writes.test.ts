// The writes of b7le's port, on every subject: what its guards let through, what they hold back, and what is told of it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { connect } from '../../src/cluster/rest-cluster.ts';
import type { Outcome, RawObject } from '../../src/cluster/write-port.ts';
import { pick } from './ask.ts';
import { assertOk, at } from './expect.ts';
import { DEPLOYMENT, install, podsOf } from './install.ts';
import { adminOf, fresh, leaseNamed, of, PATH, subjects } from './subject.ts';

const ELSEWHERE = '00000000-0000-4000-8000-000000000000';
const HELD = { holderIdentity: 'somebody', leaseDurationSeconds: 15, renewTime: '2026-05-02T10:00:00.000000Z' };

for (const subject of await subjects()) {
  describe(`the port's writes, ${subject.title}`, () => {
    const { space } = subject;
    const admin = adminOf(subject);
    const port = (as: string | null = null) =>
      connect({
        kubeconfig: subject.kubeconfig,
        context: null,
        as,
        asGroups: [],
        env: {},
        timeoutMs: 30_000,
        trace: null,
      });
    let cluster: Cluster;
    before(async () => {
      cluster = port();
      await install(subject);
    });
    after(async () => {
      cluster.close();
      await subject.close();
    });

    const made = async () => {
      const name = fresh('written');
      const answer = await admin.post(PATH.leases(space), leaseNamed(name, HELD, { labels: { kept: 'yes' } }));
      assertOk(answer, 201);
      const { object } = (await cluster.writes.look('leases', { namespace: space, name })) as { object: RawObject };
      const uid = String(pick(object, 'metadata.uid'));
      const resourceVersion = String(pick(object, 'metadata.resourceVersion'));
      return { name, place: { namespace: space, name }, object, guard: { uid, resourceVersion } };
    };
    const renewed = async ({ name, object }: Awaited<ReturnType<typeof made>>) => {
      const spec = { ...HELD, renewTime: '2026-05-02T10:00:02.000000Z' };
      assertOk(await admin.put(`${PATH.leases(space)}/${name}`, { ...object, spec }));
    };
    const isThere = async (name: string) => (await admin.ask(`${PATH.leases(space)}/${name}`)).status === 200;
    const said = (outcome: Outcome, result: Outcome['result']) =>
      assert.equal(outcome.result, result, JSON.stringify(outcome));

    it('looks at an object with the date of the server, and at none', async () => {
      const { name } = await made();
      const found = await cluster.writes.look('leases', { namespace: space, name });
      assert.equal(pick(found?.object, 'metadata.labels.kept'), 'yes');
      assert.ok(Math.abs(Date.parse(found?.date ?? '') - Date.now()) < 5000);
      assert.equal(await cluster.writes.look('leases', { namespace: space, name: 'nope' }), null);
    });

    it('deletes the very Lease that was looked at', async () => {
      const lease = await made();
      const outcome = await cluster.writes.remove('leases', lease.place, lease.guard);
      assert.deepEqual([outcome.result, outcome.result === 'done' && outcome.seen], ['done', 'answer']);
      assert.equal(await isThere(lease.name), false);
      said(await cluster.writes.remove('leases', lease.place, lease.guard), 'absent');
    });

    it('deletes none that was renewed since, and none of another uid', async () => {
      const lease = await made();
      await renewed(lease);
      said(await cluster.writes.remove('leases', lease.place, lease.guard), 'conflict');
      said(await cluster.writes.remove('leases', lease.place, { uid: ELSEWHERE, resourceVersion: null }), 'conflict');
      assert.equal(await isThere(lease.name), true);
    });

    it('updates the very Lease that was looked at, and keeps what it does not know', async () => {
      const { name, object } = await made();
      said(await cluster.writes.update('leases', { ...object, spec: { ...HELD, holderIdentity: '' } }), 'done');
      const { body } = await admin.ask(`${PATH.leases(space)}/${name}`);
      assert.equal(pick(body, 'spec.holderIdentity') ?? '', '');
      assert.equal(pick(body, 'metadata.labels.kept'), 'yes');
    });

    it('updates none that was renewed since, and makes none that was deleted', async () => {
      const lease = await made();
      await renewed(lease);
      said(await cluster.writes.update('leases', lease.object), 'conflict');
      assertOk(await admin.delete(`${PATH.leases(space)}/${lease.name}`));
      said(await cluster.writes.update('leases', lease.object), 'conflict');
      assert.equal(await isThere(lease.name), false);
    });

    it('is told who may not', async () => {
      const { place, guard, object } = await made();
      const other = port('contract-nobody');
      try {
        for (const outcome of [
          await other.writes.remove('leases', place, guard),
          await other.writes.update('leases', object),
        ]) {
          assert.equal(outcome.result === 'refused' && outcome.reason, 'forbidden', JSON.stringify(outcome));
          assert.match(
            outcome.result === 'refused' ? outcome.why : '',
            /^user "contract-nobody" may not (delete|update)/,
          );
        }
      } finally {
        other.close();
      }
    });

    // before the restart, whose rollout takes pods away by itself
    it('deletes and evicts the very pod that was looked at', { skip: subject.dropsJson }, async () => {
      const policy = of(subject, { '1.37': 'v1', '1.20': 'v1beta1' } as const);
      const pods = await podsOf(admin, space);
      const [first = '', second = ''] = pods;
      for (const [name, write] of [
        [
          first,
          (uid: string) =>
            cluster.writes.remove('pods', { namespace: space, name: first }, { uid, resourceVersion: null }, 1),
        ],
        [
          second,
          (uid: string) =>
            cluster.writes.evict(
              { namespace: space, name: second },
              { uid, resourceVersion: null },
              { policy, graceSeconds: 1 },
            ),
        ],
      ] as const) {
        const path = `${PATH.pods(space)}/${name}`;
        const uid = String(at(await admin.ask(path), 'metadata.uid'));
        said(await write(ELSEWHERE), 'conflict');
        assert.equal(at(await admin.ask(path), 'metadata.deletionTimestamp'), undefined);
        said(await write(uid), 'done');
        const { status, text } = await admin.ask(path);
        assert.ok(status === 404 || text.includes('deletionTimestamp'), text);
      }
    });

    it('restarts the Deployment of this uid, as kubectl does', async () => {
      const path = `${PATH.deployments(space)}/${DEPLOYMENT}`;
      const uid = String(at(await admin.ask(path), 'metadata.uid'));
      const place = { namespace: space, name: DEPLOYMENT };
      const when = '2026-05-02T10:00:00Z';
      const other = await cluster.writes.restart('deployments', place, { uid: ELSEWHERE, resourceVersion: null }, when);
      assert.ok(['conflict', 'refused'].includes(other.result), JSON.stringify(other));
      const shown = async () => JSON.stringify(at(await admin.ask(path), 'spec.template.metadata.annotations') ?? {});
      assert.doesNotMatch(await shown(), /restartedAt/);
      said(await cluster.writes.restart('deployments', place, { uid, resourceVersion: null }, when), 'done');
      assert.match(await shown(), /"kubectl\.kubernetes\.io\/restartedAt":"2026-05-02T10:00:00Z"/);
    });
  });
}
