// No rule can match what no needle lets through: the needles are why most of a log is never decoded.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CLIENT_GO_RULES } from '../../src/logs/client-go-lines.ts';
import { mayMatter, NEEDLES } from '../../src/logs/needles.ts';
import { PROGRAM_RULES } from '../../src/logs/program-rules.ts';
import { SIGNS } from '../../src/logs/signs.ts';

/** A pattern without what only looks around, which a generator of strings cannot follow; repeats are kept short. */
function generable(pattern: RegExp): RegExp {
  let source = '';
  for (let at = 0; at < pattern.source.length; ) {
    if (/^\(\?<?[=!]/.test(pattern.source.slice(at))) {
      at = endOfGroup(pattern.source, at);
      continue;
    }
    source += pattern.source[at] === '\\' ? pattern.source.slice(at, at + 2) : pattern.source[at];
    at += pattern.source[at] === '\\' ? 2 : 1;
  }
  return new RegExp(
    source.replace(/\{(\d+),\d{2,}\}/g, (_, least: string) => `{${least},${Number(least) + 3}}`).replace(/\\b/g, ''),
  );
}

function endOfGroup(source: string, start: number): number {
  let depth = 0;
  let inClass = false;
  for (let at = start; at < source.length; at++) {
    const sign = source[at];
    if (sign === '\\') at++;
    else if (inClass) inClass = sign !== ']';
    else if (sign === '[') inClass = true;
    else if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return at + 1;
  }
  return source.length;
}

const PATTERNS = [
  ...PROGRAM_RULES.map(({ pattern }) => pattern),
  ...CLIENT_GO_RULES.map(({ pattern }) => pattern),
  ...SIGNS.map(([, pattern]) => pattern),
];

describe('the needles', () => {
  it('are small letters, and long enough to skip most of a log', () => {
    for (const needle of NEEDLES) {
      assert.equal(needle, needle.toLowerCase());
      assert.ok(needle.length >= 9, needle);
      assert.match(needle, /^[\x20-\x7e]+$/);
    }
  });
  for (const pattern of PATTERNS) {
    it(`let through whatever matches ${pattern.source.slice(0, 100)}`, () => {
      let matched = 0;
      fc.assert(
        fc.property(fc.stringMatching(generable(pattern)), (text) => {
          for (const line of [text, `${text.trimEnd()}`, ` ${text} `]) {
            if (!pattern.test(line)) continue;
            matched++;
            assert.ok(mayMatter(line), line);
          }
        }),
        { numRuns: 300 },
      );
      assert.ok(matched > 0, 'the generator has made something that matches');
    });
  }
});
