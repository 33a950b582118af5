// The failover times of electors that really run, against the figures of the reference (1.6, 1.8).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Elector } from '../../src/elector/elector.ts';
import { MemoryLease } from '../../src/elector/memory-store.ts';
import { seeded, uniform } from '../../src/elector/random.ts';
import { failoverTimes, quantile, type Triple } from '../../src/elector/simulation.ts';
import { VirtualClock } from '../../src/elector/virtual-clock.ts';

const RUNS = 4000;

function triple(ld: number, rd: number, rp: number): Triple {
  return { leaseDurationMs: ld * 1000, renewDeadlineMs: rd * 1000, retryPeriodMs: rp * 1000 };
}

/** The reference gives its figures to a tenth of a second; a simulated one may be 0.3 s or 2 % off. */
function near(actual: number, expected: number, what: string): void {
  const tolerance = Math.max(0.3, expected * 0.02);
  assert.ok(Math.abs(actual / 1000 - expected) <= tolerance, `${what}: ${actual / 1000}, expected ${expected}`);
}

function within(times: readonly number[], [low, high]: readonly [number, number]): void {
  assert.ok((times[0] ?? Number.NaN) >= low * 1000 - 0.001, `shortest ${times[0]}`);
  assert.ok((times.at(-1) ?? Number.NaN) < high * 1000, `longest ${times.at(-1)}`);
}

describe('a crash at 15/10/2', () => {
  for (const [standbys, median, p95] of [
    [1, 17.3, 20],
    [2, 16.5, 18.7],
    [4, 15.8, 17.7],
  ] as const) {
    it(`with ${standbys} waiting`, () => {
      const times = failoverTimes({ triple: triple(15, 10, 2), standbys, event: 'crash', runs: RUNS, seed: standbys });
      within(times, [13, 23.8]);
      near(quantile(times, 0.5), median, 'median');
      near(quantile(times, 0.95), p95, 'p95');
    });
  }

  it('reaches both ends of its range', () => {
    const times = failoverTimes({ triple: triple(15, 10, 2), standbys: 1, event: 'crash', runs: RUNS, seed: 'ends' });
    assert.ok((times[0] ?? 0) < 14_000 && (times.at(-1) ?? 0) > 21_000);
  });
});

// reference 1.6, medians with one standby; the bounds are LD − RP and LD + 4.4·RP
for (const [ld, rd, rp, median] of [
  [10, 6, 1, 11.1],
  [20, 15, 3, 23.4],
  [30, 20, 5, 35.8],
  [35, 30, 5, 40.8],
  [60, 40, 15, 77.7],
] as const) {
  it(`a crash at ${ld}/${rd}/${rp} with one waiting`, () => {
    const times = failoverTimes({ triple: triple(ld, rd, rp), standbys: 1, event: 'crash', runs: RUNS, seed: 1 });
    within(times, [ld - rp, ld + 4.4 * rp]);
    near(quantile(times, 0.5), median, 'median');
  });
}

describe('a planned stop with release at 15/10/2', () => {
  for (const [standbys, median] of [
    [1, 1.6],
    [2, 1.0],
  ] as const) {
    it(`with ${standbys} waiting`, () => {
      const times = failoverTimes({ triple: triple(15, 10, 2), standbys, event: 'release', runs: RUNS, seed: 1 });
      within(times, [0, 4.4]);
      near(quantile(times, 0.5), median, 'median');
    });
  }
});

it('a replacement with nobody waiting needs 15.0 to 19.4 s after its first read', () => {
  const times = failoverTimes({ triple: triple(15, 10, 2), standbys: 0, event: 'restart', runs: RUNS, seed: 1 });
  within(times, [15, 19.4]);
  near(quantile(times, 0.5), 16.6, 'median');
});

describe("a live leader's Lease that is deleted at 15/10/2", () => {
  /** Whether a standby is there before the leader, and for how long both then act. */
  function deletion(standbys: number, seed: number): { taken: boolean; overlapMs: number } {
    const random = seeded(`deletion ${seed}`);
    const clock = new VirtualClock(0);
    const lease = new MemoryLease(clock);
    let winner = '';
    let stoppedAt = Number.NaN;
    const start = (identity: string) =>
      new Elector(
        { identity, ...triple(15, 10, 2), releaseOnCancel: false, clientGo: 33, requestTimeoutMs: 5000 },
        {
          clock,
          random,
          store: lease.store(),
          tell: ({ type }) => {
            if (identity === 'leader' && type === 'stopped-leading') stoppedAt = clock.now();
          },
        },
      ).start();
    start('leader');
    for (let n = 0; n < standbys; n++) clock.after(uniform(random, 0, 4400), () => start(`standby-${n}`));
    clock.runFor(12_000 + uniform(random, 0, 2000));
    lease.onChange = (stored) => {
      if (winner === '') winner = stored?.record.holderIdentity ?? '';
    };
    lease.delete();
    while (winner === '') clock.step();
    const takenAt = clock.now();
    if (winner === 'leader') return { taken: false, overlapMs: 0 };
    clock.runFor(30_000);
    return { taken: true, overlapMs: stoppedAt - takenAt };
  }

  for (const [standbys, share] of [
    [1, 31],
    [2, 49],
    [4, 68],
  ] as const) {
    it(`with ${standbys} waiting is taken by one of them in ${share} % of cases, and both act for RD to RD + RP`, () => {
      const all = Array.from({ length: RUNS }, (_, seed) => deletion(standbys, seed));
      const taken = all.filter((one) => one.taken);
      // 4,000 runs: the standard deviation is below 0.8 %
      const found = (100 * taken.length) / RUNS;
      assert.ok(Math.abs(found - share) < 2.5, `${found} %`);
      for (const { overlapMs } of taken) assert.ok(overlapMs >= 10_000 && overlapMs <= 12_000, String(overlapMs));
    });
  }
});

it('latency lengthens a failover by no more than its requests', () => {
  const question = { triple: triple(15, 10, 2), standbys: 1, event: 'crash', runs: 1000, seed: 1 } as const;
  const [without, with200] = [0, 200].map((latencyMs) => quantile(failoverTimes({ ...question, latencyMs }), 0.5));
  const longer = (with200 ?? 0) - (without ?? 0);
  assert.ok(longer > -100 && longer < 800, String(longer));
});

it('the same seed gives the same times, and a failover without anybody waiting is refused', () => {
  const question = { triple: triple(10, 6, 1), standbys: 1, event: 'crash', runs: 50, seed: 'x' } as const;
  assert.deepEqual(failoverTimes(question), failoverTimes(question));
  assert.notDeepEqual(failoverTimes(question), failoverTimes({ ...question, seed: 'y' }));
  assert.throws(() => failoverTimes({ ...question, standbys: 0 }), /standby/);
});
