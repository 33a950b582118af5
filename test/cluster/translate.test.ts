// From the API's JSON to b7le's types: Leases and nodes (reference 1.3, 1.5, 1.10; contract 3).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toLease, toNode } from '../../src/cluster/translate.ts';
import { HASH, identityOf, LEASE, NAMESPACE } from '../support/build.ts';

const identity = identityOf(`controller-manager-${HASH}-zcbmh`);
const renewal = (time: string, manager = 'manager') => ({
  manager,
  operation: 'Update',
  apiVersion: 'coordination.k8s.io/v1',
  time,
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': { 'f:holderIdentity': {}, 'f:renewTime': {} } },
});
const labelled = (time: string) => ({ manager: 'kubectl-label', time, fieldsV1: { 'f:metadata': { 'f:labels': {} } } });
const lease = (metadata: object = {}, spec: object = {}) => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: LEASE, namespace: NAMESPACE, uid: 'u-1', resourceVersion: '48211', ...metadata },
  spec: {
    holderIdentity: identity,
    leaseDurationSeconds: 15,
    acquireTime: '2026-11-23T11:00:00.123456Z',
    renewTime: '2026-11-23T11:59:59.654321Z',
    leaseTransitions: 0,
    ...spec,
  },
});

test("a Lease keeps the API's own fields and strings, to the last digit (contract 3)", () => {
  const { renewalStamp, purpose, creationTimestamp, ...fields } = toLease(lease());
  assert.deepEqual(fields, {
    namespace: NAMESPACE,
    name: LEASE,
    uid: 'u-1',
    resourceVersion: '48211',
    holderIdentity: identity,
    leaseDurationSeconds: 15,
    acquireTime: '2026-11-23T11:00:00.123456Z',
    renewTime: '2026-11-23T11:59:59.654321Z',
    leaseTransitions: 0,
    strategy: null,
    preferredHolder: null,
  });
  assert.deepEqual([renewalStamp, purpose, creationTimestamp], [null, 'election', null]);
});

test('a Lease of coordinated election, and one without any field (reference 1.10)', () => {
  const chosen = toLease(lease({}, { strategy: 'OldestEmulationVersion', preferredHolder: 'b', acquireTime: null }));
  assert.deepEqual(
    [chosen.strategy, chosen.preferredHolder, chosen.acquireTime],
    ['OldestEmulationVersion', 'b', null],
  );
  const { holderIdentity, leaseDurationSeconds, renewTime, leaseTransitions } = toLease({ metadata: { name: 'x' } });
  assert.deepEqual([holderIdentity, leaseDurationSeconds, renewTime, leaseTransitions], [null, null, null, null]);
  assert.equal(toLease(lease({}, { holderIdentity: '' })).holderIdentity, '', 'absent is not empty');
});

// Reference 1.3: the server's stamp of the last renewal; label and annotation changes do not count as one.
const STAMPS: readonly (readonly [string, unknown, string | null])[] = [
  ['one manager', [renewal('2026-11-23T11:59:59Z')], '2026-11-23T11:59:59Z'],
  ['a label set later', [renewal('2026-11-23T11:59:50Z'), labelled('2026-11-23T11:59:59Z')], '2026-11-23T11:59:50Z'],
  [
    'two programs wrote it, the newer one first',
    [renewal('2026-11-23T11:59:59Z', 'v2'), renewal('2026-11-01T00:00:00Z', 'v1')],
    '2026-11-23T11:59:59Z',
  ],
  ['only a label', [labelled('2026-11-23T11:59:59Z')], null],
  ['no time', [{ ...renewal(''), time: undefined }], null],
  ['a time that is none', [renewal('soon'), renewal('2026-11-23T11:59:59Z')], '2026-11-23T11:59:59Z'],
  ['none at all', undefined, null],
  ['odd', 'managed', null],
];

for (const [is, managedFields, stamp] of STAMPS) {
  test(`the stamp of the last renewal: ${is}`, () =>
    assert.equal(toLease(lease({ managedFields })).renewalStamp, stamp));
}

test('what a Lease is for is read from labels and owners (reference 1.10)', () => {
  const node = lease({
    namespace: 'kube-node-lease',
    name: 'node-1',
    ownerReferences: [{ kind: 'Node', name: 'node-1' }],
  });
  const server = lease({
    namespace: 'kube-system',
    name: 'apiserver-x',
    labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver' },
  });
  assert.deepEqual(
    [node, server].map((found) => toLease(found).purpose),
    ['node-heartbeat', 'apiserver-identity'],
  );
});

test('a node is ready, is not, or does not say', () => {
  const node = (conditions: unknown) => toNode({ metadata: { name: 'node-1' }, status: { conditions } });
  const ready = ['True', 'False', 'Unknown'].map((status) => node([{ type: 'Ready', status }]).ready);
  assert.deepEqual([...ready, node([]).ready], [true, false, false, null]);
});
