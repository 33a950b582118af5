// Who gets to the API server, and who is known there: policies, a lost Service, tokens of accounts that are gone, and both locks of a
// migration.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Draft } from '../../../src/practice/objects/object.ts';
import { installation, LEASE, NAMESPACE, SECOND, TestCluster } from './cluster.ts';

const LABELS = { 'control-plane': 'controller-manager' };
const EXPIRED = 30;

function settled(options: Parameters<typeof installation>[0] = {}): TestCluster {
  const cluster = new TestCluster();
  cluster.apply(...installation(options));
  cluster.run(40);
  assert.ok(renews(cluster), 'it should lead before anything is done to it');
  return cluster;
}

/** Whether a renewal lies within the last five seconds. */
function renews(cluster: TestCluster): boolean {
  return cluster.clock.now() - Date.parse(cluster.lease?.renewTime ?? '') < 5 * SECOND;
}

function policy(spec: Draft): Draft {
  const metadata = { name: 'limits', namespace: NAMESPACE };
  const whole = { podSelector: { matchLabels: LABELS }, policyTypes: ['Egress'], ...spec };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: whole };
}

const tcp = (port: number | string, endPort?: number) => ({
  protocol: 'TCP',
  port,
  ...(endPort === undefined ? {} : { endPort }),
});

describe('a network policy', () => {
  const CASES: readonly (readonly [title: string, spec: Draft, reaches: boolean])[] = [
    ['without an egress rule', { egress: [] }, false],
    ["that lets out the Service's port only", { egress: [{ ports: [tcp(443)] }] }, false],
    ['that lets out the port behind it', { egress: [{ ports: [tcp(443), tcp(6443)] }] }, true],
    ['with a range around that port', { egress: [{ ports: [tcp(6000, 7000)] }] }, true],
    ['with that port by UDP', { egress: [{ ports: [{ protocol: 'UDP', port: 6443 }] }] }, false],
    ['with the name of a port', { egress: [{ ports: [tcp('https')] }] }, false],
    ['to a block that holds the API server', { egress: [{ to: [{ ipBlock: { cidr: '192.168.0.0/16' } }] }] }, true],
    [
      'to a block that leaves it out',
      { egress: [{ to: [{ ipBlock: { cidr: '192.168.0.0/16', except: ['192.168.0.0/24'] } }] }] },
      false,
    ],
    ['to pods: the API server is none', { egress: [{ to: [{ namespaceSelector: {} }] }] }, false],
    ['for Ingress only', { policyTypes: ['Ingress'], egress: [] }, true],
    ['for other pods', { podSelector: { matchLabels: { app: 'other' } }, egress: [] }, true],
  ];
  for (const [title, spec, reaches] of CASES) {
    it(`${title}: the API server is ${reaches ? 'reached' : 'out of reach'}`, () => {
      const cluster = settled({ replicas: 1 });
      cluster.apply(policy(spec));
      cluster.run(EXPIRED);
      assert.equal(renews(cluster), reaches);
    });
  }

  it('holds no longer than it is there, and kubelets are not its affair', () => {
    const cluster = settled({ replicas: 1 });
    cluster.apply(policy({ egress: [] }));
    cluster.run(120);
    const [pod] = cluster.pods;
    assert.equal(pod?.status?.containerStatuses?.[0]?.ready, true);
    cluster.remove('networkpolicies', 'limits');
    cluster.run(EXPIRED);
    assert.ok(renews(cluster));
  });
});

