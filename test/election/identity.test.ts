// Holder identities and the pod behind one: the formats and the mapping of reference 1.9.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changesWithProcess, hostOf, type Match, ownersByName, podOf } from '../../src/election/identity.ts';
import type { Pod } from '../../src/election/observation.ts';
import { HASH, identityOf, makePod, makeWorkload, replicaOf, stranger, UUID } from '../support/build.ts';

// Reference 1.9, table of formats: what the host part is, and whether every process has an identity of its own.
const FORMATS: readonly (readonly [string, string, string, boolean])[] = [
  ['controller-runtime', `web-5875b8f7c6-zcbmh_${UUID}`, 'web-5875b8f7c6-zcbmh', true],
  ['an upper-case uuid', `node-1_${UUID.toUpperCase()}`, 'node-1', true],
  ['split at the last underscore', `my_host_${UUID}`, 'my_host', true],
  ['CSI sidecars', 'ebs-csi-controller-6d8f7b9c4d-x7k2p', 'ebs-csi-controller-6d8f7b9c4d-x7k2p', false],
  [
    'cert-manager',
    'cert-manager-5875b8f7c6-zcbmh-external-cert-manager-controller',
    'cert-manager-5875b8f7c6-zcbmh',
    false,
  ],
  ['a pod name', 'ingress-nginx-controller-0', 'ingress-nginx-controller-0', false],
  ['a node name', 'node-1', 'node-1', false],
  ['API server identity', `apiserver-x7k2p_${UUID}`, 'apiserver-x7k2p', true],
  ['a fixed string', 'beskar7-claim-coordinator', 'beskar7-claim-coordinator', false],
  ['an underscore without uuid', 'me_too', 'me_too', false],
  ['a uuid without its underscore', UUID, UUID, false],
  ['a uuid that is cut short', `web-0_${UUID.slice(0, -1)}`, `web-0_${UUID.slice(0, -1)}`, false],
];

for (const [who, identity, host, own] of FORMATS) {
  test(`identity of ${who}: the host part`, () => assert.equal(hostOf(identity), host));
  test(`identity of ${who}: ${own ? 'changes' : 'stays'} with the process`, () =>
    assert.equal(changesWithProcess(identity), own));
}

const long = stranger('the-payments-operator-of-the-northern-region-controller-manager', 'payments');
const longPod = replicaOf(long, 'zcbmh');
// its 63rd character is the dash before the random suffix
const dashPod = replicaOf(stranger('a'.repeat(51), 'payments'), 'zcbmh');
const first = makePod();
const second = replicaOf(makeWorkload(), '9ccl2');

interface Mapping {
  readonly is: string;
  readonly identity: string;
  readonly pods: readonly Pod[];
  readonly pod: Pod | null;
  readonly match: Match;
}

const named = (name: string, overrides: Partial<Pod> = {}) => makePod({ name, ...overrides });
const hosted = (name: string, nodeName: string) => named(name, { hostNetwork: true, nodeName });
const csi = named('csi.driver-0');
const fqdn = named('web-0', { hostname: 'web-0' });
const fqdnByName = named('controller-zcbmh');
const overridden = named('web-7f', { hostname: 'payments' });
const onNode = hosted('kube-vip-x7k2p', 'node-1');
const onCloud = hosted('agent-x7k2p', 'ip-10-0-0-1.ec2.internal');

