// Lines that nobody would write: they change nothing but themselves, and cost no more than their length.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { NEEDLES } from '../../src/logs/needles.ts';
import { READ_MOST, readLine } from '../../src/logs/read-line.ts';
import { LogScanner, type ScannedLine } from '../../src/logs/scanner.ts';
import { hostileLine, sampleLines } from './hostile.ts';

const COLOURS = ['\u001b[31m', '\u001b[1;32m', '\u001b[0m', '\u001b[38;5;196m', '\u009b0m'];

function scanned(parts: readonly Uint8Array[]): ScannedLine[] {
  const found: ScannedLine[] = [];
  const scanner = new LogScanner({ stamped: false, every: true, onLine: (line) => found.push(line) });
  for (const part of parts) scanner.push(part);
  scanner.end();
  return found;
}

/** What every regular expression did while `act` ran: the expressions, and how many characters they passed until their match or the end. */
function workOf(act: () => void): { readonly patterns: ReadonlySet<string>; readonly characters: number } {
  const patterns = new Set<string>();
  let characters = 0;
  const exec = RegExp.prototype.exec;
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    patterns.add(this.source);
    const from = this.global ? this.lastIndex : 0;
    const match = exec.call(this, text);
    const passed = (match === null ? text.length : match.index + match[0].length) - from;
    characters += this.sticky ? 1 : passed;
    return match;
  };
  try {
    act();
  } finally {
    RegExp.prototype.exec = exec;
  }
  return { patterns, characters };
}

/** Pieces that an expression with two ways through them would try in both ways, again and again. */
const BAIT = [
  ...NEEDLES.map((needle) => `${needle} `),
  ' ',
  '\t',
  ':',
  ': ',
  '"',
  '\\"',
  '\\',
  '{"',
  '{"a":',
  '[',
  '(',
  '=',
  'a=',
  'a="',
  'a',
  '0',
  '-',
  '1.',
  'é',
  '\u001b[',
  'forbidden ',
  'is forbidden: User "',
  'in the namespace "',
  '/namespaces/a/leases/',
  'leases "',
  'lock="',
  '"msg"="',
  'LeaseLock: a - b (',
  'failed to wait for caches ',
  'a/b ',
  'main.go:1] ',
  '2026-11-28T01:16:10Z ',
  'I0502 10:11:12.345678 1 a.go:1] ',
];

/** What follows a bait so that no expression can come to a good end at once. */
const BEGINNINGS = [
  '',
  'E0502 10:11:12.345678       1 leaderelection.go:361] Failed to update lock: ',
  '{"level":"info","ts":1,"msg":"leader election lost ',
  '2026-11-28T01:16:10Z\tERROR\tsetup\tleader election lost\t{"error": "',
];

