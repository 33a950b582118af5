// The election itself, as it shows in the API: a Lease through its transitions (reference 1.5), Events, and who follows whom.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Client, listAt, pick, textAt } from './ask.ts';
import { assertOk, at } from './expect.ts';
import { DEPLOYMENT, install, LEASE, type Leader, type LeaseSpec, leaderOf, podsOf, rolledOut } from './install.ts';
import { adminOf, of, PATH, subjects, until } from './subject.ts';

const IDENTITY =
  /^controller-manager-[a-z0-9]+-[a-z0-9]{5}_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MICRO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

for (const subject of await subjects()) {
  describe(`election, ${subject.title}`, () => {
    const { space } = subject;
    const client = adminOf(subject);
    const path = `${PATH.leases(space)}/${LEASE}`;
    let first: Leader;
    before(async () => {
      first = await install(subject);
    });
    after(() => subject.close());

    it('begins with a Lease of its holder and no transition', async () => {
      assert.match(first.identity, IDENTITY);
      assert.ok((await podsOf(client, space)).includes(first.pod));
      const { leaseDurationSeconds, leaseTransitions, acquireTime = '', renewTime = '' } = first.spec;
      assert.deepEqual([leaseDurationSeconds, leaseTransitions], [15, 0]);
      assert.match(acquireTime, MICRO);
      assert.match(renewTime, MICRO);
    });

    it('renews every retry period: renewTime moves, nothing else', async () => {
      const specs: LeaseSpec[] = [];
      await client.watch(`${PATH.leases(space)}?watch=1&fieldSelector=metadata.name%3D${LEASE}`, ({ object }) => {
        return specs.push(pick(object, 'spec') as LeaseSpec) === 4;
      });
      const times = specs.map(({ renewTime }) => Date.parse(renewTime ?? ''));
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      // a busy machine may hold one of them up, until the renew deadline at the latest
      assert.ok(Math.min(...gaps) >= 1900 && Math.min(...gaps) < 4000 && Math.max(...gaps) < 15_000, gaps.join(' '));
      for (const { renewTime, ...rest } of specs) {
        const { renewTime: _, ...expected } = first.spec;
        assert.deepEqual(rest, expected, renewTime);
      }
    });

    it('stamps renewals as its version does (reference 1.3)', async () => {
      const answer = await client.ask(path);
      const [entry, ...more] = listAt(answer.body, 'metadata.managedFields');
      assert.deepEqual(more, []);
      assert.equal(pick(entry, 'manager'), 'elector');
      const moment = (where: string) => Math.floor(Date.parse(textAt(answer.body, where)) / 1000);
      const stamp = moment('metadata.managedFields.0.time');
      const [created, renewed] = [moment('metadata.creationTimestamp'), moment('spec.renewTime')];
      assert.ok(renewed > created + 1, `${renewed} ${created}`);
      // both in whole seconds: the server stamps what its client stamped just before; creation has two readings of the clock
      const follows = of(subject, { '1.37': true, '1.20': false });
      if (follows) assert.ok(stamp >= renewed, `${stamp} ${renewed}`);
      else assert.ok(Math.abs(stamp - created) <= 1, `${stamp} ${created}`);
    });

    it('tells of the leader in an Event of the Lease', async () => {
      const event = await until('an Event', 20_000, () =>
        electionEvent(client, space, `${first.identity} became leader`),
      );
      assert.match(textAt(event, 'metadata.name'), new RegExp(`^${LEASE.replaceAll('.', '\\.')}\\.[0-9a-f]{16}$`));
      const uid = at(await client.ask(path), 'metadata.uid');
      const { resourceVersion, ...object } = pick(event, 'involvedObject') as Record<string, unknown>;
      const expected = { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', namespace: space, name: LEASE, uid };
      assert.deepEqual(object, expected);
      assert.match(String(resourceVersion), /^\d+$/);
      assert.deepEqual(
        [pick(event, 'type'), pick(event, 'reason'), pick(event, 'count')],
        ['Normal', 'LeaderElection', 1],
      );
      assert.deepEqual(pick(event, 'source'), { component: first.identity });
      assert.equal(pick(event, 'reportingComponent'), of(subject, { '1.37': first.identity, '1.20': '' }));
    });

    it('is given up by a leader whose pod is deleted, and taken by another; its ReplicaSet makes a new pod', async () => {
      const former = await leaderOf(client, space);
      const specs: LeaseSpec[] = [];
      const watched = client.watch(
        `${PATH.leases(space)}?watch=1&fieldSelector=metadata.name%3D${LEASE}`,
        ({ object }) => {
          const spec = pick(object, 'spec') as LeaseSpec;
          // just after a renewal: one that is under way when the leader is stopped may outrun the release, which then fails
          if (specs.push(spec) === 2) void client.delete(`${PATH.pods(space)}/${former.pod}`);
          return Boolean(spec.holderIdentity) && spec.holderIdentity !== former.identity;
        },
      );
      await watched;
      const released = specs.find(({ holderIdentity }) => !holderIdentity);
      assert.ok(released, JSON.stringify(specs));
      const { acquireTime, renewTime, ...fields } = released;
      const { leaseTransitions = 0 } = former.spec;
      assert.deepEqual(fields, { holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions });
      assert.equal(acquireTime, renewTime);
      const taken = specs.at(-1);
      assert.match(taken?.holderIdentity ?? '', IDENTITY);
      assert.deepEqual([taken?.leaseDurationSeconds, taken?.leaseTransitions], [15, leaseTransitions + 1]);
      assert.equal(taken?.acquireTime, taken?.renewTime);
      assert.ok(Date.parse(taken?.acquireTime ?? '') >= Date.parse(renewTime ?? ''));
      const pods = await until('a pod in its place', 60_000, async () => {
        const living = await podsOf(client, space);
        return living.length === 3 ? living : null;
      });
      assert.ok(!pods.includes(former.pod), `${former.pod}: ${pods}`);
      await rolledOut(client, space);
    });

    it('starts anew where the Lease is deleted', async () => {
      const before = await client.ask(path);
      const { holderIdentity, leaseTransitions = 0, acquireTime } = pick(before.body, 'spec') as LeaseSpec;
      const query = `watch=1&fieldSelector=metadata.name%3D${LEASE}`;
      const events = await client.watch(`${PATH.leases(space)}?${query}`, ({ type }, all) => {
        if (all.length === 1) void client.delete(path);
        return type === 'ADDED' && all.length > 1;
      });
      const spec = pick(events.at(-1)?.object, 'spec') as LeaseSpec;
      const remembered = spec.holderIdentity === holderIdentity && of(subject, { '1.37': true, '1.20': false });
      if (remembered) assert.deepEqual([spec.leaseTransitions, spec.acquireTime], [leaseTransitions, acquireTime]);
      else assert.deepEqual([spec.leaseTransitions, spec.acquireTime], [0, spec.renewTime]);
      assert.notEqual(at(await client.ask(path), 'metadata.uid'), at(before, 'metadata.uid'));
    });

    it('moves to the new pods of a rollout', async () => {
      const before = await podsOf(client, space);
      const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
      const patch = { spec: { template: { metadata: { annotations } } } };
      assertOk(await client.patch(`${PATH.deployments(space)}/${DEPLOYMENT}`, 'strategic-merge', patch));
      await rolledOut(client, space);
      const { pod } = await until('a leader of the new pods', 60_000, async () => {
        const leader = await leaderOf(client, space);
        return before.includes(leader.pod) ? null : leader;
      });
      assert.ok((await podsOf(client, space)).includes(pod));
      const { body } = await client.ask(PATH.replicaSets(space));
      const counts = listAt(body, 'items').map((set) => pick(set, 'spec.replicas'));
      assert.deepEqual(counts.sort(), [0, 3]);
    });
  });
}

async function electionEvent(client: Client, space: string, message: string): Promise<unknown> {
  const { body } = await client.ask(`${PATH.events(space)}?fieldSelector=reason%3DLeaderElection`);
  return listAt(body, 'items').find((event) => pick(event, 'message') === message) ?? null;
}
