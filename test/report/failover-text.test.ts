// Names of a cluster in the report of a failover test: whatever they hold, nothing of it is obeyed, and each format stays what it is.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { roundsVerdict } from '../../src/report/failover-report.ts';
import { FAILOVERS, failoverReport, makeRound } from '../support/failovers.ts';
import { LOOKS, type Look, OBEYED, show } from '../support/screen.ts';

const NOTE: Look = { ...(LOOKS[0] as Look), name: 'markdown', format: 'markdown' };

describe('a failover test about hostile names', () => {
  const words = fc.string({ unit: 'binary', maxLength: 40 });
  for (const look of [...LOOKS, NOTE])
    it(`as ${look.name}`, async () => {
      await fc.assert(
        fc.asyncProperty(words, words, words, async (from, to, why) => {
          const round = makeRound({ from, to, hops: [to, from], why, withinBounds: false });
          const shown = await show(failoverReport([round, round], why), look);
          assert.equal(OBEYED.exec(shown)?.[0], undefined);
          if (look.format === 'json') JSON.parse(shown);
          if (look.format === 'junit') assert.equal(XMLValidator.validate(shown), true);
          if (look.format === 'markdown') {
            const rows = shown.split('\n').filter((row) => row.startsWith('|'));
            // a name with a bar or a newline in it would make cells of its own
            for (const row of rows) assert.equal(row.replaceAll(/\\./g, '').split('|').length, 10, row);
          }
        }),
        { numRuns: 60 },
      );
    });

  it('is no wider than a terminal of 80 columns', async () => {
    for (const { report } of FAILOVERS)
      for (const line of (await show(report, LOOKS[0] as Look)).split('\n'))
        assert.ok(line.length <= 80 || /b7le failover-test/.test(line), line);
  });
});

describe('the verdict of rounds', () => {
  const failed = makeRound({ outcome: 'nobody', withinBounds: false });
  const slow = makeRound({ withinBounds: false });
  const unseen = makeRound({ outcome: 'void', withinBounds: null });

  it('is the worst: failed, then void, then slow (contract 2)', () => {
    assert.deepEqual(roundsVerdict([makeRound()], 'warning'), { verdict: 'healthy', exitCode: 0 });
    assert.deepEqual(roundsVerdict([makeRound(), slow], 'warning'), { verdict: 'warning', exitCode: 1 });
    assert.deepEqual(roundsVerdict([slow, unseen], 'warning'), { verdict: 'unknown', exitCode: 3 });
    assert.deepEqual(roundsVerdict([unseen, failed], 'warning'), { verdict: 'critical', exitCode: 2 });
  });

  it('of what failed is no matter of --fail-on, which maps what was slow', () => {
    assert.equal(roundsVerdict([slow], 'critical').exitCode, 0);
    assert.equal(roundsVerdict([failed], 'never').exitCode, 2);
    assert.equal(roundsVerdict([unseen], 'never').exitCode, 3);
  });
});
