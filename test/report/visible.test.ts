// Text from a cluster on a terminal (contract 6: control characters made visible), and names cut in the middle (screens).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cut, visible, visibleJson } from '../../src/report/visible.ts';

/** Any character that moves a cursor, recolours, or reorders: Unicode's control characters and its bidirectional controls. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

// Contract 6; the notation is the usual one of source code.
const SHOWN: readonly (readonly [string, string, string])[] = [
  ['plain text', 'controller-manager-5875b8f7c6-zcbmh', 'controller-manager-5875b8f7c6-zcbmh'],
  ['letters of other scripts', 'größe 東京 Ελλάδα', 'größe 東京 Ελλάδα'],
  ['the signs of b7le', '✔ ▲ ✖ ? · … → –', '✔ ▲ ✖ ? · … → –'],
  ['a colour', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['a window title', '\u001b]0;owned\u0007', '\\x1b]0;owned\\x07'],
  ['the one-byte CSI', '\u009b2J', '\\x9b2J'],
  ['a line that overwrites itself', 'bad\rgood', 'bad\\x0dgood'],
  ['a backspace', 'ab\b', 'ab\\x08'],
  ['line breaks and tabs', 'a\nb\tc', 'a\\nb\\tc'],
  ['NUL and DEL', '\u0000\u007f', '\\x00\\x7f'],
  ['a right-to-left override', 'user\u202egnp.exe', 'user\\u202egnp.exe'],
  ['isolates', '\u2066a\u2069', '\\u2066a\\u2069'],
  ['an Arabic letter mark', '\u061c', '\\u061c'],
  ['zero width', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
  ['separators of lines and paragraphs', '\u2028\u2029', '\\u2028\\u2029'],
  ['nothing', '', ''],
];

for (const [is, text, shown] of SHOWN) test(`visible: ${is}`, () => assert.equal(visible(text), shown));

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u001b', '\u009b', '\r', '\n', '\u202e', '\u2066', '\u200f', '\u061c', '\u2028', '\\', '"'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

test('visible leaves nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(nasty, (text) => !OBEYED.test(visible(text))),
    { numRuns: 1000 },
  );
});

test('visible leaves no single control or bidirectional character of all there are', () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if (OBEYED.test(character)) assert.doesNotMatch(visible(character), OBEYED, code.toString(16));
  }
});

test('visible changes nothing twice, and safe text not at all', () => {
  fc.assert(fc.property(nasty, (text) => visible(visible(text)) === visible(text)));
  fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => visible(text) === text));
});

test('visible loses nothing: what stood between the controls stands there still', () => {
  const parts = fc.array(fc.stringMatching(/^[a-z0-9-]{0,8}$/));
  fc.assert(fc.property(parts, (words) => visible(words.join('\u001b')) === words.join('\\x1b')));
});

test('visibleJson keeps the value, and leaves nothing raw that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.oneof(nasty, fc.jsonValue(), fc.dictionary(nasty, nasty)), (value) => {
      const written = JSON.stringify(value);
      const safe = visibleJson(written);
      assert.deepEqual(JSON.parse(safe), JSON.parse(written));
      assert.doesNotMatch(safe, OBEYED);
    }),
  );
});

// Screens: "Names are cut in the middle, never at the end"; `…` is `~` where the locale is not UTF-8.
const CUTS: readonly (readonly [string, number, string])[] = [
  ['controller-manager', 18, 'controller-manager'],
  ['controller-manager', 100, 'controller-manager'],
  ['controller-manager', 11, 'contr…nager'],
  ['controller-manager', 10, 'contr…ager'],
  ['controller-manager', 3, 'c…r'],
  ['controller-manager', 2, 'c…'],
  ['controller-manager', 1, '…'],
  ['', 1, ''],
  ['a', 1, 'a'],
];

for (const [text, width, shown] of CUTS) {
  test(`${JSON.stringify(text)} in ${width} columns`, () => assert.equal(cut(text, width), shown));
}

test('cut is never longer than the width, and keeps both ends', () => {
  const width = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), width, fc.constantFrom('…', '~'), (text, columns, ellipsis) => {
      const shown = cut(text, columns, ellipsis);
      assert.ok(shown.length <= columns);
      if (text.length <= columns) assert.equal(shown, text);
      else assert.equal(shown.length, columns);
      if (columns >= 3) assert.deepEqual([shown.at(0), shown.at(-1)], [text.at(0), text.at(-1)]);
    }),
  );
});
