// Laws of the elector: what holds for any number of candidates, latency, crash and restart.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seeded, uniform } from '../../src/elector/random.ts';
import { type Process, Stage } from '../support/electing.ts';

/** Valid triples with a margin that is not negative, in milliseconds. */
const triples = fc
  .record({
    rp: fc.integer({ min: 500, max: 5000 }),
    tries: fc.integer({ min: 2, max: 6 }),
    spare: fc.integer({ min: 1, max: 5000 }),
  })
  .map(({ rp, tries, spare }) => {
    const rd = rp * tries;
    return {
      leaseDurationMs: Math.ceil((rd + rp + spare) / 1000) * 1000 + 1000,
      renewDeadlineMs: rd,
      retryPeriodMs: rp,
    };
  });

interface Act {
  readonly afterMs: number;
  readonly what: 'kill' | 'stop' | 'start';
}

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 30_000 }), what: fc.constantFrom('kill', 'stop', 'start') }),
  { maxLength: 8 },
);

const stories = fc.record({
  seed: fc.integer(),
  triple: triples,
  clientGo: fc.constantFrom(20, 26, 29, 30, 33, 34, 37),
  releaseOnCancel: fc.boolean(),
  latency: fc.integer({ min: 0, max: 200 }),
  acts,
});

/** Plays a story and looks at it every 100 ms. */
function play(story: typeof stories extends fc.Arbitrary<infer T> ? T : never, look: (stage: Stage) => void): Stage {
  const stage = new Stage(story.seed);
  const { triple, clientGo, releaseOnCancel } = story;
  const chance = seeded(`latency ${story.seed}`);
  const latencyMs = () => (story.latency === 0 ? 0 : uniform(chance, 0, story.latency));
  const start = () =>
    stage.start(`p${stage.processes.length}`, { ...triple, clientGo, releaseOnCancel }, { latencyMs });
  const alive: Process[] = [start(), start()];
  for (const { afterMs, what } of [...story.acts, { afterMs: 100_000, what: 'start' as const }]) {
    for (let passed = 0; passed < afterMs; passed += 100) {
      stage.runFor(100);
      look(stage);
    }
    if (what === 'start') alive.push(start());
    else if (what === 'kill') kill(alive);
    else alive.shift()?.elector.cancel();
  }
  return stage;
}

const killed = new WeakSet<Process>();

function kill(alive: Process[]): void {
  const process = alive.shift();
  if (!process) return;
  process.elector.abandon();
  killed.add(process);
}

test('without faults of the API never two act at once, and nobody acts who does not hold the Lease', () => {
  fc.assert(
    fc.property(stories, (story) => {
      play(story, (stage) => {
        const acting = stage.processes.filter((process) => process.acts() && !killed.has(process));
        assert.ok(acting.length <= 1, `${acting.length} at ${stage.at()}`);
      });
    }),
    { numRuns: 60 },
  );
});

test('transitions never go down, renewTime and acquireTime of one holder never go back', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const { history } = play(story, () => {});
      for (const [at, { record }] of history.entries()) {
        const before = history[at - 1]?.record;
        if (!record || !before) continue;
        assert.ok(record.leaseTransitions >= before.leaseTransitions);
        // a candidate stamps the moment at which its try began, so that one which reads slowly stamps before a release that it sees
        if (record.holderIdentity === before.holderIdentity) {
          assert.ok((record.renewTime ?? '') >= (before.renewTime ?? ''));
          assert.equal(record.acquireTime, before.acquireTime);
          assert.equal(record.leaseTransitions, before.leaseTransitions);
        } else if (record.holderIdentity !== '') assert.equal(record.leaseTransitions, before.leaseTransitions + 1);
      }
    }),
    { numRuns: 60 },
  );
});

test('the same seed plays the same story', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const [one, other] = [play(story, () => {}), play(story, () => {})];
      assert.deepEqual(one.history, other.history);
    }),
    { numRuns: 20 },
  );
});

test('skew of clocks does no harm: who leads is the same whatever the stamps say', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -600, max: 600 }), (seed, skewSeconds) => {
      const holders = [0, skewSeconds * 1000].map((skew) => {
        const stage = new Stage(seed);
        const a = stage.start('a', {}, {}, skew);
        stage.start('b');
        stage.runFor(10_000);
        a.elector.abandon();
        stage.runFor(30_000);
        return stage.history.map(({ atMs, record }) => `${atMs} ${record?.holderIdentity}`);
      });
      assert.deepEqual(holders[0], holders[1]);
    }),
    { numRuns: 50 },
  );
});
