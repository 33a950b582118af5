// Workloads: rollouts, restarts with their waits, images that are not there, scaling, ends.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ADMINISTRATOR } from '../../../src/practice/inside.ts';
import { installation, NAMESPACE, TestCluster } from './cluster.ts';

const NAME = 'controller-manager';

function settled(options: Parameters<typeof installation>[0] = {}, seconds = 40): TestCluster {
  const cluster = new TestCluster();
  cluster.apply(...installation(options));
  cluster.run(seconds);
  return cluster;
}

interface Conditions {
  readonly status: {
    readonly conditions: readonly { readonly type: string; readonly reason: string; readonly message: string }[];
  };
}

function progress(cluster: TestCluster): string {
  const { status } = cluster.find('deployments', NAME) as unknown as Conditions;
  const { reason, message } = status.conditions.find(({ type }) => type === 'Progressing') ?? {
    reason: '',
    message: '',
  };
  return `${reason}: ${message.replace(/"[^"]*"/, '"…"')}`;
}

describe('a container that crashes', () => {
  const cluster = settled({ replicas: 1, annotations: { 'practice.b7le/crash-after': '1s' } }, 0);
  it('is restarted at once, then after 10 s, 20 s, 40 s and so on', () => {
    cluster.run(600);
    const pod = cluster.pods[0];
    const name = pod?.metadata.name;
    const of = (match: RegExp) =>
      cluster.told.filter((one) => one.pod === name && match.test(one.text)).map(({ at }) => at);
    const exits = of(/^exit 1/);
    const starts = of(/^container (started|restarted)/);
    const waits = starts.slice(1).map((at, index) => (at - (exits[index] as number)) / 1000);
    const least = [0, 10, 20, 40, 80, 160];
    // the kubelet looks again every 10 to 15 s
    for (const [index, wait] of least.entries())
      assert.ok((waits[index] ?? 0) >= wait && (waits[index] ?? 0) <= wait + 16.5, `${index}: ${waits[index]} s`);
    assert.equal(pod?.status?.containerStatuses?.[0]?.restartCount, starts.length - 1);
  });
  it('shows the back-off, and how it ended before', () => {
    const status = cluster.pods[0]?.status?.containerStatuses?.[0];
    const { name, uid } = cluster.pods[0]?.metadata ?? {};
    const message = `back-off 5m0s restarting failed container=manager pod=${name}_${NAMESPACE}(${uid})`;
    assert.deepEqual(status?.state, { waiting: { reason: 'CrashLoopBackOff', message } });
    const last = status?.lastState as unknown as { readonly terminated: Record<string, unknown> };
    assert.equal(last.terminated.exitCode, 1);
    assert.equal(last.terminated.reason, 'Error');
    assert.equal(cluster.pods[0]?.status?.phase, 'Running');
  });
  it('keeps the log of the run before', () => {
    const pod = cluster.pods[0] as NonNullable<(typeof cluster.pods)[number]>;
    assert.ok(cluster.log(pod, true).some((text) => text.includes('Attempting to acquire')));
  });
});

describe('an unknown flag', () => {
  it('ends the program with 2 and its usage', () => {
    const cluster = settled(
      { image: 'practice/beskar7:v0.4.0-alpha.7', args: ['--leader-elect-release-on-cancel'] },
      3,
    );
    const pod = cluster.pods[0] as NonNullable<(typeof cluster.pods)[number]>;
    const log = [...cluster.log(pod, true), ...cluster.log(pod)];
    assert.equal(log[0], 'flag provided but not defined: -leader-elect-release-on-cancel');
    assert.equal(log[1], 'Usage of /manager:');
    assert.ok(cluster.told.some(({ text }) => text === 'exit 2'));
    assert.equal(cluster.lease, null);
  });
});

describe('settings that client-go refuses', () => {
  it('end a manager with 1 and the rule that is broken (reference 1.1)', () => {
    const cluster = settled({ image: 'localhost/manager:1', args: ['--leader-elect-renew-deadline=15s'] }, 3);
    const pod = cluster.pods[0] as NonNullable<(typeof cluster.pods)[number]>;
    const log = [...cluster.log(pod, true), ...cluster.log(pod)].join('\n');
    assert.match(
      log,
      /failed during initialization leader election process: leaseDuration must be greater than renewDeadline/,
    );
    assert.ok(cluster.told.some(({ text }) => text === 'exit 1'));
  });
});

