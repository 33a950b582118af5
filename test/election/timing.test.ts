// Bounds, margins, thresholds and client-go's refusals (reference 1.1, 1.6, 1.7; contract 3 and 4).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundsOf, refusalOf, thresholdsOf } from '../../src/election/timing.ts';

const GIVEN = { leaseDurationMs: 'given', renewDeadlineMs: 'given', retryPeriodMs: 'given' } as const;

function bounds(ld: number | null, rd: number | null, rp: number | null, release: boolean | null = null) {
  return boundsOf({ leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp }, GIVEN, release);
}

// Reference 1.6 (a): [0, 2.2·RP); (c): [LD − RP, LD + 4.4·RP). 1.7: margin LD − RD − RP; outage (⌈RD/RP⌉ − 1)·RP.
// Contract 4: late at RP + max(1 s, RD/2) + 1 s, unclaimed at LD + 4.4·RP. All by hand, in milliseconds.
const TABLE = [
  { triple: [15, 10, 2], margin: 3000, crash: [13_000, 23_800], release: 4400, outage: 8000, late: 8000 },
  { triple: [60, 40, 15], margin: 5000, crash: [45_000, 126_000], release: 33_000, outage: 30_000, late: 36_000 },
  { triple: [35, 30, 5], margin: 0, crash: [30_000, 57_000], release: 11_000, outage: 25_000, late: 21_000 },
  { triple: [137, 107, 26], margin: 4000, crash: [111_000, 251_400], release: 57_200, outage: 104_000, late: 80_500 },
  { triple: [10, 6, 1], margin: 3000, crash: [9000, 14_400], release: 2200, outage: 5000, late: 5000 },
  { triple: [15, 10, 5], margin: 0, crash: [10_000, 37_000], release: 11_000, outage: 5000, late: 11_000 },
  { triple: [5, 3, 1], margin: 1000, crash: [4000, 9400], release: 2200, outage: 2000, late: 3500 },
  { triple: [3, 1, 0.5], margin: 1500, crash: [2500, 5200], release: 1100, outage: 500, late: 2500 },
  {
    triple: [270, 240, 60],
    margin: -30_000,
    crash: [210_000, 534_000],
    release: 132_000,
    outage: 180_000,
    late: 181_000,
  },
] as const;

for (const { triple, margin, crash, release, outage, late } of TABLE) {
  const [ld, rd, rp] = triple.map((seconds) => seconds * 1000) as [number, number, number];
  test(`bounds of ${triple.join('/')}`, () => {
    const known = bounds(ld, rd, rp, true);
    assert.equal(known.marginMs, margin);
    assert.deepEqual(known.crashFailoverMs, crash);
    assert.deepEqual(known.gracefulFailoverMs, [0, release]);
    assert.equal(known.apiOutageToleranceMs, outage);
    assert.deepEqual(
      bounds(ld, rd, rp, false).gracefulFailoverMs,
      crash,
      'without release a stop costs what a crash does',
    );
    assert.deepEqual(bounds(ld, rd, rp, null).gracefulFailoverMs, [0, crash[1]], 'unknown spans both');
  });
  test(`thresholds of ${triple.join('/')}`, () => {
    const { lateMs, expiredMs, unclaimedMs, retryPeriodMs } = thresholdsOf(bounds(ld, rd, rp));
    assert.deepEqual(
      { lateMs, expiredMs, unclaimedMs, retryPeriodMs },
      {
        lateMs: late,
        expiredMs: ld,
        unclaimedMs: crash[1],
        retryPeriodMs: rp,
      },
    );
  });
}

const triples = fc
  .tuple(
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.integer({ min: 1, max: 100_000 }),
  )
  .map(([ld, rd, rp]) => [ld, rd, rp] as const);

test('the formulae hold for every triple, in integers (contract 3), and the moments follow each other', () => {
  fc.assert(
    fc.property(triples, ([ld, rd, rp]) => {
      const timing = bounds(ld, rd, rp, true);
      const [low, high] = timing.crashFailoverMs ?? [Number.NaN, Number.NaN];
      const { lateMs, expiredMs, unclaimedMs } = thresholdsOf(timing);
      assert.equal(timing.marginMs, ld - rd - rp);
      assert.equal(low, Math.max(0, ld - rp));
      assert.ok(Math.abs(high - (ld + 4.4 * rp)) <= 0.5);
      assert.ok(Math.abs((timing.gracefulFailoverMs?.[1] ?? Number.NaN) - 2.2 * rp) <= 0.5);
      assert.ok((timing.apiOutageToleranceMs ?? Number.NaN) < rd && (timing.apiOutageToleranceMs ?? 0) + rp >= rd);
      const all = [timing.marginMs, low, high, ...(timing.gracefulFailoverMs ?? []), timing.apiOutageToleranceMs];
      assert.ok(all.every(Number.isInteger));
      assert.ok(lateMs <= expiredMs && expiredMs <= unclaimedMs);
    }),
  );
});

test('what is not known makes unknown what follows from it, and nothing else (contract 3)', () => {
  const noDeadline = bounds(30_000, null, 4000);
  assert.deepEqual([noDeadline.marginMs, noDeadline.apiOutageToleranceMs], [null, null]);
  assert.deepEqual(noDeadline.crashFailoverMs, [26_000, 47_600]);
  const noPeriod = bounds(30_000, 20_000, null, true);
  assert.deepEqual([noPeriod.marginMs, noPeriod.crashFailoverMs, noPeriod.gracefulFailoverMs], [null, null, null]);
});

const ORDER = 'leaseDuration must be greater than renewDeadline';
const JITTER = 'renewDeadline must be greater than retryPeriod*JitterFactor';
const API = 'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0';

// Reference 1.1, texts and order of NewLeaderElector; reference 11 for RP 8.34 with RD 10.
const REFUSALS: readonly (readonly [number | null, number | null, number | null, string | null])[] = [
  [15_000, 10_000, 2000, null],
  [10_000, 10_000, 2000, ORDER],
  [10_000, 15_000, 2000, ORDER],
  [10_000, 15_000, 20_000, ORDER],
  [0, 0, 0, ORDER],
  [15_000, 10_000, 8340, JITTER],
  [15_000, 10_000, 8330, null],
  [15_000, 12_000, 10_000, JITTER],
  [15_000, 10_000, 10_000, JITTER],
  [2000, 0, 0, JITTER],
  [0, -1000, -2000, 'leaseDuration must be greater than zero'],
  [2000, 0, -1000, 'renewDeadline must be greater than zero'],
  [2000, 1000, 0, 'retryPeriod must be greater than zero'],
  [2000, 1000, -1000, 'retryPeriod must be greater than zero'],
  [999, 500, 100, API],
  [1000, 500, 100, null],
  [15_000, 14_000, 2000, null],
  // an unknown member is compared with nothing
  [null, 10_000, 10_000, JITTER],
  [15_000, null, 20_000, null],
  [10_000, 15_000, null, ORDER],
  [null, null, null, null],
];

for (const [ld, rd, rp, refusal] of REFUSALS) {
  test(`client-go on ${ld}/${rd}/${rp} ms: ${refusal ?? 'fine'}`, () => assert.equal(refusalOf(ld, rd, rp), refusal));
}

test('a deadline of exactly 1.2 retry periods is refused, one millisecond more is not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (fifth) => {
      assert.equal(refusalOf(10_000_000, 6 * fifth, 5 * fifth), JITTER);
      assert.equal(refusalOf(10_000_000, 6 * fifth + 1, 5 * fifth), null);
    }),
  );
});
