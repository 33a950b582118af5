// What fits on a terminal: the state above, the history below, and a mark where something is left out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { fitted } from '../../src/cli/live-screen.ts';

const lines = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}`).join('\n');

describe('a picture on a terminal', () => {
  it('is whole where there is room', () => {
    assert.deepEqual(fitted({ top: 'a\n\nb\n\n', bottom: 'c\n' }, 24, 80), ['a', '', 'b', '', 'c']);
  });

  it('keeps a third for the history', () => {
    const shown = fitted({ top: `${lines('s', 30)}\n`, bottom: `${lines('h', 30)}\n` }, 24, 80);
    assert.equal(shown.length, 24);
    assert.deepEqual([shown[14], shown[15], shown[16], shown[23]], ['s14', '…', 'h0', '…']);
  });

  it('gives the history what the state does not need', () => {
    const shown = fitted({ top: 's\n', bottom: lines('h', 23) }, 24, 80);
    assert.deepEqual([shown.length, shown[0], shown[23]], [24, 's', 'h22']);
  });

  it('counts the rows of a command that is longer than the terminal is wide, and not its colours', () => {
    const command = `\x1b[1m${'x'.repeat(100)}\x1b[22m`;
    assert.deepEqual(fitted({ top: `a\n${command}\nb\n`, bottom: 'c\n' }, 5, 60), ['a', command, 'b', 'c']);
    assert.deepEqual(fitted({ top: `a\n${command}\nb\n`, bottom: 'c\n' }, 4, 60), ['a', '…', 'c']);
  });

  it('never has more rows than the terminal, whatever its size', () => {
    const text = fc.array(fc.string({ maxLength: 120, unit: 'grapheme-ascii' })).map((all) => all.join('\n'));
    const size = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(text, text, size, size, (top, bottom, rows, columns) => {
        const taken = fitted({ top, bottom }, rows, columns).map((line) =>
          Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)),
        );
        assert.ok(taken.reduce((sum, one) => sum + one, 0) <= rows);
      }),
    );
  });
});
