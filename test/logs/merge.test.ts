// Several logs become one: nothing is lost, each keeps its own order, and no line stands before an earlier one of another log.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Feed, merged, type Ordered } from '../../src/logs/merge.ts';

interface Line extends Ordered {
  readonly feed: number;
  readonly index: number;
}

function feedOf(lines: readonly Line[], batch: number): Feed<Line> & { asked: number } {
  let from = 0;
  const feed = {
    asked: 0,
    next: async () => {
      feed.asked++;
      if (from >= lines.length) return null;
      from += batch;
      return lines.slice(from - batch, from);
    },
  };
  return feed;
}

async function mergedOf(feeds: readonly Feed<Line>[]): Promise<Line[]> {
  const all: Line[] = [];
  for await (const run of merged(feeds)) all.push(...run);
  return all;
}

const digits = (at: number) => String(at).padStart(4, '0');

describe('logs merged', () => {
  it('are all lines in the order of their stamps, for equal ones in the order of the logs', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        async (steps, batch) => {
          const logs = steps.map((own, feed) => {
            let at = 0;
            return own.map((step, index) => {
              at += step;
              return { order: digits(at), feed, index };
            });
          });
          const expected = logs
            .flat()
            .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.feed - b.feed));
          assert.deepEqual(await mergedOf(logs.map((lines) => feedOf(lines, batch))), expected);
        },
      ),
      { numRuns: 300 },
    ));

  it('keep the order of a log whose stamps are not in order', async () => {
    const odd = ['0005', '0003', '0007'].map((order, index) => ({ order, feed: 0, index }));
    const other = ['0004', '0006'].map((order, index) => ({ order, feed: 1, index }));
    const all = await mergedOf([feedOf(odd, 1), feedOf(other, 2)]);
    assert.deepEqual(
      all.map(({ feed, index }) => `${feed}.${index}`),
      ['1.0', '0.0', '0.1', '1.1', '0.2'],
    );
  });

  it('are read no further than they are taken', async () => {
    const long = Array.from({ length: 1000 }, (_, index) => ({ order: digits(index), feed: 0, index }));
    const feed = feedOf(long, 10);
    for await (const run of merged([feed])) {
      assert.equal(run.length, 10);
      const { index } = run[0] ?? assert.fail();
      assert.ok(feed.asked <= index / 10 + 3, `${feed.asked} after ${index}`);
    }
  });

  it('end with the error of one of them', async () => {
    const failing = { next: () => Promise.reject(new Error('gone')) };
    await assert.rejects(mergedOf([feedOf([{ order: '1', feed: 0, index: 0 }], 1), failing]), /gone/);
  });
});
