// The scanner against a plain reading of the same bytes: however they are cut, whatever they hold.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readLine } from '../../src/logs/read-line.ts';
import { LINE_MOST, LogScanner, type ScannedLine } from '../../src/logs/scanner.ts';
import { hostileLine, sampleLines } from './hostile.ts';

const STAMP = '2026-11-28T01:16:10.123456789Z';

function scan(chunks: readonly Uint8Array[], options: { stamped?: boolean; every?: boolean } = {}) {
  const found: ScannedLine[] = [];
  const scanner = new LogScanner({ stamped: false, every: false, ...options, onLine: (line) => found.push(line) });
  for (const chunk of chunks) scanner.push(chunk);
  scanner.end();
  return { found, scanner };
}

/** Every line that readLine finds something in, found without the scanner's search for needles. */
function plainly(bytes: Uint8Array): ScannedLine[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const lines: ScannedLine[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = decoder.decode(bytes.subarray(start, bytes[end - 1] === 13 && end > start ? end - 1 : end));
    const reading = readLine(text);
    if (reading.event !== null || reading.sign !== null) lines.push({ at: null, text, reading, cut: false });
    start = end + 1;
  }
  return lines;
}

function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => bytes.slice(from, cuts[index] ?? bytes.length));
}

const anyLog = fc
  .array(
    fc.oneof(
      fc.constantFrom(...sampleLines).map((line) => Buffer.from(line)),
      hostileLine,
    ),
    { maxLength: 12 },
  )
  .chain((lines) =>
    fc
      .array(fc.constantFrom('\n', '\r\n', '\n\n'), { minLength: lines.length, maxLength: lines.length })
      .map(
        (ends) => new Uint8Array(Buffer.concat(lines.flatMap((line, index) => [line, Buffer.from(ends[index] ?? '')]))),
      ),
  );
const places = fc.array(fc.nat(100_000), { maxLength: 30 });

describe('the scanner', () => {
  it('finds in every sample what readLine finds in it, and nothing else', () => {
    for (const line of sampleLines) {
      const bytes = new Uint8Array(Buffer.from(line));
      assert.deepEqual(scan([bytes]).found, plainly(bytes));
    }
  });
  it('finds in any bytes, cut anywhere, what readLine finds in their lines', () => {
    fc.assert(
      fc.property(anyLog, places, (bytes, cuts) => {
        assert.deepEqual(scan(cutAt(bytes, cuts)).found, plainly(bytes));
      }),
      { numRuns: 300 },
    );
  });
  it('finds needles in any case of their letters', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sampleLines), fc.array(fc.boolean(), { minLength: 40 }), (line, raised) => {
        const mixed = [...line].map((sign, at) => (raised[at % raised.length] ? sign.toUpperCase() : sign)).join('');
        const bytes = new Uint8Array(Buffer.from(mixed));
        assert.deepEqual(scan([bytes]).found, plainly(bytes));
      }),
    );
  });
  it('counts lines and bytes the same however they are cut, and hands over every line when asked', () => {
    fc.assert(
      fc.property(anyLog, places, (bytes, cuts) => {
        const whole = scan([bytes], { every: true });
        const cut = scan(cutAt(bytes, cuts), { every: true });
        assert.deepEqual(cut.found, whole.found);
        assert.equal(cut.scanner.bytes, bytes.length);
        assert.equal(cut.scanner.lines, whole.scanner.lines);
        assert.equal(whole.found.length, whole.scanner.lines);
        const newlines = bytes.filter((byte) => byte === 10).length;
        assert.equal(whole.scanner.lines, newlines + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0));
      }),
    );
  });
  it('cuts a line over 1 MiB, marks it, and reads on behind it', () => {
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    const begin = new Uint8Array(
      Buffer.from('E0502 10:11:12.345678       1 leaderelection.go:361] Failed to update lock: '),
    );
    const after = new Uint8Array(
      Buffer.from('\nI0502 10:11:12.345678       1 leaderelection.go:253] successfully acquired lease a/b\n'),
    );
    const { found, scanner } = scan([begin, ...Array<Uint8Array>(10).fill(chunk), after]);
    assert.deepEqual(
      found.map(({ cut, reading, text }) => [cut, reading?.event, Math.min(text.length, LINE_MOST)]),
      [
        [true, 'lock-error', LINE_MOST],
        [false, 'acquired', after.length - 2],
      ],
    );
    assert.equal(scanner.lines, 2);
  });
  it('cuts the same whether the long line comes in one chunk or in many', () => {
    const long = new Uint8Array(Buffer.from(`leader election lost ${'ü€😀'.repeat(150_000)}\n`));
    const whole = scan([long], { every: true }).found;
    assert.deepEqual(scan(cutAt(long, [1, 70_000, 1_048_575, 1_048_577]), { every: true }).found, whole);
    assert.doesNotMatch(whole[0]?.text ?? '', /\ufffd/);
    assert.ok(whole[0]?.cut);
  });
  it('keeps no more than a line of 1 MiB of a log without newlines', () => {
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    const scanner = new LogScanner({ stamped: true, every: true, onLine: () => assert.fail('no line has ended') });
    const before = process.memoryUsage().arrayBuffers;
    for (let mib = 0; mib < 64; mib++) scanner.push(chunk);
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.ok(grown < 8 << 20, `${grown} bytes more after 64 MiB`);
  });
});

