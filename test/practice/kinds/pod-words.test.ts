// READY, STATUS and RESTARTS of pods, as kubectl words them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, kindOf, made, rowOf } from './made.ts';

const running = { running: { startedAt: ago(60) } };
const waiting = (reason: string) => ({ waiting: { reason } });
const ended = (reason: string, exitCode = 1, more: object = {}) => ({
  terminated: { reason, exitCode, finishedAt: ago(90), ...more },
});
const one = (state: object, more: object = {}) => ({
  name: 'manager',
  state,
  ready: 'running' in state,
  restartCount: 0,
  ...more,
});
const pod = (statuses: readonly object[], status: object = {}, metadata: object = {}) =>
  made(
    {
      spec: { containers: statuses.map((_, i) => ({ name: `c${i}` })) },
      status: { phase: 'Running', containerStatuses: statuses, ...status },
    },
    metadata,
  );
const going = { deletionTimestamp: ago(0) };
const ready = (status: string) => ({ conditions: [{ type: 'Ready', status }] });

const CASES: readonly (readonly [string, ReturnType<typeof pod>, string, string, string])[] = [
  ['runs', pod([one(running)]), '1/1', 'Running', '0'],
  ['runs, but is not ready', pod([one(running, { ready: false })]), '0/1', 'Running', '0'],
  ['is not scheduled', made({ spec: { containers: [{}] }, status: { phase: 'Pending' } }), '0/1', 'Pending', '0'],
  ['has no image', pod([one(waiting('ImagePullBackOff'))]), '0/1', 'ImagePullBackOff', '0'],
  [
    'crashes',
    pod([one(waiting('CrashLoopBackOff'), { restartCount: 4, lastState: ended('Error') })]),
    '0/1',
    'CrashLoopBackOff',
    '4 (90s ago)',
  ],
  ['crashed a moment ago', pod([one(ended('Error'), { restartCount: 1 })]), '0/1', 'Error', '1'],
  [
    'was restarted',
    pod([one(running, { restartCount: 2, lastState: ended('OOMKilled', 137) })]),
    '1/1',
    'Running',
    '2 (90s ago)',
  ],
  ['ended by a signal without a reason', pod([one(ended('', 137, { signal: 9 }))]), '0/1', 'Signal:9', '0'],
  ['ended with a code without a reason', pod([one(ended('', 3))]), '0/1', 'ExitCode:3', '0'],
  ['has one of two down', pod([one(waiting('CrashLoopBackOff')), one(running)]), '1/2', 'CrashLoopBackOff', '0'],
  [
    'has one of two done, and is ready',
    pod([one(ended('Completed', 0)), one(running)], ready('True')),
    '1/2',
    'Running',
    '0',
  ],
  [
    'has one of two done, and is not',
    pod([one(ended('Completed', 0)), one(running)], ready('False')),
    '1/2',
    'NotReady',
    '0',
  ],
  ['is going', pod([one(running)], {}, going), '1/1', 'Terminating', '0'],
  ['is going from a lost node', pod([one(running)], { reason: 'NodeLost' }, going), '1/1', 'Unknown', '0'],
  [
    'was evicted',
    made({ spec: { containers: [{}] }, status: { phase: 'Failed', reason: 'Evicted' } }),
    '0/1',
    'Evicted',
    '0',
  ],
  ['is over and going', pod([one(ended('Completed', 0))], { phase: 'Succeeded' }, going), '0/1', 'Completed', '0'],
  [
    'initializes',
    made({
      spec: { initContainers: [{}, {}], containers: [{}] },
      status: {
        phase: 'Pending',
        initContainerStatuses: [{ state: ended('Completed', 0), restartCount: 0 }, { state: running }],
      },
    }),
    '0/1',
    'Init:1/2',
    '0',
  ],
];
for (const [is, object, ...wanted] of CASES) {
  test(`a pod that ${is}: ${wanted.join(' ')}`, () => {
    const { Ready, Status, Restarts } = rowOf(kindOf('pods'), object);
    assert.deepEqual([Ready, Status, Restarts], wanted);
  });
}

test('before 1.22 restarts are a plain number', () => {
  const object = pod([one(running, { restartCount: 2, lastState: ended('Error') })]);
  assert.equal(rowOf(kindOf('pods', 20), object).Restarts, 2);
});

test('what is not known of a pod is shown as none', () => {
  const {
    IP,
    Node,
    'Nominated Node': nominated,
    'Readiness Gates': gates,
  } = rowOf(kindOf('pods'), pod([one(running)]));
  assert.deepEqual([IP, Node, nominated, gates], Array(4).fill('<none>'));
});
