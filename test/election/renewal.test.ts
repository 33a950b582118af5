// Is a Lease being renewed: the state machine of reference 1.11 with contract 4's moments, and who may be believed (reference 1.3).
// Every figure is of 15/10/2: late at 8 s, expired at 15 s, unclaimed at 23.8 s.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sighting } from '../../src/election/observation.ts';
import { type LeaseState, type RenewalEvidence, renewalOf } from '../../src/election/renewal.ts';
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

type Row = readonly [string, Partial<Sighting>, boolean, LeaseState, RenewalEvidence, number | null];

const stamped = (seconds: number): Partial<Sighting> => ({ lease: unrenewedFor(seconds * SECOND) });
const watched = (unchangedForMs: number): Partial<Sighting> => ({
  lease: makeLease({ renewTime: ago(unchangedForMs), renewalStamp: null }),
  unchangedForMs,
});
const seen = (unchangedForMs: number): Partial<Sighting> => ({ ...watched(unchangedForMs), changes: [makeChange()] });
const stuckStamp = { renewalStamp: agoByServer(4 * MINUTE) };

// Reference 1.3: from 1.25 on the stamp moves with every renewal, so one read with a Date tells the age.
const BY_SERVER: readonly (readonly [number, LeaseState])[] = [
  [0, 'renewing'],
  [7, 'renewing'],
  [8, 'late'],
  [14, 'late'],
  [15, 'expired'],
  [23, 'expired'],
  [24, 'unclaimed'],
  [3 * 86_400, 'unclaimed'],
];
// Reference 1.11: age is the time that the record was seen unchanged.
const BY_READS: readonly (readonly [number, LeaseState, LeaseState])[] = [
  [1, 'renewing', 'unknown'],
  [5000, 'renewing', 'unknown'],
  [7999, 'renewing', 'unknown'],
  [8000, 'late', 'late'],
  [14_999, 'late', 'late'],
  [15_000, 'expired', 'expired'],
  [23_799, 'expired', 'expired'],
  [23_800, 'unclaimed', 'unclaimed'],
];