describe('an image that no program has', () => {
  it('is pulled for in vain', () => {
    const cluster = settled({ image: 'example.com/none:1', replicas: 1 }, 30);
    const [status] = cluster.pods[0]?.status?.containerStatuses ?? [];
    assert.deepEqual(status?.state, {
      waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "example.com/none:1"' },
    });
    assert.equal(cluster.pods[0]?.status?.phase, 'Pending');
    assert.ok(cluster.events(cluster.pods[0]?.metadata.name ?? '').includes('Failed: Error: ErrImagePull'));
  });
});

describe('a rollout', () => {
  it('replaces all pods and never falls below what is allowed', () => {
    const cluster = settled();
    const before = new Set(cluster.pods.map(({ metadata }) => metadata.uid));
    cluster.patch('deployments', NAME, {
      spec: {
        template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-05-02T10:01:00Z' } } },
      },
    });
    const available = () =>
      cluster
        .list('replicasets')
        .reduce((sum, set) => sum + ((set.status as { availableReplicas?: number })?.availableReplicas ?? 0), 0);
    for (let step = 0; step < 600; step++) {
      cluster.run(0.1);
      // 25% of 3, rounded down, may be missing: none; rounded up, one more may run
      assert.ok(available() >= 3, String(available()));
      assert.ok(cluster.pods.filter(({ metadata }) => !metadata.deletionTimestamp).length <= 4);
    }
    assert.equal(cluster.pods.length, 3);
    for (const { metadata } of cluster.pods) assert.ok(!before.has(metadata.uid));
    assert.equal(cluster.list('replicasets').length, 2);
    assert.equal(cluster.find('deployments', NAME)?.metadata.annotations?.['deployment.kubernetes.io/revision'], '2');
    assert.equal(progress(cluster), 'NewReplicaSetAvailable: ReplicaSet "…" has successfully progressed.');
  });
  it('stops everything first where the strategy is Recreate', () => {
    const cluster = settled({ spec: { strategy: { type: 'Recreate' } } });
    const before = new Set(cluster.pods.map(({ metadata }) => metadata.uid));
    cluster.patch('deployments', NAME, { spec: { template: { metadata: { annotations: { again: 'yes' } } } } });
    cluster.until(() => cluster.pods.some(({ metadata }) => !before.has(metadata.uid)));
    assert.ok(!cluster.pods.some(({ metadata }) => before.has(metadata.uid)));
    cluster.run(30);
    assert.equal(cluster.pods.length, 3);
  });
  it('is said to have failed after its deadline', () => {
    const cluster = settled({ image: 'example.com/none:1', spec: { progressDeadlineSeconds: 60 } }, 30);
    assert.match(progress(cluster), /^(NewReplicaSetCreated|ReplicaSetUpdated): /);
    cluster.run(60);
    assert.equal(progress(cluster), 'ProgressDeadlineExceeded: ReplicaSet "…" has timed out progressing.');
  });
});

describe('a ServiceAccount that is not there', () => {
  const cluster = new TestCluster();
  cluster.apply(...installation().filter(({ kind }) => kind !== 'ServiceAccount'));
  cluster.run(20);
  const [set] = cluster.list('replicasets');
  const why = `is forbidden: error looking up service account ${NAMESPACE}/${NAME}: serviceaccount "${NAME}" not found`;
  it('keeps pods from being made, and the ReplicaSet says so', () => {
    assert.equal(cluster.pods.length, 0);
    const told = `FailedCreate: Error creating: pods "${set?.metadata.name}-" ${why}`;
    assert.ok(cluster.events(set?.metadata.name ?? '').includes(told));
    const { status } = cluster.find('deployments', NAME) as unknown as Conditions;
    assert.equal(status.conditions.find(({ type }) => type === 'ReplicaFailure')?.reason, 'FailedCreate');
  });
  it('is enough once it is there', () => {
    cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace: NAMESPACE } });
    cluster.run(60);
    assert.equal(cluster.pods.length, 3);
  });
});

