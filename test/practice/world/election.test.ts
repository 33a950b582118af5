// What happens in the world when replicas elect: who leads, how long a failover takes, and what logs, Events and pods say of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { installation, LEASE, NAMESPACE, SECOND, TestCluster } from './cluster.ts';

/** A cluster in which three replicas run and one of them leads. */
function settled(cluster = new TestCluster(), options: Parameters<typeof installation>[0] = {}): TestCluster {
  cluster.apply(...installation(options));
  cluster.run(40);
  return cluster;
}

describe('a Deployment of three', () => {
  const cluster = settled();
  it('runs three ready pods on three nodes', () => {
    assert.equal(cluster.pods.length, 3);
    for (const { status } of cluster.pods) assert.equal(status?.phase, 'Running');
    assert.equal(new Set(cluster.pods.map(({ spec }) => spec.nodeName)).size, 3);
    const { status } = cluster.find('deployments', 'controller-manager') as unknown as {
      status: Record<string, unknown>;
    };
    assert.equal(status.availableReplicas, 3);
    assert.equal(status.updatedReplicas, 3);
    assert.equal(status.observedGeneration, cluster.find('deployments', 'controller-manager')?.metadata.generation);
  });
  it('elects exactly one leader, that renews', () => {
    assert.equal(cluster.lease?.leaseTransitions, 0);
    assert.ok(cluster.leader);
    const before = cluster.lease?.renewTime;
    cluster.run(5);
    assert.notEqual(cluster.lease?.renewTime, before);
    assert.equal(cluster.world.identities(NAMESPACE, LEASE).filter(({ leads }) => leads).length, 1);
  });
  it('says so in its logs: a standby one line, the leader three (reference 2.1)', () => {
    const words = (pod: (typeof cluster.pods)[number]) =>
      cluster
        .log(pod)
        .filter((text) => !text.includes('already exists'))
        .map((text) => text.replace(/^[^"\]]*\] ?/, '').replace(/^\S+ \S+ +1 \S+ /, ''));
    for (const pod of cluster.pods) {
      const attempt = `"Attempting to acquire leader lease..." lock="${NAMESPACE}/${LEASE}"`;
      const leads = pod === cluster.leader;
      const acquired = [`"Successfully acquired lease" lock="${NAMESPACE}/${LEASE}"`, 'Starting workers'];
      assert.deepEqual(words(pod), leads ? [attempt, ...acquired] : [attempt]);
    }
  });
  it('writes the klog header of 0.37', () => {
    const [first = ''] = cluster.log(cluster.pods[0] as never);
    assert.match(first, /^I0502 10:00:0\d\.\d{6} {7}1 leaderelection\.go:258\] "Attempting/);
  });
  it('records an Event on the Lease (reference 3)', () => {
    assert.deepEqual(cluster.events(LEASE), [`LeaderElection: ${cluster.lease?.holderIdentity} became leader`]);
  });
  it('exports the gauge: 1 on the leader, 0 on standbys (reference 4)', () => {
    for (const pod of cluster.pods) {
      const page = cluster.world.pods.page(pod.metadata.uid, 8080, '/metrics', null, false);
      assert.ok(typeof page === 'object');
      const row = `leader_election_master_status{name="${LEASE}"} ${pod === cluster.leader ? 1 : 0}`;
      assert.ok(page.body.split('\n').includes(row), page.body);
    }
  });
});

/** The seconds until another process than `identity` holds the Lease. */
function failover(cluster: TestCluster, identity: string): number {
  return cluster.until(() => !['', identity].includes(cluster.lease?.holderIdentity ?? ''));
}

describe('a failover (reference 1.6)', () => {
  it('takes at most 2.2 retry periods where the leader releases', () => {
    for (let seed = 0; seed < 15; seed++) {
      const cluster = settled(new TestCluster({ seed: `release ${seed}` }));
      const leader = cluster.leader as NonNullable<typeof cluster.leader>;
      const identity = cluster.lease?.holderIdentity ?? '';
      const log = cluster.world.pods.log(leader.metadata.uid, 'manager', false);
      cluster.remove('pods', leader.metadata.name);
      const took = failover(cluster, identity);
      assert.ok(took <= 4.4 + 0.2, `${took} s`);
      assert.equal(cluster.lease?.leaseTransitions, 1);
      assert.match(log?.lines.at(-1)?.text ?? '', /main\.go:72\] Stopping and waiting for leader election runnables$/);
    }
  });
  it('takes 13 to 23.8 s after a crash', () => {
    for (let seed = 0; seed < 15; seed++) {
      const cluster = settled(new TestCluster({ seed: `crash ${seed}` }));
      const identity = cluster.lease?.holderIdentity ?? '';
      cluster.world.crash(NAMESPACE, cluster.leader?.metadata.name ?? '');
      const took = failover(cluster, identity);
      assert.ok(took >= 13 && took <= 23.9, `${took} s`);
    }
  });
  it('leaves another pod in the place of one that was removed', () => {
    const cluster = settled();
    const leader = cluster.leader?.metadata.name ?? '';
    cluster.world.crashAndRemove(NAMESPACE, leader);
    assert.equal(cluster.find('pods', leader), null);
    cluster.run(30);
    assert.equal(cluster.pods.length, 3);
    assert.notEqual(cluster.leader?.metadata.name, leader);
  });
  it('makes a frozen leader lose when it wakes, within RD + RP', () => {
    const cluster = settled(new TestCluster(), { spec: {} });
    const leader = cluster.leader as NonNullable<typeof cluster.leader>;
    const identity = cluster.lease?.holderIdentity ?? '';
    cluster.world.freeze(NAMESPACE, leader.metadata.name);
    failover(cluster, identity);
    assert.equal(cluster.world.pods.page(leader.metadata.uid, 8080, '/metrics', null, false), 'silent');
    cluster.world.thaw(NAMESPACE, leader.metadata.name);
    const took = cluster.until(() =>
      cluster.told.some(({ pod, text }) => pod === leader.metadata.name && text === 'exit 1'),
    );
    assert.ok(took <= 12.1, `${took} s`);
    assert.ok(cluster.log(leader).some((text) => text.includes('"Failed to renew lease"')));
  });
  it('makes a leader that is cut off stop after RP + RD at most', () => {
    const cluster = settled(new TestCluster(), { image: 'localhost/manager:1' });
    const leader = cluster.leader as NonNullable<typeof cluster.leader>;
    const from = cluster.clock.now();
    cluster.world.partition(NAMESPACE, leader.metadata.name);
    cluster.until(() => cluster.told.some(({ pod, text }) => pod === leader.metadata.name && text === 'exit 1'));
    const took = (cluster.clock.now() - from) / SECOND;
    // with release up to one renew deadline more (reference 1.6 d)
    assert.ok(took >= 10 && took <= 22.1, `${took} s`);
    const url = `https://10.96.0.1:443/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases/${LEASE}?timeout=5s`;
    assert.ok(
      cluster.log(leader).join('\n').includes(`Get \\"${url}\\": context deadline exceeded`),
      cluster.log(leader).join('\n'),
    );
  });
  it('elects nobody while the API server is away, and somebody afterwards', () => {
    const cluster = settled();
    cluster.world.apiDown(true);
    const transitions = cluster.lease?.leaseTransitions;
    cluster.run(40);
    assert.equal(cluster.lease?.leaseTransitions, transitions);
    cluster.world.apiDown(false);
    cluster.run(30);
    assert.ok(cluster.leader);
    assert.equal(cluster.lease?.leaseTransitions, (transitions ?? 0) + 1);
  });
});

describe('without the right to update (reference 8, F4)', () => {
  const cluster = new TestCluster();
  cluster.apply(...installation({ verbs: ['get', 'create'], image: 'practice/beskar7:v0.4.0-alpha.7' }));
  cluster.until(() => cluster.lease !== null);
  const from = cluster.clock.now();
  const first = cluster.leader as NonNullable<typeof cluster.leader>;
  cluster.until(() => cluster.told.some(({ pod, text }) => pod === first.metadata.name && text === 'exit 1'));
  const took = (cluster.clock.now() - from) / SECOND;
  it('the first one leads for at most a retry period and a renew deadline, and exits with 1', () => {
    // the first renewal follows the acquisition at once, so that the deadline alone may be what it gets
    assert.ok(took > 9.9 && took < 12.3, `${took} s`);
  });
  it('the Lease is created and never renewed', () => {
    cluster.run(120);
    assert.equal(cluster.lease?.leaseTransitions, 0);
    assert.equal(cluster.lease?.renewTime, cluster.lease?.acquireTime);
  });
  it('all pods stay Running and Ready, and complain', () => {
    const who = `User "system:serviceaccount:${NAMESPACE}:controller-manager"`;
    const denied = `leases.coordination.k8s.io "${LEASE}" is forbidden: ${who} cannot update resource "leases" in API group "coordination.k8s.io" in the namespace "${NAMESPACE}"`;
    for (const pod of cluster.pods) {
      assert.equal(pod.status?.containerStatuses?.[0]?.ready, true);
      const lines = cluster.log(pod).filter((text) => text.endsWith(`] Failed to update lock: ${denied}`));
      assert.ok(lines.length > 10, String(lines.length));
      assert.match(lines[0] ?? '', /^E0502 10:0\d:\d\d\.\d{6} {7}1 leaderelection\.go:472\] /);
    }
  });
});
