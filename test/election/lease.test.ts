// What a Lease is for, whether somebody holds it, and what a released one looks like (reference 1.4, 1.5, 1.10).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHeld, type Lease, type LeasePurpose, purposeOf, wasReleased } from '../../src/election/lease.ts';
import { ago, HOUR, LEASE, MINUTE, makeLease, NAMESPACE, releasedFor, SECOND, UUID } from '../support/build.ts';

type Row = readonly [string, LeasePurpose, string, string, Record<string, string>?, string[]?];
const HASHED = 'apiserver-eqt6hbl5wpmqabqtulnkvqwdfy';

// Reference 1.10: node leases and API-server identities are no elections; CLE's own Lease is one.
const PURPOSES: readonly Row[] = [
  ['Beskar7', 'election', NAMESPACE, LEASE],
  ['kube-controller-manager', 'election', 'kube-system', 'kube-controller-manager'],
  ['the leader-election-controller of the API server', 'election', 'kube-system', 'leader-election-controller'],
  ['a Lease owned by a pod', 'election', 'payments', 'some', {}, ['Pod']],
  ['an election called like an API server', 'election', 'kube-system', 'apiserver-network-proxy'],
  ['an election labelled by its elector', 'election', 'payments', 'some', { 'app.kubernetes.io/name': 'some' }],
  ['a node', 'node-heartbeat', 'kube-node-lease', 'node-1', {}, ['Node']],
  ['a node, its owner lost', 'node-heartbeat', 'kube-node-lease', 'node-1'],
  [
    'an API server',
    'apiserver-identity',
    'kube-system',
    HASHED,
    { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': 'node-1' },
  ],
  [
    'an API server before 1.26',
    'apiserver-identity',
    'kube-system',
    `kube-apiserver-${UUID}`,
    { 'k8s.io/component': 'kube-apiserver' },
  ],
  ['an API server, its label lost', 'apiserver-identity', 'kube-system', HASHED],
];

for (const [who, purpose, namespace, name, labels = {}, owners = []] of PURPOSES) {
  test(`purpose of the Lease of ${who}: ${purpose}`, () =>
    assert.equal(purposeOf(namespace, name, labels, owners), purpose));
}

// Reference 1.4: treat missing and "" holder alike. The signature of a release is exactly four fields.
const HELD: readonly (readonly [string, Lease, boolean, boolean])[] = [
  ['held', makeLease(), true, false],
  ['released', releasedFor(MINUTE), false, true],
  ['released, the empty holder left out', releasedFor(MINUTE, { holderIdentity: null }), false, true],
  ['blanked by hand: the duration stays', makeLease({ holderIdentity: '' }), false, false],
  [
    'blanked by hand, of a one-second election: acquired long before it was renewed',
    makeLease({ holderIdentity: '', leaseDurationSeconds: 1, acquireTime: ago(HOUR), renewTime: ago(SECOND) }),
    false,
    false,
  ],
  ['taken for one second', makeLease({ leaseDurationSeconds: 1 }), true, false],
  [
    'never used: every field may be absent (1.10)',
    makeLease({ holderIdentity: null, leaseDurationSeconds: null, acquireTime: null, renewTime: null }),
    false,
    false,
  ],
];

for (const [is, lease, held, released] of HELD) {
  test(`a Lease ${is}: held ${held}`, () => assert.equal(isHeld(lease), held));
  test(`a Lease ${is}: given up on purpose ${released}`, () => assert.equal(wasReleased(lease), released));
}
