// Replicas: whether one runs, whether the process that took the Lease is gone, and which part each plays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  canRun,
  describeEnd,
  electorOf,
  isStarting,
  obstacleOf,
  processIsGone,
  type Role,
  roleOf,
} from '../../src/election/candidate.ts';
import type { Lease } from '../../src/election/lease.ts';
import type { Container, Pod } from '../../src/election/observation.ts';
import type { LeaseState } from '../../src/election/renewal.ts';
import {
  ago,
  agoByServer,
  HOUR,
  identityOf,
  MINUTE,
  makeArguments,
  makeContainer,
  makeLease,
  makePod,
  makeTermination,
  makeWorkload,
  NOW,
  releasedFor,
  replicaOf,
  SECOND,
} from '../support/build.ts';

const withContainer = (container: Partial<Container>, pod: Partial<Pod> = {}): Pod =>
  makePod({ containers: [makeContainer(container)], ...pod });
const waiting = (waitingReason: string | null, container: Partial<Container> = {}) => ({
  ready: false,
  runningSince: null,
  waitingReason,
  ...container,
});
const pending = (pod: Partial<Pod>, container: Partial<Container> = {}): Pod =>
  withContainer(waiting('ContainerCreating', container), { phase: 'Pending', ready: false, ...pod });

// F2, F9, F19, F22: who could take the Lease now, who is on the way, and what stands in the way in the cluster's own words.
const ABLE: readonly (readonly [string, Pod, boolean, boolean, RegExp | null])[] = [
  ['running and ready', makePod(), true, false, null],
  ['running, not ready: it competes all the same (flux)', makePod({ ready: false }), true, false, null],
  ['being deleted', makePod({ deletedAt: NOW }), false, false, /being deleted/],
  ['just created', pending({ createdAt: agoByServer(10 * SECOND) }), false, true, /ContainerCreating/],
  [
    'created 2 min ago and still being made',
    pending({ createdAt: agoByServer(2 * MINUTE) }),
    false,
    false,
    /ContainerCreating/,
  ],
  [
    'young, but it cannot get its image',
    pending({ createdAt: agoByServer(10 * SECOND) }, { waitingReason: 'ImagePullBackOff' }),
    false,
    false,
    /ImagePullBackOff/,
  ],
  [
    'young, but no node takes it',
    pending({ createdAt: agoByServer(10 * SECOND), containers: [], notScheduled: '0/3 nodes are available' }),
    false,
    false,
    /0\/3 nodes are available/,
  ],
  [
    'crash-looping',
    withContainer(waiting('CrashLoopBackOff', { restarts: 5, lastEnded: makeTermination() }), { ready: false }),
    false,
    false,
    /CrashLoopBackOff/,
  ],
  [
    'whose container has ended, and starts anew at once',
    withContainer(waiting(null, { ended: makeTermination({ exitCode: 137, reason: 'OOMKilled' }) }), { ready: false }),
    false,
    true,
    /exit 137, OOMKilled/,
  ],
  ['evicted', makePod({ phase: 'Failed', containers: [] }), false, false, /Failed/],
  ['of no known phase', makePod({ phase: null, containers: [] }), false, false, /no known phase/],
];

for (const [is, pod, able, starting, obstacle] of ABLE) {
  test(`a pod ${is}: ${able ? 'can' : 'cannot'} compete${starting ? ' yet' : ''}`, () => {
    assert.equal(canRun(pod), able);
    assert.equal(isStarting(pod, NOW), starting);
    if (obstacle === null) assert.equal(obstacleOf(pod), null);
    else assert.match(obstacleOf(pod) ?? '', obstacle);
  });
}

test('the elector is the container whose arguments were read, whatever stands first (reference 10)', () => {
  const proxy = makeContainer({ name: 'kube-rbac-proxy' });
  const dead = makeContainer({ ...waiting('CrashLoopBackOff') });
  const pod = makePod({ containers: [proxy, dead] });
  assert.equal(electorOf(pod)?.name, 'manager');
  assert.equal(canRun(pod), false);
  assert.equal(electorOf(makePod({ arguments: makeArguments({ container: null }) }))?.name, 'manager');
  assert.equal(electorOf(makePod({ containers: [] })), null);
});

test('how a container ended, without the words that say nothing', () => {
  assert.equal(describeEnd(makeTermination({ exitCode: 137, reason: 'OOMKilled' })), 'exit 137, OOMKilled');
  assert.equal(describeEnd(makeTermination({ exitCode: 1, reason: 'Error' })), 'exit 1');
  assert.equal(describeEnd(makeTermination({ exitCode: 0, reason: 'Completed' })), 'exit 0');
  assert.equal(describeEnd(makeTermination({ exitCode: null, reason: null })), 'no exit code');
});

const restarted = (startedAgo: number, restarts = 1) =>
  withContainer({ runningSince: agoByServer(startedAgo), restarts });
const crashed = (endedAgo: number) =>
  withContainer(waiting('CrashLoopBackOff', { lastEnded: makeTermination({ finishedAt: agoByServer(endedAgo) }) }));

const ofSet = { holderIdentity: identityOf('web-0') };
const madeAnew = (createdAgo: number): Pod => ({
  ...restarted(createdAgo - SECOND, 0),
  name: 'web-0',
  createdAt: agoByServer(createdAgo),
});

