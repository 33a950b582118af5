// Go's duration syntax both ways (contract 1: "Durations are Go's"), and ages and ranges as the screens show them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatAge, formatDuration, formatRange, parseDuration } from '../../src/election/duration.ts';

// Contract 1 (15s, 1m30s, 500ms) and the grammar of Go's time.ParseDuration: [sign] (number unit)+, or a bare 0.
const READ: readonly (readonly [string, number | null])[] = [
  ['15s', 15_000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['2h45m', 9_900_000],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['1.s', 1000],
  ['1h1h', 7_200_000],
  ['30s1m', 90_000],
  ['1000us', 1],
  ['1000µs', 1],
  ['1000μs', 1],
  ['1000000ns', 1],
  ['+5s', 5000],
  ['-2s', -2000],
  ['0', 0],
  ['+0', 0],
  ['-0', 0],
  ['0s', 0],
  ['1.005s', 1005],
  ['2562047h', 9_223_369_200_000],
  ['2562048h', null],
  ['99999999999999999999s', null],
  ['', null],
  ['15', null],
  ['-15', null],
  ['00', null],
  ['s', null],
  ['.s', null],
  ['15 s', null],
  [' 15s', null],
  ['15s\n', null],
  ['15S', null],
  ['1d', null],
  ['1e3s', null],
  ['1_000s', null],
  ['--1s', null],
  ['1m-30s', null],
  ['1..5s', null],
  ['15s later', null],
  ['١s', null],
];

for (const [text, ms] of READ) {
  const means = ms === null ? 'is refused' : `is ${ms} ms`;
  test(`${JSON.stringify(text)} ${means}, as in Go`, () => assert.equal(parseDuration(text), ms));
}

// Go's notation, the shortest exact to a millisecond; figures of reference 1.6.
const WRITTEN: readonly (readonly [number, string])[] = [
  [0, '0s'],
  [1, '1ms'],
  [500, '500ms'],
  [999, '999ms'],
  [1000, '1s'],
  [4400, '4.4s'],
  [15_000, '15s'],
  [23_800, '23.8s'],
  [60_000, '1m'],
  [90_000, '1m30s'],
  [126_000, '2m6s'],
  [251_400, '4m11.4s'],
  [3_600_000, '1h'],
  [3_601_000, '1h1s'],
  [-2000, '-2s'],
  [-90_000, '-1m30s'],
];

for (const [ms, text] of WRITTEN) {
  test(`${ms} ms is written ${text}`, () => assert.equal(formatDuration(ms), text));
}

// Go's int64 nanoseconds end at 2562047h47m16.854s.
const GO_LIMIT_MS = 9_223_372_036_854;

test('what is written is read back as the same number', () => {
  fc.assert(
    fc.property(fc.integer({ min: -GO_LIMIT_MS, max: GO_LIMIT_MS }), (ms) => parseDuration(formatDuration(ms)) === ms),
    { numRuns: 1000, examples: [[1005], [-1005], [64_001], [8_030]] },
  );
});

test('every millisecond of two minutes is read back as the same number', () => {
  const all = Array.from({ length: 120_000 }, (_, ms) => ms);
  assert.deepEqual(all.filter((ms) => parseDuration(formatDuration(ms)) !== ms).slice(0, 5), []);
});

test('no text makes reading fail, and none is read as something else than a finite number', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const ms = parseDuration(text);
      return ms === null || Number.isFinite(ms);
    }),
  );
});

// Screens: ages rounded to what matters (renewed 1s ago, 4m 12s, 3d 4h).
const AGES: readonly (readonly [number, string])[] = [
  [0, '0s'],
  [-3000, '0s'],
  [400, '0s'],
  [1000, '1s'],
  [59_000, '59s'],
  [59_600, '1m'],
  [60_000, '1m'],
  [252_000, '4m 12s'],
  [3_600_000, '1h'],
  [11_100_000, '3h 5m'],
  [86_400_000, '1d'],
  [273_600_000, '3d 4h'],
];

for (const [ms, text] of AGES) {
  test(`an age of ${ms} ms reads ${text}`, () => assert.equal(formatAge(ms), text));
}

// Screens: "up to 4.4s after a planned stop, 13 to 23.8s after a crash"; bounds of reference 1.6.
const RANGES: readonly (readonly [readonly [number, number], string])[] = [
  [[0, 4400], 'up to 4.4s'],
  [[13_000, 23_800], '13 to 23.8s'],
  [[15_000, 19_400], '15 to 19.4s'],
  [[9000, 14_400], '9 to 14.4s'],
  [[45_000, 126_000], '45s to 2m6s'],
  [[500, 900], '500ms to 900ms'],
  [[500, 1700], '500ms to 1.7s'],
];

for (const [range, text] of RANGES) {
  test(`the range ${range.join('-')} ms reads ${text}`, () => assert.equal(formatRange(range), text));
}
