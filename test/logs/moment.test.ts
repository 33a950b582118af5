// Times without a year or a day made whole, and New Year, which none of them may jump over.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { wholeTime, wholeTimes } from '../../src/logs/moment.ts';

const near = (instant: string) => ({ year: null, nearMs: Date.parse(instant) });
const NOTHING = { year: null, nearMs: null };

/** An instant as klog writes it. */
function asKlog(ms: number): string {
  return `--${new Date(ms).toISOString().slice(5, 23)}000`;
}

describe("a line's own time", () => {
  it('stays as it is where it is whole, and is UTC where it has no zone', () => {
    assert.equal(wholeTime('2026-05-02T10:11:12.5+02:00', NOTHING), '2026-05-02T10:11:12.5+02:00');
    assert.equal(wholeTime('2026-05-02T10:11:12', NOTHING), '2026-05-02T10:11:12Z');
  });
  it('takes the year that brings it nearest to the reference', () => {
    assert.equal(wholeTime('--12-31T23:59:59.123456', near('2026-01-02T00:00:00Z')), '2025-12-31T23:59:59.123456Z');
    assert.equal(wholeTime('--01-01T00:00:01.000000', near('2025-12-31T23:00:00Z')), '2026-01-01T00:00:01.000000Z');
    assert.equal(wholeTime('--07-01T00:00:00.000000', near('2026-06-30T00:00:00Z')), '2026-07-01T00:00:00.000000Z');
  });
  it('takes a given year where nothing nearer is known', () => {
    assert.equal(wholeTime('--05-02T10:11:12.345678', { year: 2024, nearMs: null }), '2024-05-02T10:11:12.345678Z');
  });
  it('is unknown without a reference, and on a day that the year does not have', () => {
    assert.equal(wholeTime('--05-02T10:11:12', NOTHING), null);
    assert.equal(wholeTime('T10:11:12', { year: 2024, nearMs: null }), null);
    assert.equal(wholeTime('--02-29T10:11:12', { year: 2025, nearMs: null }), null);
    assert.equal(wholeTime('--02-29T10:11:12', { year: 2024, nearMs: null }), '2024-02-29T10:11:12Z');
    assert.equal(wholeTime('--13-01T10:11:12', near('2026-06-30T00:00:00Z')), null);
    assert.equal(wholeTime('nonsense', near('2026-06-30T00:00:00Z')), null);
  });
  it('takes the day that brings a time of day nearest to the reference', () => {
    assert.equal(wholeTime('T23:59:58', near('2026-05-02T00:00:05Z')), '2026-05-01T23:59:58Z');
    assert.equal(wholeTime('T00:00:05.25', near('2026-05-01T23:59:58Z')), '2026-05-02T00:00:05.25Z');
  });
});

describe('the times of one log', () => {
  it('run over New Year from a given year on', () => {
    const times = ['--12-31T23:59:59.000000', null, '--01-01T00:00:00.000000', '--03-01T00:00:00.000000'];
    assert.deepEqual(wholeTimes(times, { year: 2025, nearMs: null }), [
      '2025-12-31T23:59:59.000000Z',
      null,
      '2026-01-01T00:00:00.000000Z',
      '2026-03-01T00:00:00.000000Z',
    ]);
  });
  it('are what they were, however many years they span, with a line at least every five months', () => {
    const start = fc.integer({ min: Date.parse('2001-01-01T00:00:00Z'), max: Date.parse('2060-01-01T00:00:00Z') });
    const steps = fc.array(fc.integer({ min: 0, max: 150 * 86_400_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(start, steps, (first, each) => {
        const instants = [first];
        for (const step of each) instants.push((instants.at(-1) as number) + step);
        const reference = { year: new Date(first).getUTCFullYear(), nearMs: null };
        const whole = wholeTimes(instants.map(asKlog), reference);
        assert.deepEqual(
          whole.map((time) => Date.parse(time ?? '')),
          instants,
        );
      }),
    );
  });
});