describe("the API server's Service", () => {
  it('that leads nowhere: who never had a connection cannot dial, and its pod stays Ready (reference 2.6, network)', () => {
    const cluster = settled();
    cluster.world.serviceLost(true);
    cluster.run(180);
    assert.ok(!renews(cluster));
    for (const pod of cluster.pods) {
      const last = cluster.log(pod).at(-1) ?? '';
      assert.match(last, /dial tcp 10\.96\.0\.1:443: i\/o timeout/);
      assert.equal(pod.status?.containerStatuses?.[0]?.ready, true);
    }
    cluster.world.serviceLost(false);
    cluster.run(EXPIRED);
    assert.ok(renews(cluster));
  });

  it('that is back: what processes gave up meanwhile never arrives, so the Lease is taken over and not renewed by the dead', () => {
    const cluster = settled();
    cluster.world.serviceLost(true);
    cluster.run(180);
    const { leaseTransitions = 0, renewTime = null } = cluster.lease ?? {};
    cluster.world.serviceLost(false);
    cluster.until(() => cluster.lease?.renewTime !== renewTime);
    assert.equal(cluster.lease?.leaseTransitions, leaseTransitions + 1);
  });

  it('that was lost a moment ago: an open connection is only silent', () => {
    const cluster = settled({ replicas: 1 });
    const [pod] = cluster.pods;
    assert.ok(pod);
    cluster.world.serviceLost(true);
    cluster.run(13);
    const lines = [...cluster.log(pod, true), ...cluster.log(pod)].filter((text) => /deadline|timeout"/.test(text));
    assert.ok(lines.length > 0 && lines.every((text) => !text.includes('dial tcp')), lines.join('\n'));
  });

  it('and its Endpoints are there from the beginning', () => {
    const { api, kind } = (() => {
      const cluster = new TestCluster();
      return { api: cluster.store, kind: (resource: string) => cluster.kind(resource) };
    })();
    const endpoints = api.get(kind('endpoints'), 'default', 'kubernetes') as unknown as {
      readonly subsets: readonly { readonly ports: readonly { readonly port: number }[] }[];
    };
    assert.equal(endpoints.subsets[0]?.ports[0]?.port, 6443);
    assert.ok(api.get(kind('services'), 'default', 'kubernetes'));
  });
});

describe('a service account that is deleted', () => {
  it('takes its tokens along: requests are answered with Unauthorized', () => {
    const cluster = settled();
    cluster.remove('serviceaccounts', 'controller-manager');
    cluster.run(60);
    assert.ok(!renews(cluster));
    for (const pod of cluster.pods) assert.match(cluster.log(pod).at(-1) ?? '', /Unauthorized/);
  });

  it('and made again is another one: only new pods have tokens of it', () => {
    const cluster = settled({ replicas: 1 });
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'controller-manager', namespace: NAMESPACE },
    };
    cluster.remove('serviceaccounts', 'controller-manager');
    cluster.apply(account);
    cluster.run(60);
    assert.ok(!renews(cluster));
    cluster.remove('pods', cluster.pods[0]?.metadata.name ?? '');
    cluster.run(60);
    assert.ok(renews(cluster));
  });
});

describe('a lock on configmapsleases', () => {
  const image = 'practice/elector:1.26';
  const args = ['--leader-elect-resource-lock=configmapsleases'];
  const mayLock: Draft = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'manager-role', namespace: NAMESPACE },
    rules: [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'update'] },
    ],
  };

  it('writes the same record to both (reference 6.1)', () => {
    const cluster = new TestCluster();
    cluster.apply(...installation({ image, args }), mayLock);
    cluster.run(40);
    const { annotations = {} } = cluster.find('configmaps', LEASE)?.metadata ?? {};
    const record = JSON.parse(annotations['control-plane.alpha.kubernetes.io/leader'] ?? '{}');
    assert.equal(record.holderIdentity, cluster.lease?.holderIdentity);
    assert.equal(record.leaderTransitions, 0);
    assert.ok(cluster.clock.now() - Date.parse(record.renewTime) < 5 * SECOND);
  });

  it('needs the rights on both: without those on ConfigMaps nobody leads', () => {
    const cluster = new TestCluster();
    cluster.apply(...installation({ image, args }));
    cluster.run(40);
    assert.equal(cluster.lease, null);
    for (const pod of cluster.pods) assert.match(cluster.log(pod).at(-1) ?? '', /cannot create resource "configmaps"/);
  });

  it('is refused from client-go 0.28 on (reference 2.5)', () => {
    const cluster = new TestCluster();
    cluster.apply(...installation({ image: 'practice/elector:1.28', args, replicas: 1 }), mayLock);
    cluster.run(15);
    const [pod] = cluster.pods;
    assert.ok(pod);
    const lines = [...cluster.log(pod, true), ...cluster.log(pod)];
    assert.match(lines.join('\n'), /configmapsleases lock is removed, migrated to leases/);
    assert.equal(cluster.lease, null);
  });
});
