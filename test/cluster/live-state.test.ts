// A living cluster: what is known of it at any moment, and that a watch which is silent makes nothing expire.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import { LiveState } from '../../src/cluster/live-state.ts';
import { toLease } from '../../src/cluster/translate.ts';
import { electionsOf } from '../../src/election/election.ts';
import { HASH, LEASE, makeObservation, makeSighting, NAMESPACE, WORKLOAD } from '../support/build.ts';

const A = `${WORKLOAD}-${HASH}-zcbmh_3f0a2c1e-8d4b-4f6a-9b7c-5e1d2a3b4c5d`;
const B = `${WORKLOAD}-${HASH}-9ccl2_11111111-2222-4333-8444-555555555555`;

/** The Lease as the API sends it, renewed for the `renewal`th time. */
function lease(renewal: number, holderIdentity = A, more: object = {}): object {
  const renewTime = new Date(Date.parse('2026-11-23T12:00:00Z') + renewal * 2000).toISOString();
  const metadata = { namespace: NAMESPACE, name: LEASE, uid: 'u', resourceVersion: String(100 + renewal), ...more };
  return { metadata, spec: { holderIdentity, leaseDurationSeconds: 15, renewTime, leaseTransitions: 1 } };
}

/** A state that has listed the Lease at 0 and seen it renewed at 2000. */
function started(): LiveState {
  const state = new LiveState(makeObservation({ leases: [] }), 0);
  state.leaseNews(NAMESPACE, { kind: 'listed', items: [lease(0)], date: null, at: 0 });
  state.leaseNews(NAMESPACE, { kind: 'modified', object: lease(1), at: 2000 });
  assert.deepEqual(changes(state), [`created null ${A}`]);
  return state;
}

function judged(state: LiveState, now: number): string {
  const [election] = electionsOf(state.at(now));
  return `${election?.renewal.state} ${election?.renewal.agoMs} ${election?.renewal.evidence}`;
}

function changes(state: LiveState): string[] {
  return state.takeChanges(() => []).map(({ kind, from, to }) => `${kind} ${from} ${to}`);
}

