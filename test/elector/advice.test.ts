// The advice against the simulation, for random goals: what is advised does what was asked, and where nothing is advised nothing does.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { refusalOf } from '../../src/election/timing.ts';
import { type Advice, adviceFor, type Goal, leastPeriodOf, meets } from '../../src/elector/advice.ts';
import { figuresOf } from '../../src/elector/figures.ts';
import { presets } from '../../src/elector/presets.ts';
import { seeded, uniform } from '../../src/elector/random.ts';
import { failoverTimes, type Triple } from '../../src/elector/simulation.ts';
import { Stage } from '../support/electing.ts';

const seconds = (low: number, high: number) => fc.option(fc.integer({ min: low, max: high }).map((s) => s * 1000));

const goals: fc.Arbitrary<Goal> = fc.record({
  maxFailoverMs: seconds(5, 150),
  apiOutageMs: seconds(1, 60),
  latencyMs: fc.option(fc.integer({ min: 0, max: 1500 })),
  replicas: fc.integer({ min: 1, max: 4 }),
});

function crashTimes(triple: Triple, { replicas, latencyMs }: Goal, seed: number): number[] {
  const [standbys, event] = replicas > 1 ? [replicas - 1, 'crash' as const] : [0, 'restart' as const];
  return failoverTimes({ triple, standbys, event, runs: 150, seed, latencyMs: latencyMs ?? 0 });
}

/** Whether a leader lives through an outage that begins at some moment. */
function survives(triple: Triple, outageMs: number, latencyMs: number, fromMs: number, clientGo: number): boolean {
  const stage = new Stage(1);
  const fault = () => (stage.at() >= fromMs && stage.at() < fromMs + outageMs ? 'connection refused' : null);
  const { of } = stage.start('a', { ...triple, clientGo }, { fault, latencyMs: () => latencyMs });
  stage.runFor(fromMs + outageMs + 3 * triple.renewDeadlineMs);
  return of('renew-lost').length === 0;
}

/** For how long a leader that is cut off and its successor both act; below zero for how long neither does. */
function overlapMs(triple: Triple, latencyMs: number, fromMs: number): number {
  const stage = new Stage(fromMs);
  const fault = () => (stage.at() >= fromMs ? 'no route to host' : null);
  const a = stage.start('a', triple, { fault, latencyMs: () => latencyMs });
  stage.runFor(4 * latencyMs);
  // the successor is as quick as can be: it asks without delay
  const b = stage.start('b', { ...triple, retryPeriodMs: Math.min(500, triple.retryPeriodMs) });
  stage.runFor(fromMs + 2 * triple.leaseDurationMs);
  const at = (told: typeof a.told, type: string) => told.find(({ event }) => event.type === type)?.atMs ?? Number.NaN;
  return at(a.told, 'stopped-leading') - at(b.told, 'started-leading');
}

it('what is advised does what was asked, by simulation, for 200 random goals', () => {
  let advised = 0;
  for (const [seed, goal] of fc.sample(goals, { numRuns: 200, seed: 4 }).entries()) {
    const advice = adviceFor(goal);
    if (advice === null) continue;
    advised++;
    hold(goal, advice, seed);
  }
  assert.ok(advised > 60 && advised < 195, `${advised} of 200 goals can be met`);
});

function hold(goal: Goal, { triple, figures }: Advice, seed: number): void {
  const told = (what: string) => `${what}: ${JSON.stringify({ goal, triple, figures })}`;
  const latencyMs = goal.latencyMs ?? 0;
  const random = seeded(seed);
  assert.equal(refusalOf(triple.leaseDurationMs, triple.renewDeadlineMs, triple.retryPeriodMs), null);
  const times = crashTimes(triple, goal, seed);
  const [shortest, longest] = [times[0] ?? Number.NaN, times.at(-1) ?? Number.NaN];
  assert.ok(longest <= figures.crashMs[1], told(`longest ${longest}`));
  assert.ok(longest <= (goal.maxFailoverMs ?? Number.POSITIVE_INFINITY), told(`longest ${longest}`));
  assert.ok(shortest >= figures.crashMs[0] - latencyMs - 0.001, told(`shortest ${shortest}`));
  for (let n = 0; n < 4; n++) {
    const from = 3 * (triple.retryPeriodMs + latencyMs) + uniform(random, 0, triple.retryPeriodMs + latencyMs);
    for (const clientGo of [29, 37]) {
      assert.ok(survives(triple, goal.apiOutageMs ?? 0, latencyMs, from, clientGo), told(`outage at ${from}`));
    }
    const overlap = overlapMs(triple, latencyMs, from);
    assert.ok(overlap <= -figures.marginMs + 0.001, told(`both act for ${overlap}`));
  }
}

