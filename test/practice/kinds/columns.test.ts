// Ages and other cells, as kubectl shows them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { humanDuration, selectorText } from '../../../src/practice/kinds/columns.ts';
import { ago, kindOf, made, rowOf } from './made.ts';

const M = 60;
const H = 60 * M;
const D = 24 * H;
// The steps of apimachinery's HumanDuration.
const AGES: readonly (readonly [number, string])[] = [
  [-5, '<invalid>'],
  [-0.5, '0s'],
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [121, '2m1s'],
  [9 * M + 59, '9m59s'],
  [10 * M + 30, '10m'],
  [179 * M, '179m'],
  [3 * H, '3h'],
  [3 * H + 5 * M, '3h5m'],
  [8 * H + 5 * M, '8h'],
  [47 * H, '47h'],
  [2 * D, '2d'],
  [2 * D + 3 * H, '2d3h'],
  [8 * D + 3 * H, '8d'],
  [729 * D, '729d'],
  [730 * D, '2y'],
  [740 * D, '2y10d'],
  [3000 * D, '8y'],
];
for (const [seconds, wanted] of AGES) {
  test(`${seconds} s are ${wanted}`, () => assert.equal(humanDuration(1000 * seconds), wanted));
}

test('selectors are in the language of -l', () => {
  const both = { matchLabels: { b: 'x' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['z', 'y'] }] };
  assert.equal(selectorText(both), 'a in (y,z),b=x');
  assert.equal(selectorText({ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }), '!a');
  assert.equal(selectorText({}), '<none>');
});

test('a row of an Event', () => {
  const event = made({
    involvedObject: { kind: 'Lease', name: 'the-lease', fieldPath: 'spec' },
    type: 'Normal',
    reason: 'LeaderElection',
    message: 'a_b became leader\n',
    source: { component: 'a_b' },
    firstTimestamp: ago(600),
    lastTimestamp: ago(30),
    count: 3,
  });
  assert.deepEqual(rowOf(kindOf('events'), event), {
    ...{ 'Last Seen': '30s', Type: 'Normal', Reason: 'LeaderElection', Object: 'lease/the-lease', Subobject: 'spec' },
    ...{ Source: 'a_b', Message: 'a_b became leader', 'First Seen': '10m', Count: 3, Name: 'x' },
  });
});

test('an Event without a time of its own was when it says', () => {
  const row = rowOf(kindOf('events'), made({ eventTime: `${ago(30).slice(0, 19)}.000000Z` }));
  assert.deepEqual([row['Last Seen'], row['First Seen'], row.Count], ['30s', '30s', 1]);
});

test('an Event lives beside what it is about, or in default', () => {
  const placed = (namespace: string, about?: string) =>
    kindOf('events').faults(made({ involvedObject: { ...(about && { namespace: about }) } }, { namespace }), null)
      .length;
  assert.deepEqual([placed('a', 'a'), placed('a', 'b'), placed('default'), placed('a')], [0, 1, 0, 1]);
});

test('a row of a node', () => {
  const status = {
    conditions: [{ type: 'Ready', status: 'True' }],
    nodeInfo: { kubeletVersion: 'v1.37.2' },
    addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
  };
  const node = made(
    { spec: { unschedulable: true }, status },
    { labels: { 'node-role.kubernetes.io/control-plane': '', 'kubernetes.io/role': 'b' } },
  );
  assert.deepEqual(rowOf(kindOf('nodes'), node), {
    ...{ Name: 'x', Status: 'Ready,SchedulingDisabled', Roles: 'b,control-plane', Age: '5m', Version: 'v1.37.2' },
    ...{ 'Internal-IP': '10.0.0.1', 'External-IP': '<none>', 'OS-Image': '<unknown>' },
    ...{ 'Kernel-Version': '<unknown>', 'Container-Runtime': '<unknown>' },
  });
  assert.equal(rowOf(kindOf('nodes'), made()).Status, 'Unknown');
});

test('a row of a binding', () => {
  const subjects = [
    { kind: 'ServiceAccount', namespace: 'a', name: 'b' },
    { kind: 'User', name: 'u' },
    { kind: 'Group', name: 'g' },
  ];
  const binding = made({ roleRef: { kind: 'Role', name: 'r' }, subjects });
  assert.deepEqual(rowOf(kindOf('rolebindings'), binding), {
    ...{ Name: 'x', Role: 'Role/r', Age: '5m', Users: 'u', Groups: 'g', ServiceAccounts: 'a/b' },
  });
});