// Reference 1.9, last two paragraphs: hostname rules of the kubelet, and the order in which a holder is mapped.
const MAPPINGS: readonly Mapping[] = [
  { is: 'the name of a pod', identity: identityOf(second), pods: [first, second], pod: second, match: 'exact' },
  { is: 'a pod name as the whole identity', identity: 'web-0', pods: [first, fqdn], pod: fqdn, match: 'exact' },
  {
    is: 'cert-manager',
    identity: `${first.name}-external-cert-manager-controller`,
    pods: [second, first],
    pod: first,
    match: 'exact',
  },
  { is: 'no such pod', identity: identityOf('gone-0'), pods: [first, second], pod: null, match: 'none' },
  { is: 'no pods at all', identity: identityOf(first), pods: [], pod: null, match: 'none' },
  {
    is: 'a name cut at 63 characters',
    identity: identityOf(longPod.name.slice(0, 63)),
    pods: [first, longPod],
    pod: longPod,
    match: 'likely',
  },
  {
    is: 'a cut that ends in a dash loses it',
    identity: identityOf(dashPod.name.slice(0, 62)),
    pods: [first, dashPod],
    pod: dashPod,
    match: 'likely',
  },
  {
    is: 'a cut name that two pods could have',
    identity: identityOf(longPod.name.slice(0, 63)),
    pods: [longPod, replicaOf(long, '9ccl2')],
    pod: null,
    match: 'none',
  },
  {
    is: 'a short name is never a cut one',
    identity: identityOf(`controller-manager-${HASH}`),
    pods: [first],
    pod: null,
    match: 'none',
  },
  {
    is: 'spec.hostname',
    identity: identityOf('payments'),
    pods: [first, overridden],
    pod: overridden,
    match: 'likely',
  },
  {
    is: 'spec.hostname that all replicas share',
    identity: identityOf('payments'),
    pods: [overridden, named('web-8f', { hostname: 'payments' })],
    pod: null,
    match: 'none',
  },
  {
    is: 'setHostnameAsFQDN with a subdomain',
    identity: identityOf('web-0.web.payments.svc.cluster.local'),
    pods: [first, fqdn],
    pod: fqdn,
    match: 'likely',
  },
  {
    is: 'setHostnameAsFQDN of a pod without hostname',
    identity: identityOf('controller-zcbmh.web.payments.svc.cluster.local'),
    pods: [first, fqdnByName],
    pod: fqdnByName,
    match: 'likely',
  },
  { is: 'a sanitized host name (CSI)', identity: 'csi-driver-0', pods: [first, csi], pod: csi, match: 'likely' },
  { is: 'hostNetwork: the node', identity: identityOf('node-1'), pods: [first, onNode], pod: onNode, match: 'likely' },
  {
    is: 'hostNetwork: the host name of the OS, short of the node name',
    identity: identityOf('ip-10-0-0-1'),
    pods: [first, onCloud],
    pod: onCloud,
    match: 'likely',
  },
  {
    is: 'a node name, where no pod is on the host network',
    identity: identityOf('node-1'),
    pods: [first, second],
    pod: null,
    match: 'none',
  },
  {
    is: 'hostNetwork: two pods of one node',
    identity: identityOf('node-1'),
    pods: [onNode, hosted('kube-scheduler-node-1', 'node-1')],
    pod: null,
    match: 'none',
  },
  {
    is: 'a pod that is not scheduled',
    identity: 'null',
    pods: [named('x', { nodeName: null })],
    pod: null,
    match: 'none',
  },
  {
    is: 'a name before a host name: a pod called as another one calls its host',
    identity: identityOf('web-0'),
    pods: [named('other', { hostname: 'web-0' }), fqdn],
    pod: fqdn,
    match: 'exact',
  },
];

for (const { is, identity, pods, pod, match } of MAPPINGS) {
  test(`the pod behind an identity: ${is}`, () => {
    const found = podOf(identity, pods);
    assert.deepEqual({ pod: found.pod?.name ?? null, match: found.match }, { pod: pod?.name ?? null, match });
  });
}

test('any name that fits a host name is found again under every process', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}(-[a-z0-9]{1,10}){0,3}$/);
  fc.assert(
    fc.property(label, fc.uuid({ version: 4 }), (name, uuid) => {
      const pod = named(name);
      const { pod: found, match } = podOf(`${name}_${uuid}`, [first, pod]);
      return found === pod && match === 'exact' && hostOf(`${name}_${uuid}`) === name;
    }),
  );
});

// Contract 1: a holder that is gone is tied "by the ReplicaSet in its host part". How controllers name pods is Kubernetes' own rule.
const none = { replicaSet: null, deployment: null, daemonSet: null, statefulSet: null };
const OWNERS: readonly (readonly [string, Partial<ReturnType<typeof ownersByName>>])[] = [
  [
    'controller-manager-5875b8f7c6-zcbmh',
    { replicaSet: 'controller-manager-5875b8f7c6', deployment: 'controller-manager' },
  ],
  ['web-6d8f7-x7k2p', { replicaSet: 'web-6d8f7', deployment: 'web' }],
  ['web-0', { ...none, statefulSet: 'web' }],
  ['my-web-12', { ...none, statefulSet: 'my-web' }],
  ['node-agent-x7k2p', { daemonSet: 'node-agent', statefulSet: null }],
  ['beskar7-claim-coordinator', none],
  ['zcbmh', none],
  ['', none],
];

for (const [host, owners] of OWNERS) {
  test(`the owners that the name ${JSON.stringify(host)} tells of`, () => {
    const found = ownersByName(host);
    assert.deepEqual({ ...found, ...owners }, found);
  });
}
