// Laws of the state machine: older is never better, the holder's clock does not matter, and when to stop watching (reference 1.3, 1.11).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Sighting } from '../../src/election/observation.ts';
import { type LeaseState, renewalOf, wantsWatching } from '../../src/election/renewal.ts';
import {
  ago,
  agoByServer,
  HOUR,
  MINUTE,
  makeChange,
  makeLease,
  makeSighting,
  releasedFor,
  SECOND,
  unrenewedFor,
} from '../support/build.ts';

const T = { lateMs: 8000, expiredMs: 15_000, unclaimedMs: 23_800, retryPeriodMs: 2000 };
const MODERN = true;
/** Up to 1.24: the stamp moves only when the set of fields changes. */
const OLD = false;

const stamped = (ms: number): Partial<Sighting> => ({ lease: unrenewedFor(ms) });
const watched = (unchangedForMs: number): Partial<Sighting> => ({
  lease: makeLease({ renewTime: ago(unchangedForMs), renewalStamp: null }),
  unchangedForMs,
});
const seen = (unchangedForMs: number): Partial<Sighting> => ({ ...watched(unchangedForMs), changes: [makeChange()] });
const stuckStamp = { renewalStamp: agoByServer(4 * MINUTE) };

const RANK: readonly LeaseState[] = ['unknown', 'renewing', 'late', 'expired', 'unclaimed'];
const age = fc.integer({ min: 0, max: 60_000 });
const skew = fc.constantFrom(-10 * MINUTE, 10 * MINUTE);
const kinds = [seen, watched, stamped];

test('the older the last renewal, the worse the state, whatever the evidence', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.boolean(), age, age, (kind, modern, one, other) => {
      const rank = (ms: number) => RANK.indexOf(renewalOf(makeSighting(kind(ms)), T, modern).state);
      // on an old server an old stamp says nothing, so the scale breaks off there
      fc.pre(kind !== stamped || modern);
      return rank(Math.min(one, other)) <= rank(Math.max(one, other));
    }),
  );
});

test("a holder's clock 10 min ahead or behind changes nothing (reference 1.3)", () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.boolean(), age, skew, (kind, modern, ms, off) => {
      const right = makeSighting(kind(ms));
      const lease = { ...right.lease, renewTime: ago(ms + off), acquireTime: ago(HOUR + off) };
      assert.deepEqual(renewalOf({ ...right, lease }, T, modern), renewalOf(right, T, modern));
      assert.equal(wantsWatching({ ...right, lease }, T, modern), wantsWatching(right, T, modern));
    }),
  );
});

// Reference 1.3 and 1.11: watch until a renewal is seen, or nothing for long enough; never what the server's clock already told.
const WATCH: readonly (readonly [string, Partial<Sighting>, boolean, boolean])[] = [
  ['stamped, 1.25 and newer', stamped(20 * SECOND), MODERN, false],
  // fresh, so it is renewed; but the stamp is of the first write, so only the next renewal tells when
  ['freshly stamped, 1.20', stamped(3 * SECOND), OLD, true],
  ['stamped long ago, 1.20', { lease: makeLease(stuckStamp) }, OLD, true],
  ['seen renewing', seen(0), OLD, false],
  ['unchanged for 23 s', watched(23_000), OLD, true],
  ['unchanged for 24 s', watched(24_000), OLD, false],
  ['two hours old, one read', { lease: unrenewedFor(2 * HOUR) }, OLD, true],
  ['two hours old, two reads 5 s apart', { ...watched(5000), lease: unrenewedFor(2 * HOUR) }, OLD, false],
  [
    'released, watched for 4.4 s: a candidate may yet take it',
    { lease: releasedFor(10 * MINUTE), unchangedForMs: 4400 },
    OLD,
    true,
  ],
  ['released, watched for 8 s', { lease: releasedFor(10 * MINUTE), unchangedForMs: 8000 }, OLD, false],
];

for (const [is, sighting, modern, wanted] of WATCH) {
  test(`a Lease ${is}: ${wanted ? 'watch on' : 'enough'}`, () =>
    assert.equal(wantsWatching(makeSighting(sighting), T, modern), wanted));
}
