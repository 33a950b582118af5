// When a Lease is dead (contract 6; reference 1.6 d): how long somebody may act for it, and what proves that this time is over.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deathTermsOf, lifeOf } from '../../src/election/dead.ts';
import { electionsOf } from '../../src/election/election.ts';
import type { Observation } from '../../src/election/observation.ts';
import {
  electing,
  makeChange,
  makeObservation,
  makePod,
  makeSetting,
  makeSighting,
  makeWorkload,
  SECOND,
  unrenewedFor,
} from '../support/build.ts';

const set = (ld: number, rd: number | null, rp: number | null, release: boolean | null) =>
  electing({
    leaseDuration: makeSetting(ld * SECOND),
    renewDeadline: rd === null ? null : makeSetting(rd * SECOND),
    retryPeriod: rp === null ? null : makeSetting(rp * SECOND),
    releaseOnCancel: release,
  });

/** An election of no known program whose holder's pod is there or gone. */
function observed(
  args: ReturnType<typeof set>,
  ms: number,
  held: number,
  more: Partial<Observation> = {},
  alive = true,
) {
  const workload = makeWorkload({ name: 'web', labels: {}, arguments: args });
  const lease = unrenewedFor(ms, { name: 'the-lease', leaseDurationSeconds: held });
  const pods = alive
    ? [makePod({ arguments: args, owner: { kind: 'ReplicaSet', name: 'web-5875b8f7c6' }, labels: {} })]
    : [];
  const [election] = electionsOf(
    makeObservation({ leases: [makeSighting({ lease })], workloads: [workload], pods, ...more }),
  );
  assert.ok(election);
  return election;
}

const termsOf = (args: ReturnType<typeof set>, held: number, alive = true) =>
  deathTermsOf(observed(args, 60 * SECOND, held, {}, alive));

describe('nobody can act for a Lease any more', () => {
  for (const [title, args, held, seconds] of [
    ['RP + 2·RD after a renewal, where release may be on', set(15, 10, 2, null), 15, 22],
    ['RP + 2·RD, where it is on', set(15, 10, 2, true), 15, 22],
    ['LD, where it is off and RP + RD is less', set(15, 10, 2, false), 15, 15],
    ['RP + RD, where it is off and the margin is negative', set(10, 9, 3, false), 10, 12],
    ['LD, where that is longest', set(60, 20, 5, true), 60, 60],
  ] as const)
    it(title, () => assert.equal(termsOf(args, held).deadAfterMs, seconds * SECOND));

  it('after the longest that client-go allows, where deadline and period are not known', () => {
    // RD < LD (stored in whole seconds, cut), RP < RD/1.2: 2·41 + 41/1.2
    const terms = termsOf(set(40, null, null, null), 40);
    assert.equal(terms.timingsKnown, false);
    assert.equal(terms.deadAfterMs, Math.round(2 * 41_000 + 41_000 / 1.2));
  });
  it('as long, where the holder is gone and stored a duration that flags do not have any more', () => {
    const terms = termsOf(set(15, 10, 2, false), 40, false);
    assert.deepEqual([terms.timingsKnown, terms.releaseOff], [false, false]);
    assert.equal(terms.deadAfterMs, Math.round(2 * 41_000 + 41_000 / 1.2));
  });
});

describe('a held Lease', () => {
  const args = set(15, 10, 2, true);
  const life = (ms: number, sighting: Parameters<typeof makeSighting>[0] = {}, stamps = true) => {
    const election = observed(args, ms, 15);
    const seen = makeSighting({ lease: election.lease ?? assert.fail(), ...sighting });
    return lifeOf(seen, deathTermsOf(election), election.thresholds, stamps).state;
  };
  for (const [seconds, state] of [
    [1, 'alive'],
    [8, 'alive'],
    [14, 'alive'],
    [15, 'undecided'],
    [22, 'undecided'],
    // stamps are whole seconds: 22 may be 21
    [23, 'dead'],
    [3600, 'dead'],
  ] as const)
    it(`unrenewed for ${seconds}s by the server's stamp is ${state}`, () =>
      assert.equal(life(seconds * SECOND), state));

  it('is never dead by the clock of its holder, however old its stamp', () => {
    assert.equal(life(30 * 24 * 3600 * SECOND, {}, false), 'undecided');
    assert.equal(life(30 * 24 * 3600 * SECOND, { unchangedForMs: 22 * SECOND }, false), 'undecided');
  });
  it('is dead once it was watched for so long, on a server whose stamps say nothing', () => {
    assert.equal(life(60 * SECOND, { unchangedForMs: 23 * SECOND }, false), 'dead');
  });
  it('lives where a renewal was seen, whatever its stamps say', () => {
    assert.equal(life(60 * SECOND, { changes: [makeChange()], unchangedForMs: 500 }), 'alive');
  });
});