describe('a hostile line', () => {
  it('is read without an error, and has no event that its words do not carry', () => {
    fc.assert(
      fc.property(hostileLine, (bytes) => {
        const reading = readLine(new TextDecoder().decode(bytes));
        assert.equal(typeof reading.message, 'string');
        if (reading.cause !== null) assert.match(String(reading.event), /^(?:lock-error|renew-failed)$/);
        if (reading.event === null) assert.deepEqual([reading.lease, reading.identity], [null, null]);
      }),
      { numRuns: 2000 },
    );
  });
  it('changes nothing of the lines around it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sampleLines),
        hostileLine,
        fc.constantFrom(...sampleLines),
        (before, bytes, after) => {
          const found = scanned([Buffer.from(`${before}\n`), bytes, Buffer.from(`\n${after}\n`)]);
          const alone = scanned([Buffer.from(`${before}\n${after}\n`)]);
          assert.deepEqual([found[0], found.at(-1)], alone);
          assert.equal(found.length, 3);
        },
      ),
      { numRuns: 500 },
    );
  });
  it('in colours is read as it is without', () => {
    const places = fc.array(fc.tuple(fc.nat(300), fc.constantFrom(...COLOURS)), { maxLength: 5 });
    // a needle with a colour inside it is not found: the search looks for bytes, and no logger colours half a sentence
    fc.assert(
      fc.property(fc.constantFrom(...sampleLines), places, (line, colours) => {
        const words = line.split(' ');
        for (const [at, colour] of colours) {
          const word = at % words.length;
          if (word < 2 || word > 4) continue;
          words[word] = `${colour}${words[word]}`;
        }
        const { event } = readLine(words.join(' '));
        assert.ok(event === readLine(line).event || event === null);
      }),
    );
    const coloured =
      '\u001b[32mI0502 10:11:12.345678       1 leaderelection.go:257] \u001b[0mattempting to acquire leader lease a/b...\u001b[0m';
    assert.deepEqual([readLine(coloured).event, readLine(coloured).lease], ['attempting', 'a/b']);
  });
  it('of nested JSON, 60,000 deep, is read', () => {
    const open = '{"msg":'.repeat(8000);
    assert.equal(readLine(`${open}"leader election lost"${'}'.repeat(8000)}`).event, null);
    assert.equal(readLine(`${'['.repeat(60_000)}leader election lost`).event, null);
  });
  it('is read in its first 65,536 units only', () => {
    const far = `${'x'.repeat(READ_MOST)} successfully acquired lease a/b`;
    assert.equal(readLine(far).event, null);
  });
});

describe('the expressions', () => {
  const runs = BEGINNINGS.flatMap((beginning) =>
    BAIT.map((bait) => {
      const ofLength = (length: number) => (beginning + bait.repeat(Math.ceil(length / bait.length))).slice(0, length);
      return { bait, half: workOf(() => readLine(ofLength(8192))), whole: workOf(() => readLine(ofLength(16_384))) };
    }),
  );
  const patterns = new Set([
    ...runs.flatMap(({ whole }) => [...whole.patterns]),
    ...workOf(() => sampleLines.map(readLine)).patterns,
  ]);
  it('are run on twice the characters where a line is twice as long, and not more', () => {
    for (const { bait, half, whole } of runs) {
      assert.ok(
        whole.characters <= 2 * half.characters + 8192,
        `${bait}: ${half.characters}, then ${whole.characters}`,
      );
    }
  });
  it('are judged by a measure that knows what grows', () => {
    const heights = ['a+b*', '(a+){0,3}', '(a+)+', '(?:a|b*c)*', '[(+]+x', String.raw`(\d+\.)*`, '((a*)b)+'].map(
      heightOf,
    );
    assert.deepEqual(heights, [1, 1, 2, 2, 1, 2, 2]);
  });
  it('have no repeat without a bound inside another one, which could be taken in more than one way', () => {
    assert.ok(patterns.size > 80, String(patterns.size));
    for (const source of patterns) assert.ok(heightOf(source) <= 1, source);
  });
  it('look for any signs without a bound only from the beginning of a text', () => {
    for (const source of patterns) {
      const anywhere = source.replace(/\[(?:[^\]\\]|\\.)*\]/g, 'x');
      if (/(?<!\\)\.[*+]/.test(anywhere)) assert.match(source, /^\^|^\[\\t \]\(\\\{/, source);
    }
  });
});

/** How deep repeats without an upper bound stand inside each other. */
function heightOf(source: string): number {
  const heights: number[] = [0];
  let last = 0;
  for (let at = 0; at < source.length; at++) {
    const sign = source[at];
    if (sign === '\\') at++;
    else if (sign === '[') while (source[++at] !== ']') if (source[at] === '\\') at++;
    if (sign === '(') {
      heights.push(0);
      continue;
    }
    if (sign === ')') last = heights.pop() ?? 0;
    else if (!isRepeat(source, at)) last = 0;
    if (isRepeat(source, at + 1)) last++;
    heights.push(Math.max(heights.pop() ?? 0, last));
  }
  return heights[0] ?? 0;
}

function isRepeat(source: string, at: number): boolean {
  return /^(?:[*+]|\{\d+,\})/.test(source.slice(at));
}