const ROWS: readonly Row[] = [
  ...BY_SERVER.map(([s, state]): Row => [`stamped ${s} s ago`, stamped(s), MODERN, state, 'server-clock', s * SECOND]),
  ...BY_READS.map(([ms, state]): Row => [`unchanged ${ms} ms since a renewal`, seen(ms), OLD, state, 'two-reads', ms]),
  ...BY_READS.map(
    ([ms, , state]): Row => [`unchanged ${ms} ms, no renewal seen`, watched(ms), OLD, state, 'two-reads', ms],
  ),
  ['a renewal seen just now', seen(0), OLD, 'renewing', 'two-reads', 0],
  [
    'a stamp of the coming second: the answer was on its way',
    { lease: makeLease({ renewalStamp: agoByServer(-SECOND) }) },
    MODERN,
    'renewing',
    'server-clock',
    0,
  ],
  // 1.20 and its like: a fresh stamp proves freshness, an old one nothing
  ['1.20, a fresh stamp', stamped(3), OLD, 'renewing', 'server-clock', 3000],
  ['1.20, renewed 2 s ago under a stamp of 4 min', { lease: makeLease(stuckStamp) }, OLD, 'unknown', 'none', null],
  ['1.20, a dead Lease after one read', { lease: unrenewedFor(10 * MINUTE) }, OLD, 'unknown', 'none', null],
  [
    '1.20, an old stamp and a renewal seen',
    { lease: makeLease(stuckStamp), changes: [makeChange()], unchangedForMs: 500 },
    OLD,
    'renewing',
    'two-reads',
    500,
  ],
  [
    '1.20, an old stamp and 24 s of watching',
    { lease: makeLease(stuckStamp), unchangedForMs: 24_000 },
    OLD,
    'unclaimed',
    'two-reads',
    24_000,
  ],
  ['no Date header', { ...stamped(20), readAt: null }, MODERN, 'unknown', 'none', null],
  ['no managedFields', { lease: unrenewedFor(20 * SECOND, { renewalStamp: null }) }, MODERN, 'unknown', 'none', null],
  ['a stamp that is no time', { lease: makeLease({ renewalStamp: 'soon' }) }, MODERN, 'unknown', 'none', null],
  // 1.4: nobody's Lease is released, however long since
  ['released 1 s ago', { lease: releasedFor(SECOND) }, MODERN, 'released', 'server-clock', 1000],
  ['released an hour ago', { lease: releasedFor(HOUR) }, MODERN, 'released', 'server-clock', HOUR],
  ['no holder at all', { lease: makeLease({ holderIdentity: null }) }, MODERN, 'released', 'server-clock', 1000],
  // an hour is more than any clock is wrong by and still renews unseen: two reads over max(2·RP, 5 s) suffice (1.3)
  ['61 min old, one read', { lease: unrenewedFor(61 * MINUTE) }, OLD, 'unknown', 'none', null],
  [
    '61 min old, two reads 4.9 s apart',
    { ...watched(4900), lease: unrenewedFor(61 * MINUTE) },
    OLD,
    'unknown',
    'two-reads',
    4900,
  ],
  [
    '61 min old, two reads 5 s apart',
    { ...watched(5000), lease: unrenewedFor(61 * MINUTE) },
    OLD,
    'unclaimed',
    'two-reads',
    5000,
  ],
  [
    '59 min old, two reads 5 s apart',
    { ...watched(5000), lease: unrenewedFor(59 * MINUTE) },
    OLD,
    'unknown',
    'two-reads',
    5000,
  ],
  // a clock two hours behind is still only a clock (1.3): what was seen and what the server says come first
  [
    "the holder's clock 2 h behind, a renewal seen 5 s ago",
    {
      lease: makeLease({ renewTime: ago(2 * HOUR), renewalStamp: null }),
      changes: [makeChange()],
      unchangedForMs: 5000,
    },
    OLD,
    'renewing',
    'two-reads',
    5000,
  ],
  [
    "the holder's clock 2 h behind, stamped 6 s ago, watched for 5 s",
    { lease: makeLease({ renewTime: ago(2 * HOUR), renewalStamp: agoByServer(6 * SECOND) }), unchangedForMs: 5000 },
    MODERN,
    'renewing',
    'server-clock',
    6000,
  ],
  // --observe 0s: the holder's own stamp may speak for freshness, never for staleness (1.3)
  [
    'at once, 2 s old',
    { lease: makeLease({ renewTime: ago(2000), renewalStamp: null }), settled: false },
    OLD,
    'renewing',
    'holder-clock',
    2000,
  ],
  [
    'at once, 8 s old',
    { lease: makeLease({ renewTime: ago(8000), renewalStamp: null }), settled: false },
    OLD,
    'unknown',
    'none',
    null,
  ],
  ['at once, 10 min old', { lease: unrenewedFor(10 * MINUTE), settled: false }, OLD, 'unknown', 'none', null],
  ['at once, 2 h old', { lease: unrenewedFor(2 * HOUR), settled: false }, OLD, 'unknown', 'none', null],
  [
    'at once, 10 min ahead',
    { lease: unrenewedFor(-10 * MINUTE, { renewalStamp: null }), settled: false },
    OLD,
    'unknown',
    'none',
    null,
  ],
  [
    'at once, without renewTime',
    { lease: makeLease({ renewTime: null, renewalStamp: null }), settled: false },
    OLD,
    'unknown',
    'none',
    null,
  ],
  ['at once, but stamped 9 s ago', { ...stamped(9), settled: false }, MODERN, 'late', 'server-clock', 9000],
];

for (const [is, sighting, modern, state, evidence, agoMs] of ROWS) {
  test(`a Lease ${is}: ${state} by ${evidence}`, () => {
    const found = renewalOf(makeSighting(sighting), T, modern);
    assert.deepEqual({ state: found.state, evidence: found.evidence, agoMs: found.agoMs }, { state, evidence, agoMs });
  });
}

test('two reads must be 2·RP apart where that is longer: 30 s for cert-manager’s 60/40/15', () => {
  const slow = { lateMs: 36_000, expiredMs: 60_000, unclaimedMs: 126_000, retryPeriodMs: 15_000 };
  const after = (ms: number) =>
    renewalOf(makeSighting({ ...watched(ms), lease: unrenewedFor(2 * HOUR) }), slow, OLD).state;
  assert.deepEqual([after(5000), after(29_999), after(30_000)], ['unknown', 'unknown', 'unclaimed']);
});

test('time that was only watched is a lower bound; time since a renewal or a stamp is not', () => {
  assert.equal(renewalOf(makeSighting(watched(9000)), T, OLD).atLeast, true);
  assert.equal(renewalOf(makeSighting(seen(9000)), T, OLD).atLeast, false);
  assert.equal(renewalOf(makeSighting(stamped(9)), T, MODERN).atLeast, false);
});

test('a Lease that was deleted while it was watched is absent (1.11: 404), not renewing', () => {
  const changes = [makeChange(), makeChange({ kind: 'vanished', afterMs: 4000, to: null })];
  assert.equal(renewalOf(makeSighting({ ...watched(0), changes }), T, OLD).state, 'absent');
});