// Reference 1.5, last paragraph, and F3: startedAt > acquireTime means a dead holder in a living pod, for uuid identities only.
const GONE: readonly (readonly [string, Partial<Lease>, Pod, boolean, string?])[] = [
  ['started an hour before it took the Lease', {}, makePod(), false],
  ['restarted before it took the Lease', {}, restarted(90 * MINUTE), false],
  ['restarted after the Lease was taken', {}, restarted(MINUTE), true],
  ['restarted after, identity without uuid', { holderIdentity: makePod().name }, restarted(MINUTE), false],
  ['restarted after, fixed identity', { holderIdentity: 'beskar7-claim-coordinator' }, restarted(MINUTE), false],
  ['a pod made anew under its old name (StatefulSet)', ofSet, madeAnew(90 * SECOND), true, agoByServer(2 * MINUTE)],
  // the pod's creation is by the API server's clock and acquireTime by the holder's: a holder 10 minutes behind would look dead
  ['a pod made anew, when the Lease was last renewed is not known (1.20)', ofSet, madeAnew(90 * SECOND), false],
  ['a pod made before the last renewal', ofSet, madeAnew(3 * HOUR), false, agoByServer(2 * MINUTE)],
  [
    'a pod made anew, fixed identity',
    { holderIdentity: 'web-0' },
    madeAnew(90 * SECOND),
    false,
    agoByServer(2 * MINUTE),
  ],
  ['ended after the Lease was taken, not running', {}, crashed(MINUTE), true],
  ['ended, identity without uuid', { holderIdentity: makePod().name }, crashed(MINUTE), false],
  ['a released Lease', { holderIdentity: '' }, restarted(MINUTE), false],
  ['a Lease without acquireTime (coordinated election)', { acquireTime: null }, restarted(MINUTE), false],
  ['a pod without containers', {}, makePod({ containers: [] }), false],
  [
    'the second in which it started is cut off: started 0.5 s after the Lease was taken',
    { acquireTime: ago(MINUTE + 300) },
    restarted(MINUTE),
    true,
  ],
];

for (const [is, lease, pod, gone, renewedAt = null] of GONE) {
  test(`the holder's process ${gone ? 'is gone' : 'may live'}: ${is}`, () =>
    assert.equal(processIsGone(makeLease(lease), pod, renewedAt), gone));
}

const other = replicaOf(makeWorkload(), '9ccl2');
const states = ['renewing', 'late', 'expired', 'unclaimed', 'released', 'absent', 'unknown'] as const;

interface Part {
  readonly is: string;
  readonly pod: Pod;
  readonly holder?: Pod | null;
  readonly on?: boolean | null;
  readonly lease?: Lease | null;
  readonly in: readonly LeaseState[];
  readonly role: Role;
}

const dead = restarted(MINUTE);
const HELD_STATES = ['renewing', 'late', 'expired', 'unclaimed', 'unknown'] as const;

// Contract 3: `standby` is a ready replica with election on; `not-competing` needs evidence. F3 and F19 for holders.
const PARTS: readonly Part[] = [
  { is: 'the holder of a Lease in time', pod: makePod(), in: ['renewing', 'late'], role: 'leader' },
  { is: 'the holder of a dead Lease', pod: makePod(), in: ['expired', 'unclaimed', 'unknown'], role: 'unknown' },
  { is: 'the holder, being deleted but renewing', pod: makePod({ deletedAt: NOW }), in: ['renewing'], role: 'leader' },
  { is: 'the holder, not ready', pod: makePod({ ready: false }), in: ['renewing'], role: 'leader' },
  { is: 'another ready replica', pod: other, in: HELD_STATES, role: 'standby' },
  { is: 'a ready replica where nobody leads', pod: other, holder: null, in: ['released'], role: 'standby' },
  { is: 'a ready replica without a Lease', pod: other, holder: null, lease: null, in: ['absent'], role: 'standby' },
  { is: 'another replica that is not ready', pod: { ...other, ready: false }, in: states, role: 'unknown' },
  { is: 'another replica, nothing known of election', pod: other, on: null, in: states, role: 'unknown' },
  { is: 'a replica with election off', pod: other, on: false, in: states, role: 'not-competing' },
  {
    is: 'a replica that does not run',
    pod: { ...other, containers: crashed(MINUTE).containers },
    in: states,
    role: 'not-competing',
  },
  { is: 'a replica that no node takes', pod: { ...pending({ name: other.name }) }, in: states, role: 'not-competing' },
  { is: 'a replica that is being deleted', pod: { ...other, deletedAt: NOW }, in: states, role: 'unknown' },
  {
    is: "the holder's pod with a new process, ready again",
    pod: dead,
    in: ['late', 'expired', 'unclaimed'],
    role: 'standby',
  },
  {
    is: "the holder's pod with a new process, as the clocks have it, but renewing",
    pod: dead,
    in: ['renewing'],
    role: 'leader',
  },
  {
    is: 'a namesake of the holder in another namespace',
    pod: makePod({ namespace: 'x' }),
    holder: makePod(),
    in: ['renewing'],
    role: 'standby',
  },
];

for (const { is, pod, holder, on = true, lease = makeLease(), in: those, role } of PARTS) {
  for (const state of those) {
    test(`the part of ${is}, Lease ${state}: ${role}`, () => {
      const renewedAt = ago(SECOND);
      const renewal = { state, evidence: 'server-clock', agoMs: 1000, atLeast: false, overdue: false } as const;
      const held = state === 'released' ? releasedFor(SECOND) : lease;
      const holderPod = holder === undefined ? makePod({ deletedAt: pod.deletedAt }) : holder;
      assert.equal(roleOf(pod, { lease: held, holderPod, renewal, renewedAt, electionOn: on }), role);
    });
  }
}
