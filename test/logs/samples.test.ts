// The classifier on labelled lines of real programs: public ones, and those of the real cluster's own programs.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readLine } from '../../src/logs/read-line.ts';
import { confusion, faults, labelled, labelOf } from './labelled.ts';

const FILES = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.jsonl'));

for (const file of FILES) {
  const samples = labelled(file);
  describe(`the labelled lines of ${file}`, () => {
    it('have at least 99 % of their labels right', (test) => {
      const wrong = samples.filter(({ line, label }) => labelOf(readLine(line)) !== label);
      test.diagnostic(`${samples.length - wrong.length} of ${samples.length} right; as labelled down, as read across:`);
      for (const row of confusion(samples).split('\n')) test.diagnostic(row);
      assert.ok(wrong.length <= samples.length / 100, wrong.map(({ line }) => line).join('\n'));
    });
    it('have no line called an event that is none', () => {
      const called = samples.filter(({ line, label }) => label === 'none' && readLine(line).event !== null);
      assert.deepEqual(called, []);
    });
    it('have cause, format, lease, identity and time read as they stand there', () => {
      assert.deepEqual(samples.flatMap(faults), []);
    });
  });
}