describe('scaling', () => {
  it('to 0 ends all pods, and the Lease stays released', () => {
    const cluster = settled();
    cluster.patch('deployments', NAME, { spec: { replicas: 0 } });
    cluster.run(15);
    assert.equal(cluster.pods.length, 0);
    assert.equal(cluster.lease?.holderIdentity, '');
  });
  it('up adds pods, down takes the surplus away', () => {
    const cluster = settled();
    cluster.patch('deployments', NAME, { spec: { replicas: 6 } });
    cluster.run(15);
    assert.equal(cluster.pods.length, 6);
    cluster.patch('deployments', NAME, { spec: { replicas: 2 } });
    cluster.run(15);
    assert.equal(cluster.pods.length, 2);
  });
});

describe('deletion', () => {
  it('of a Deployment takes its ReplicaSets and pods along', () => {
    const cluster = settled();
    cluster.remove('deployments', NAME);
    cluster.run(15);
    assert.equal(cluster.list('replicasets').length, 0);
    assert.equal(cluster.pods.length, 0);
  });
  it('leaves the pods where it orphans them, and takes them first where it waits for them', () => {
    const orphaned = settled();
    orphaned.remove('deployments', NAME, { propagationPolicy: 'Orphan' });
    orphaned.run(15);
    assert.equal(orphaned.find('deployments', NAME), null);
    assert.equal(orphaned.pods.length, 3);
    const waited = settled();
    waited.remove('deployments', NAME, { propagationPolicy: 'Foreground' });
    assert.ok(waited.find('deployments', NAME));
    waited.run(20);
    assert.equal(waited.find('deployments', NAME), null);
    assert.equal(waited.pods.length, 0);
  });
  it('of a namespace empties it', () => {
    const cluster = settled();
    const kind = cluster.kind('namespaces');
    const base = { user: ADMINISTRATOR, manager: 'kubectl', kind, namespace: null, name: NAMESPACE, subresource: '' };
    cluster.api.act({ ...base, verb: 'delete' });
    cluster.run(30);
    assert.equal(cluster.store.get(kind, null, NAMESPACE), null);
    for (const resource of ['deployments', 'pods', 'leases', 'serviceaccounts'])
      assert.equal(cluster.list(resource).length, 0, resource);
  });
  it('of a pod that ignores SIGTERM takes its grace period', () => {
    const cluster = settled({ annotations: { 'practice.b7le/ignore-term': 'true' } });
    const { name = '' } = cluster.pods[0]?.metadata ?? {};
    cluster.remove('pods', name);
    const took = cluster.until(() => cluster.find('pods', name) === null);
    assert.ok(took >= 10 && took < 12.1, `${took} s`);
    assert.ok(cluster.told.some(({ pod, text }) => pod === name && text === 'exit 137'));
  });
  it('of a pod by force takes the object at once, and the process still releases', () => {
    const cluster = settled();
    const name = cluster.leader?.metadata.name ?? '';
    cluster.remove('pods', name, { gracePeriodSeconds: 0 });
    assert.equal(cluster.find('pods', name), null);
    const took = cluster.until(() => cluster.told.some(({ pod, text }) => pod === name && text.startsWith('released')));
    assert.ok(took < 2, `${took} s`);
  });
});

describe('a liveness probe', () => {
  it('has a frozen container killed after its failures and the grace', () => {
    const cluster = settled();
    const { name = '' } = cluster.pods[0]?.metadata ?? {};
    cluster.world.freeze(NAMESPACE, name);
    const took = cluster.until(() => cluster.told.some(({ pod, text }) => pod === name && text === 'exit 137'));
    // three failures ten seconds apart, then ten seconds of grace
    assert.ok(took >= 30 && took <= 40.1, `${took} s`);
    assert.ok(cluster.events(name).includes('Killing: Container manager failed liveness probe, will be restarted'));
  });
});

describe('many replicas', () => {
  it('200 elect one leader, and a minute of theirs costs little', () => {
    const cluster = settled(
      { replicas: 200, spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } },
      60,
    );
    assert.equal(cluster.pods.length, 200);
    assert.equal(
      cluster.world.identities(NAMESPACE, 'beskar7.infrastructure.cluster.x-k8s.io').filter(({ leads }) => leads)
        .length,
      1,
    );
  });
});
