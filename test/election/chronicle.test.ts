// What is told of a failover that is watched: by contract 3, the time without a leader begins with the old leader's release,
// else with its container's end, else with its last renewal.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Change } from '../../src/election/change.ts';
import { Chronicle } from '../../src/election/chronicle.ts';
import { electionsOf } from '../../src/election/election.ts';
import type { Lease } from '../../src/election/lease.ts';
import {
  HASH,
  identityOf,
  LEASE,
  makeContainer,
  makeLease,
  makeObservation,
  makePod,
  makeSighting,
  makeTermination,
  NAMESPACE,
  WORKLOAD,
} from '../support/build.ts';

/** The node's clock at local moment 0, for stamps that the holder writes. */
const EPOCH = Date.parse('2026-11-23T12:00:00Z');
const A = identityOf(`${WORKLOAD}-${HASH}-zcbmh`);
const B = identityOf(`${WORKLOAD}-${HASH}-9ccl2`, '11111111-2222-4333-8444-555555555555');

function stamp(ms: number): string {
  return new Date(EPOCH + ms).toISOString();
}

function held(by: string, at: number, overrides: Partial<Lease> = {}): Lease {
  return makeLease({ holderIdentity: by, renewTime: stamp(at), ...overrides });
}

function released(at: number): Lease {
  return makeLease({ holderIdentity: '', leaseDurationSeconds: 1, acquireTime: stamp(at), renewTime: stamp(at) });
}

/** A chronicle that saw A renew at 0 and 2000. */
function renewing(): Chronicle {
  const chronicle = new Chronicle();
  chronicle.begin(held(A, 0), 0);
  assert.deepEqual(chronicle.sawLease(held(A, 2000), 2000), []);
  return chronicle;
}

function only(changes: readonly Change[]): Change {
  assert.equal(changes.length, 1, JSON.stringify(changes));
  return changes[0] as Change;
}

const taken = { leaseTransitions: 8 };

describe('a takeover', () => {
  it('counts from the last renewal where nothing else was seen', () => {
    const change = only(renewing().sawLease(held(B, 19_200, taken), 19_200));
    assert.deepEqual(change, {
      kind: 'taken-over',
      at: 19_200,
      namespace: NAMESPACE,
      lease: LEASE,
      from: A,
      to: B,
      leaderlessMs: 17_200,
      leaderlessFrom: 'last-renewal',
      sinceRenewalMs: 17_200,
      pod: null,
      how: null,
    });
  });

  it('counts from the renewal, not from when a busy machine saw it', () => {
    const chronicle = renewing();
    assert.deepEqual(chronicle.sawLease(held(A, 4000), 4000 + 900), []);
    assert.equal(only(chronicle.sawLease(held(B, 20_000, taken), 20_000)).leaderlessMs, 16_000);
  });

  it('that comes late measures nothing; one that comes at once after a late release counts from when that was written', () => {
    const missed = renewing();
    const late = only(missed.sawLease(held(B, 8000, taken), 12_000, true));
    assert.deepEqual([late.from, late.to, late.leaderlessMs, late.sinceRenewalMs], [A, B, null, null]);
    const freed = renewing();
    assert.equal(only(freed.sawLease(released(4000), 12_000, true)).kind, 'released');
    const { leaderlessMs, leaderlessFrom } = only(freed.sawLease(held(B, 13_000, taken), 13_000));
    assert.deepEqual([leaderlessMs, leaderlessFrom], [9000, 'release']);
  });

  it('counts from a renewal that came late by when it was written, however late', () => {
    const chronicle = renewing();
    assert.deepEqual(chronicle.sawLease(held(A, 4000), 14_000, true), []);
    assert.equal(only(chronicle.sawLease(held(B, 20_000, taken), 20_000)).leaderlessMs, 16_000);
  });

  it("does not take a holder's clock that was set for a renewal of another time", () => {
    for (const step of [-3_600_000, 3_600_000]) {
      const chronicle = renewing();
      assert.deepEqual(chronicle.sawLease(held(A, 4000 + step), 4000), []);
      assert.equal(only(chronicle.sawLease(held(B, 20_000, taken), 20_000)).leaderlessMs, 16_000);
    }
  });

  it('counts from the release, and still names who released', () => {
    const chronicle = renewing();
    const release = only(chronicle.sawLease(released(3000), 3000));
    assert.equal(`${release.kind} ${release.from} ${release.to}`, `released ${A} null`);
    const change = only(chronicle.sawLease(held(B, 4200, taken), 4200));
    assert.equal(`${change.from} ${change.to}`, `${A} ${B}`);
    assert.equal(change.leaderlessMs, 1200);
    assert.equal(change.leaderlessFrom, 'release');
  });

  it("counts from the container's end, whose stamp is cut to a second and of the node's clock", () => {
    const chronicle = renewing();
    const before = makePod();
    // ended at 3.4 s of a clock that runs with the holder's: the kubelet says 3 s, and it is seen a second late
    const container = makeContainer({
      restarts: 1,
      runningSince: null,
      ended: makeTermination({ exitCode: 137, reason: 'Error', finishedAt: stamp(3000) }),
    });
    const stop = only(chronicle.sawPod(before, makePod({ containers: [container] }), 4600));
    assert.deepEqual([stop.kind, stop.at, stop.how, stop.pod], ['stopped', 3500, 'exit 137', before.name]);
    const change = only(chronicle.sawLease(held(B, 20_000, taken), 20_000));
    assert.deepEqual(
      [change.leaderlessMs, change.leaderlessFrom, change.sinceRenewalMs],
      [16_500, 'container-end', 18_000],
    );
  });

  it('does not believe a container that ended before the last renewal, or after it was seen', () => {
    for (const [finished, begin] of [
      [-30_000, 2000],
      [60_000, 4600],
    ] as const) {
      const chronicle = renewing();
      const ended = makeTermination({ finishedAt: stamp(finished) });
      const after = makePod({ containers: [makeContainer({ restarts: 1, runningSince: null, ended })] });
      assert.equal(only(chronicle.sawPod(makePod(), after, 4600)).at, begin);
    }
  });

  it('is told of a process that comes back in its own pod under another identity', () => {
    const again = identityOf(`${WORKLOAD}-${HASH}-zcbmh`, '11111111-2222-4333-8444-555555555555');
    const change = only(renewing().sawLease(held(again, 18_000, taken), 18_000));
    assert.equal(change.kind, 'taken-over');
    assert.equal(change.leaderlessMs, 16_000);
  });

  it('has no length where the vacancy was there before anybody looked', () => {
    const chronicle = new Chronicle();
    chronicle.begin(held(A, 0), null);
    const change = only(chronicle.sawLease(held(B, 5000, taken), 5000));
    assert.deepEqual([change.leaderlessMs, change.leaderlessFrom], [null, null]);
  });
});

