// A line's own time is made whole with what is known of its log, and with no more.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wholeTime } from '../../src/logs/whole-time.ts';

const JANUARY = Date.parse('2026-01-02T08:00:00Z');

describe("a line's own time", () => {
  const rows: [time: string | null, year: number | null, whole: string | null][] = [
    ['2026-05-02T10:11:12.345678Z', null, '2026-05-02T10:11:12.345678Z'],
    ['2026-05-02T12:11:12.34+02:00', null, '2026-05-02T10:11:12.34Z'],
    ['2026-05-02T12:11:12+02:00', null, '2026-05-02T10:11:12Z'],
    ['2026-05-02T10:11:12', null, '2026-05-02T10:11:12Z'],
    ['--01-01T10:11:12.345678', null, '2026-01-01T10:11:12.345678Z'],
    ['--12-31T23:59:59.999999', null, '2025-12-31T23:59:59.999999Z'],
    ['--12-31T23:59:59.999999', 2019, '2019-12-31T23:59:59.999999Z'],
    ['--02-29T10:11:12.345678', 2025, null],
    ['T10:11:12', null, null],
    ['--13-01T10:11:12', null, null],
    ['2026-13-02T10:11:12Z', null, null],
    ['yesterday', null, null],
    [null, null, null],
  ];
  for (const [time, year, whole] of rows) {
    it(`${time}, in ${year ?? 'the year of its file'}: ${whole}`, () => {
      assert.equal(wholeTime(time, { until: JANUARY, year }), whole);
    });
  }
});
