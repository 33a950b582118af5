// Coordinated election (reference 1.10): recognised by its strategy, its candidates its own, its time the coordinator's.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coordinationOf, givesWay, validCandidates } from '../../src/election/coordination.ts';
import { electionsOf } from '../../src/election/election.ts';
import type { Lease } from '../../src/election/lease.ts';
import type { LeaseCandidate } from '../../src/election/surroundings.ts';
import { ago, HOUR, MINUTE, makeLease, makeObservation, makeSighting, NOW, SECOND } from '../support/build.ts';

const KUBE = { namespace: 'kube-system', name: 'kube-scheduler' };
const STRATEGY = 'OldestEmulationVersion';

function coordinated(overrides: Partial<Lease> = {}): Lease {
  return makeLease({ ...KUBE, strategy: STRATEGY, acquireTime: null, leaseTransitions: 0, ...overrides });
}

function candidate(name: string, overrides: Partial<LeaseCandidate> = {}): LeaseCandidate {
  return {
    namespace: KUBE.namespace,
    name,
    leaseName: KUBE.name,
    strategy: STRATEGY,
    binaryVersion: '1.37',
    emulationVersion: '1.37',
    renewTime: ago(MINUTE),
    pingTime: null,
    ...overrides,
  };
}

describe('a coordinated election', () => {
  it('is one by its strategy alone', () => {
    assert.equal(coordinationOf(null, []), null);
    assert.equal(coordinationOf(makeLease(KUBE), [candidate('a')]), null);
    assert.equal(coordinationOf(coordinated(), [])?.strategy, STRATEGY);
  });

  it('has the candidates of its own Lease', () => {
    const all = [candidate('a'), candidate('b', { leaseName: 'other' }), candidate('c', { namespace: 'other' })];
    assert.deepEqual(
      coordinationOf(coordinated(), all)?.candidates.map(({ name }) => name),
      ['a'],
    );
  });

  it('counts candidates for 30 minutes after they renewed', () => {
    const times = { a: ago(30 * MINUTE), b: ago(30 * MINUTE + SECOND), c: null, d: 'no time' };
    const all = Object.entries(times).map(([name, renewTime]) => candidate(name, { renewTime }));
    const coordination = coordinationOf(coordinated(), all);
    assert.ok(coordination);
    assert.deepEqual(
      validCandidates(coordination, NOW).map(({ name }) => name),
      ['a'],
    );
  });

  it('has a holder that gives way while somebody else is preferred', () => {
    const holder = makeLease().holderIdentity ?? '';
    const gives = (lease: Lease, all: readonly LeaseCandidate[] = []) =>
      givesWay(lease, coordinationOf(lease, all), NOW);
    assert.equal(givesWay(null, null, NOW), false);
    assert.equal(gives(coordinated()), false);
    assert.equal(gives(coordinated({ preferredHolder: holder })), false);
    assert.equal(gives(coordinated({ preferredHolder: 'other', holderIdentity: '' })), false);
    assert.equal(gives(makeLease({ preferredHolder: 'other' })), false);
    const leaving = coordinated({ preferredHolder: 'other' });
    assert.equal(gives(leaving), true);
    const pinged = (pingTime: string, renewTime: string) => [candidate(holder, { pingTime, renewTime })];
    assert.equal(gives(leaving, pinged(ago(9 * SECOND), ago(9 * SECOND - 3))), true, 'it answered');
    assert.equal(gives(leaving, pinged(ago(4 * SECOND), ago(MINUTE))), true, 'it may still answer');
    assert.equal(gives(leaving, pinged(ago(9 * SECOND), ago(MINUTE))), false, 'it did not answer');
  });
});

describe('the timings of a coordinated election', () => {
  const electionOf = (lease: Lease) => {
    const observation = makeObservation({ leases: [makeSighting({ lease })], workloads: [], pods: [] });
    const [election] = electionsOf(observation);
    assert.ok(election);
    return election;
  };

  // the coordinator writes 5s first, looks every 5s, and gives candidates 5s to answer
  it('are not those that the coordinator wrote first', () => {
    const { timing, thresholds } = electionOf(coordinated({ leaseDurationSeconds: 5 }));
    assert.deepEqual([timing.leaseDurationMs, timing.source.leaseDurationMs], [15_000, 'default']);
    assert.equal(timing.marginMs, 3000);
    assert.deepEqual([thresholds.lateMs, thresholds.expiredMs, thresholds.unclaimedMs], [5000, 5000, 15_000]);
  });

  it('leave the coordinator its 10 seconds', () => {
    const { timing, thresholds } = electionOf(coordinated());
    assert.deepEqual(timing.crashFailoverMs, [13_000, 25_000]);
    assert.deepEqual([thresholds.lateMs, thresholds.expiredMs, thresholds.unclaimedMs], [8000, 15_000, 25_000]);
  });

  it('of any other election stay as they were', () => {
    const { timing, thresholds } = electionOf(makeLease({ ...KUBE, leaseDurationSeconds: 5, acquireTime: ago(HOUR) }));
    assert.equal(timing.leaseDurationMs, 5000);
    assert.ok(thresholds.unclaimedMs < 15_000);
  });
});