describe('a Lease that is watched', () => {
  it('is as old as its last renewal that was seen', () => {
    const state = started();
    assert.equal(judged(state, 2000), 'renewing 0 two-reads');
    assert.equal(judged(state, 3500), 'renewing 1500 two-reads');
  });

  it('does not grow old while nothing is heard of the API server', () => {
    const state = started();
    // three seconds are within what a healthy cluster may be silent for
    assert.equal(judged(state, 60_000), 'renewing 3000 two-reads');
    assert.equal(judged(state, 90_000), 'renewing 3000 two-reads');
    assert.deepEqual(state.silentFor(60_000), { namespace: NAMESPACE, ms: 58_000 });
  });

  it('expires where the API server says again and again that it is the same', () => {
    const state = started();
    for (const [now, expected] of [
      [9000, 'renewing 7000'],
      [10_500, 'late 8500'],
      [17_500, 'expired 15500'],
      [26_500, 'unclaimed 24500'],
    ] as const) {
      state.asked(NAMESPACE, leaseOf(state), now, now);
      assert.equal(judged(state, now), `${expected} two-reads`);
    }
  });

  it('is not what an older version of it says', () => {
    const state = started();
    state.leaseNews(NAMESPACE, { kind: 'modified', object: lease(0, B), at: 2500 });
    assert.deepEqual(changes(state), []);
    assert.equal(electionsOf(state.at(2500))[0]?.lease?.holderIdentity, A);
  });

  it('is gone where a list after a forgotten past lacks it, and taken over where that shows another holder', () => {
    const gone = started();
    gone.leaseNews(NAMESPACE, { kind: 'listed', items: [], date: null, at: 9000 });
    assert.deepEqual(changes(gone), [`deleted ${A} null`]);
    const taken = started();
    taken.leaseNews(NAMESPACE, { kind: 'listed', items: [lease(5, B)], date: null, at: 9000 });
    assert.deepEqual(changes(taken), [`taken-over ${A} ${B}`]);
  });

  it('measures nothing by what a watch missed, and all again once that has come', () => {
    const vacancies = (state: LiveState) =>
      state.takeChanges(() => []).map(({ kind, leaderlessMs }) => `${kind} ${leaderlessMs}`);
    const open = (state: LiveState, at: number) => state.leaseNews(NAMESPACE, { kind: 'connected', date: null, at });
    const down = started();
    open(down, 2000);
    const error = new ClusterError('unreachable', 'gone');
    down.leaseNews(NAMESPACE, { kind: 'interrupted', error, retryInMs: 200, at: 2500 });
    open(down, 12_000);
    down.leaseNews(NAMESPACE, { kind: 'modified', object: lease(4, B), at: 12_001 });
    assert.deepEqual(vacancies(down), ['taken-over null']);
    // a server that ends a watch after its time says nothing of it
    const ended = started();
    open(ended, 2000);
    open(ended, 6000);
    ended.leaseNews(NAMESPACE, { kind: 'modified', object: lease(2, B), at: 6001 });
    assert.deepEqual(vacancies(ended), ['taken-over null']);
    ended.leaseNews(NAMESPACE, { kind: 'modified', object: lease(4, B), at: 8000 });
    ended.leaseNews(NAMESPACE, { kind: 'modified', object: lease(10, A), at: 20_000 });
    assert.deepEqual(vacancies(ended), ['taken-over 12000']);
    const well = started();
    open(well, 2000);
    well.leaseNews(NAMESPACE, { kind: 'modified', object: lease(9, B), at: 18_000 });
    assert.deepEqual(vacancies(well), ['taken-over 16000']);
  });

  it('was renewed as the first list shows it, even if nothing else comes before it is taken; a list after a forgotten past dates nothing', () => {
    const listedAt = (state: LiveState, item: object, at: number) =>
      state.leaseNews(NAMESPACE, { kind: 'listed', items: [item], date: null, at });
    const since = (state: LiveState) =>
      state.takeChanges(() => []).map(({ kind, sinceRenewalMs }) => `${kind} ${sinceRenewalMs}`);
    const state = new LiveState(makeObservation({ leases: [makeSighting({ lease: toLease(lease(0)) })] }), 0);
    listedAt(state, lease(1), 300);
    state.leaseNews(NAMESPACE, { kind: 'connected', date: null, at: 310 });
    state.leaseNews(NAMESPACE, { kind: 'modified', object: lease(9, B), at: 16_300 });
    assert.deepEqual(since(state), ['taken-over 16000']);
    listedAt(state, lease(20, A), 40_000);
    assert.deepEqual(since(state), ['taken-over null']);
  });

  it('is made anew under its name', () => {
    const state = started();
    state.leaseNews(NAMESPACE, { kind: 'deleted', object: lease(1), at: 3000 });
    state.leaseNews(NAMESPACE, { kind: 'added', object: lease(2, B, { uid: 'other' }), at: 3100 });
    assert.deepEqual(changes(state), [`deleted ${A} null`, `recreated ${A} ${B}`]);
    const [sighting] = state.at(3100).leases;
    assert.deepEqual(
      sighting?.changes.map(({ kind }) => kind),
      ['renewed', 'vanished', 'recreated'],
    );
  });

  it('keeps no list of its renewals, however long it is watched', () => {
    const state = started();
    for (let renewal = 2; renewal < 5000; renewal++)
      state.leaseNews(NAMESPACE, { kind: 'modified', object: lease(renewal), at: renewal * 2000 });
    assert.equal(state.at(10_000_000).leases[0]?.changes.length, 1);
    assert.deepEqual(changes(state), []);
  });
});

function leaseOf(state: LiveState) {
  return state.longestUnrenewed(NAMESPACE);
}

describe('what is not watched for', () => {
  it('a Lease of another namespace that no workload here has', () => {
    const state = started();
    const other = { ...lease(0), metadata: { namespace: 'kube-system', name: 'kube-scheduler', uid: 'k' } };
    state.leaseNews('kube-system', { kind: 'listed', items: [other], date: null, at: 100 });
    assert.deepEqual(
      state.at(200).leases.map((one) => one.lease.name),
      [LEASE],
    );
  });

  it("a node's heartbeat is no change", () => {
    const state = started();
    const beat = { metadata: { namespace: NAMESPACE, name: 'n', ownerReferences: [{ kind: 'Node' }] }, spec: {} };
    state.leaseNews(NAMESPACE, { kind: 'added', object: beat, at: 2100 });
    assert.deepEqual(changes(state), []);
  });
});