describe("the kubelet's stamps", () => {
  const acquired = 'I0502 10:11:12.345678       1 leaderelection.go:253] successfully acquired lease a/b';
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  it('are taken off each line, and the first and last are kept', () => {
    const log = `2026-11-28T01:16:10.1Z nothing\n2026-11-28T01:16:11.12+01:00 ${acquired}\n2026-11-28T01:16:12.123456789Z more\n`;
    const { found, scanner } = scan([bytes(log)], { stamped: true });
    assert.deepEqual(
      found.map(({ at, text, reading }) => [at, text, reading?.time]),
      [['2026-11-28T01:16:11.12+01:00', acquired, '--05-02T10:11:12.345678']],
    );
    assert.deepEqual([scanner.firstAt, scanner.lastAt], ['2026-11-28T01:16:10.1Z', '2026-11-28T01:16:12.123456789Z']);
  });
  it('are not asked of lines that have none', () => {
    const { found, scanner } = scan([bytes(`${acquired}\n`)], { stamped: true });
    assert.deepEqual(
      found.map(({ at, text }) => [at, text]),
      [[null, acquired]],
    );
    assert.equal(scanner.firstAt, null);
  });
  it('stay in the text where lines are not said to be stamped', () => {
    const { found } = scan([bytes(`${STAMP} ${acquired}\n`)]);
    assert.deepEqual(
      found.map(({ at, text, reading }) => [at, text, reading?.time]),
      [[null, `${STAMP} ${acquired}`, STAMP]],
    );
  });
  it('are taken out of a long line, wherever the runtime cut it, in the middle of a word or a character', () => {
    const lengths = fc.constantFrom(4096, 8192, 16_384);
    const tails = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(
        lengths,
        fc.integer({ min: 1, max: 4 }),
        tails,
        fc.integer({ min: 0, max: 60 }),
        places,
        (length, parts, tail, back, cuts) => {
          const before = length * parts - back;
          const text = Buffer.concat([
            Buffer.from('ü'.repeat(Math.ceil(before / 2))).subarray(0, before),
            Buffer.from(' leader election lost '),
            Buffer.alloc(tail, 'x'),
          ]);
          const pieces: Buffer[] = [];
          for (let from = 0; from < text.length; from += length) {
            pieces.push(
              Buffer.from(`${STAMP.replace('123', String(100 + pieces.length))} `),
              text.subarray(from, from + length),
            );
          }
          const log = new Uint8Array(Buffer.concat([...pieces, Buffer.from('\n')]));
          const options = { stamped: true, every: true };
          const { found } = scan(cutAt(log, cuts), options);
          assert.equal(found.length, 1);
          assert.equal(found[0]?.text, new TextDecoder().decode(text));
          assert.notEqual(found[0]?.reading, null, 'a needle that the stamp had cut is found');
        },
      ),
      { numRuns: 60 },
    );
  });
  it("are left where they are the program's own", () => {
    const text = `${'y'.repeat(2000)} ${STAMP} ${'z'.repeat(20_000)} leader election lost`;
    const { found } = scan([bytes(`${STAMP} ${text}\n`)], { stamped: true, every: true });
    assert.equal(found[0]?.text, text);
  });
});