describe('what is no change of leadership', () => {
  it('a renewal, a label, the same object twice', () => {
    const chronicle = renewing();
    assert.deepEqual(chronicle.sawLease(held(A, 4000), 4000), []);
    assert.deepEqual(chronicle.sawLease(held(A, 4000, { resourceVersion: '2000' }), 5000), []);
  });

  it('the end of a pod that does not hold the Lease, and a pod that begins', () => {
    const chronicle = renewing();
    const other = makePod({ name: `${WORKLOAD}-${HASH}-9ccl2` });
    assert.deepEqual(chronicle.sawPod(other, null, 3000), []);
    assert.deepEqual(chronicle.sawPod(null, makePod(), 3000), []);
    assert.deepEqual(chronicle.sawPod(makePod(), makePod({ ready: false }), 3000), []);
  });

  it("the holder's pod is told of once, whatever follows its end", () => {
    const chronicle = renewing();
    const ended = makePod({ containers: [makeContainer({ restarts: 1, runningSince: null })] });
    assert.equal(chronicle.sawPod(makePod(), ended, 3000).length, 1);
    assert.deepEqual(chronicle.sawPod(ended, makePod({ containers: [makeContainer({ restarts: 1 })] }), 4000), []);
    assert.deepEqual(chronicle.sawPod(makePod({ containers: [makeContainer({ restarts: 1 })] }), null, 5000), []);
  });
});

describe('a Lease that is deleted', () => {
  it('and made anew by its holder is recreated', () => {
    const chronicle = renewing();
    assert.equal(only(chronicle.gone(held(A, 2000), 3000)).kind, 'deleted');
    const again = only(chronicle.sawLease(held(A, 4000, { uid: 'another' }), 4000));
    assert.deepEqual([again.kind, again.from, again.to, again.leaderlessMs], ['recreated', A, A, null]);
  });

  it('is told of once', () => {
    const chronicle = renewing();
    chronicle.gone(held(A, 2000), 3000);
    assert.deepEqual(chronicle.gone(held(A, 2000), 3100), []);
  });

  it('was never known: nothing', () => {
    assert.deepEqual(new Chronicle().gone(held(A, 0), 0), []);
  });
});

describe('the states of a Lease', () => {
  /** The election as it is judged when the Lease has been watched unrenewed for so long. */
  const judgedAfter = (ms: number) => {
    const renewal = { kind: 'renewed', afterMs: 0, from: A, to: A } as const;
    const sighting = makeSighting({ lease: held(A, 2000), unchangedForMs: ms, changes: [renewal] });
    return electionsOf(makeObservation({ leases: [sighting] }));
  };

  it('are told once each, with the age of the last renewal, and so is a renewal after all', () => {
    const chronicle = renewing();
    // reference: late after RP + RD/2 + 1 s = 8 s, expired after 15 s, unclaimed after LD + 4.4 RP = 23.8 s
    const told = [0, 1, 7, 8, 9, 14, 15, 20, 23, 24, 30].flatMap((seconds) =>
      chronicle
        .judged(judgedAfter(seconds * 1000), 2000 + seconds * 1000)
        .map(({ kind, sinceRenewalMs }) => `${seconds}: ${kind} ${sinceRenewalMs}`),
    );
    assert.deepEqual(told, ['8: late 8000', '15: expired 15000', '24: unclaimed 24000']);
    assert.equal(only(chronicle.judged(judgedAfter(0), 40_000)).kind, 'renewed-again');
  });

  it('are no change where they were so from the start', () => {
    const chronicle = new Chronicle();
    chronicle.begin(held(A, 0), null);
    assert.deepEqual(chronicle.judged(judgedAfter(30_000), 0), []);
  });

  it('end with a takeover: nobody renews again then', () => {
    const chronicle = renewing();
    chronicle.judged(judgedAfter(0), 2000);
    chronicle.judged(judgedAfter(16_000), 18_000);
    assert.equal(only(chronicle.sawLease(held(B, 19_000, taken), 19_000)).kind, 'taken-over');
    assert.deepEqual(chronicle.judged(judgedAfter(0), 19_001), []);
  });
});