it('where nothing is advised no triple in whole seconds meets the goal', () => {
  let none = 0;
  fc.assert(
    fc.property(goals, (goal) => {
      if (adviceFor(goal) !== null) return;
      none++;
      for (let ld = 2; ld <= 150; ld += 1)
        for (let rd = 2; rd < ld; rd++)
          for (let rp = 1; rp < Math.min(rd, 30); rp++) {
            const triple = { leaseDurationMs: ld * 1000, renewDeadlineMs: rd * 1000, retryPeriodMs: rp * 1000 };
            assert.ok(!meets(goal, triple), JSON.stringify(triple));
          }
    }),
    { numRuns: 25, seed: 5 },
  );
  assert.ok(none > 2, String(none));
});

it('no triple that keeps the recommendations has a larger margin than the advised one', () => {
  fc.assert(
    fc.property(
      goals,
      fc.integer({ min: 2, max: 150 }),
      fc.integer({ min: 2, max: 150 }),
      fc.integer({ min: 1, max: 30 }),
      (goal, ld, rd, rp) => {
        fc.pre(goal.maxFailoverMs !== null);
        const advice = adviceFor(goal);
        const triple = { leaseDurationMs: ld * 1000, renewDeadlineMs: rd * 1000, retryPeriodMs: rp * 1000 };
        const figures = figuresOf(triple, { ...goal, latencyMs: goal.latencyMs ?? 0 });
        const recommended = rd >= 0.6 * ld && rd <= 0.8 * ld && rd <= 10 * rp && figures.marginMs >= 2000;
        if (!advice || !recommended || !meets(goal, triple)) return;
        assert.deepEqual(advice.compromises, []);
        assert.ok(advice.figures.marginMs >= figures.marginMs, JSON.stringify({ goal, triple, advice }));
      },
    ),
    { numRuns: 1000 },
  );
});

describe('by hand', () => {
  const nothing: Goal = { maxFailoverMs: null, apiOutageMs: null, latencyMs: null, replicas: 2 };

  it('20s after a crash: a lease of at most 15.6 s with a retry period of 1 s', () => {
    const { triple, figures } = adviceFor({ ...nothing, maxFailoverMs: 20_000 }) ?? assert.fail();
    assert.deepEqual(triple, { leaseDurationMs: 15_000, renewDeadlineMs: 9000, retryPeriodMs: 1000 });
    assert.deepEqual([figures.marginMs, figures.crashMs, figures.outageMs], [5000, [14_000, 19_400], 8000]);
  });

  it('an outage of 60 s and a failover within 20 s exclude each other', () => {
    assert.equal(adviceFor({ ...nothing, maxFailoverMs: 20_000, apiOutageMs: 60_000 }), null);
  });

  it('slow requests ask for a longer period', () => {
    assert.equal(leastPeriodOf({ ...nothing, latencyMs: 900 }), 4000);
    const advice = adviceFor({ ...nothing, latencyMs: 900 }) ?? assert.fail();
    assert.ok(advice.triple.retryPeriodMs >= 4000);
  });

  it('says what had to give way', () => {
    const advice = adviceFor({ ...nothing, maxFailoverMs: 30_000, apiOutageMs: 20_000 }) ?? assert.fail();
    assert.ok(advice.compromises.length > 0);
  });
});

// reference 1.6, 1.7: 15/10/2 has 3 s of margin, 13 to 23.8 s, 8 s of outage, 30 writes and 18.75 reads a minute, 15/12 of rate
it('without latency the figures are those of the reference', () => {
  const triple = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2000 };
  assert.deepEqual(figuresOf(triple, { replicas: 3, latencyMs: 0 }), {
    marginMs: 3000,
    crashMs: [13_000, 23_800],
    releaseMs: [0, 4400],
    outageMs: 8000,
    clockRate: 1.25,
    requests: { leader: 30, standby: 18.75, total: 67.5 },
  });
  assert.deepEqual(figuresOf(triple, { replicas: 1, latencyMs: 0 }).crashMs, [15_000, 19_400]);
});

// reference 7 and the runbook's three
it('compares with every triple of the reference and of the runbook', () => {
  const triples = presets().map(({ triple: { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp } }) =>
    [ld, rd, rp].map((ms) => ms / 1000).join('/'),
  );
  for (const one of [
    '15/10/2',
    '10/6/1',
    '30/20/5',
    '60/40/5',
    '60/40/15',
    '35/30/5',
    '30/15/7.5',
    '60/40/10',
    '60/50/2',
    '15/10/5',
    '5/3/1',
    '137/107/26',
    '270/240/60',
  ])
    assert.equal(triples.filter((found) => found === one).length, 1, one);
  assert.equal(triples.length, 13);
});
