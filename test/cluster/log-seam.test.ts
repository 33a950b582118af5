// A log whose connection breaks anywhere, any number of times, is handed on whole, line by line, each line once.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LogSeam } from '../../src/cluster/log-seam.ts';
import { comparableStamp, secondOf } from '../../src/logs/stamp-order.ts';

const BASE = Date.parse('2026-05-02T10:11:12Z');

/** The kubelet's stamp of a moment, in steps of a tenth of a second: many lines share one. */
function stamp(tenths: number, digits: boolean): string {
  const [whole = ''] = new Date(BASE + tenths * 100).toISOString().split('.');
  const fraction = String(tenths % 10);
  // old kubelets leave zeros out
  if (digits) return `${whole}.${fraction}00000000Z`;
  return fraction === '0' ? `${whole}Z` : `${whole}.${fraction}Z`;
}

/** What a kubelet sends: every line whose second is not before the one that is asked for. */
function sent(lines: readonly string[], since: string | null): Buffer {
  const young = lines.filter((line) => {
    const second = secondOf(comparableStamp(line.split(' ', 1)[0] ?? '') ?? '');
    return since === null || second >= since;
  });
  return Buffer.from(young.map((line) => `${line}\n`).join(''));
}

/** Reads through breaks: at each the connection ends after so many bytes of what was asked for. */
function readThrough(lines: readonly string[], breaks: readonly number[], pieces: number): string {
  const seam = new LogSeam();
  const parts: (Buffer | null)[] = [];
  for (const length of [...breaks, Number.POSITIVE_INFINITY]) {
    const answer = sent(lines, seam.sinceTime);
    const got = answer.subarray(0, Math.min(length, answer.length));
    for (let from = 0; from < got.length; from += pieces) parts.push(seam.take(got.subarray(from, from + pieces)));
    parts.push(length === Number.POSITIVE_INFINITY ? seam.rest() : seam.broken());
  }
  assert.equal(seam.torn, false);
  return Buffer.concat(parts.filter((part) => part !== null)).toString();
}

const LINES = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.string({ maxLength: 12 })), { minLength: 1, maxLength: 60 })
  .map((steps) => {
    let at = 0;
    return steps.map(([step, text], index) => {
      at += step;
      return { at, text: `${index} ${text.replaceAll('\n', '~')}` };
    });
  });

describe('a log that is read through breaks', () => {
  for (const digits of [true, false]) {
    it(`is whole, with ${digits ? 'nine digits' : 'as many digits as it takes'}`, () =>
      fc.assert(
        fc.property(
          LINES,
          fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 5 }),
          fc.integer({ min: 1, max: 400 }),
          (made, breaks, pieces) => {
            const lines = made.map(({ at, text }) => `${stamp(at, digits)} ${text}`);
            assert.equal(readThrough(lines, breaks, pieces), lines.map((line) => `${line}\n`).join(''));
          },
        ),
        { numRuns: 400 },
      ));
  }

  it('is whole where two streams are out of order by a little', () => {
    const lines = [0, 1, 3, 2, 5, 4, 4, 14, 13, 15].map((at, index) => `${stamp(at, true)} ${index}`);
    for (let cut = 0; cut < 400; cut++) {
      assert.equal(readThrough(lines, [cut], 64), lines.map((line) => `${line}\n`).join(''), `${cut}`);
    }
  });

  it('remembers a little of a long log, and is whole all the same', () => {
    const lines = Array.from(
      { length: 4000 },
      (_, index) => `${stamp(Math.floor(index / 30), true)} ${index} ${'x'.repeat(60)}`,
    );
    for (const cut of [200_000, 317_001, 380_000]) {
      assert.equal(readThrough(lines, [cut], 16_384), lines.map((line) => `${line}\n`).join(''));
    }
  });

  it('hands a line of megabytes on in parts, ends it where it breaks, and does not begin it again', () => {
    const long = `${stamp(1, true)} ${'y'.repeat(3 << 20)}`;
    const lines = [`${stamp(0, true)} a`, long, `${stamp(2, true)} b`];
    const whole = lines.map((line) => `${line}\n`).join('');
    assert.ok(readThrough(lines, [], 65_536) === whole, 'whole');
    const broken = readThrough(lines, [2 << 20], 65_536).split('\n');
    assert.deepEqual([broken.length, broken[0], broken[2]], [4, lines[0], lines[2]]);
    assert.ok(long.startsWith(broken[1] ?? '-') && (broken[1] ?? '').length > 1 << 20);
    // a break after it: it is known, however long it is
    const after = lines.map((line) => line.length + 1).reduce((a, b) => a + b) - 2;
    assert.ok(readThrough(lines, [after], 65_536) === whole, 'a break after it');
  });

  it('keeps a last line without an end', () => {
    const seam = new LogSeam();
    assert.equal(seam.take(Buffer.from('2026-05-02T10:11:12Z a')), null);
    assert.equal(seam.rest()?.toString(), '2026-05-02T10:11:12Z a');
  });

  it('tells that lines may be lost where nothing of what was known came again', () => {
    const seam = new LogSeam();
    seam.take(Buffer.from(`${stamp(0, true)} a\n`));
    seam.broken();
    const next = `${stamp(50, true)} c\n`;
    assert.equal(seam.take(Buffer.from(next))?.toString(), next);
    assert.equal(seam.torn, true);
  });

  it('compares stamps of any zone and any number of digits', () => {
    const told: [string, string | null][] = [
      ['2026-05-02T10:11:12Z', '2026-05-02T10:11:12.000000000Z'],
      ['2026-05-02T10:11:12.12Z', '2026-05-02T10:11:12.120000000Z'],
      ['2026-05-02T12:11:12.12+02:00', '2026-05-02T10:11:12.120000000Z'],
      ['2026-05-02T10:11:12.123456789Z', '2026-05-02T10:11:12.123456789Z'],
      ['yesterday', null],
      ['2026-13-02T10:11:12Z', null],
    ];
    for (const [stamped, comparable] of told) assert.equal(comparableStamp(stamped), comparable, stamped);
  });
});
