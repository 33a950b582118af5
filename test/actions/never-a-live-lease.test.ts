// The promise of break-lease (contract 6): a Lease that was renewed after the proof is neither deleted nor emptied, whoever acts when.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Work } from '../../src/cli/base-command.ts';
import { type BreakWish, breakLease } from '../../src/cli/breaking.ts';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import type { BreakReport } from '../../src/report/break-report.ts';
import { PLACE, runUntil, type Timings, VirtualCluster } from '../support/virtual-cluster.ts';

const RUNS = 2000;
const TIMINGS: readonly Timings[] = [
  { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2000 },
  { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2000 },
  { leaseDurationMs: 6000, renewDeadlineMs: 4000, retryPeriodMs: 1000 },
];
const SCOPE = {
  namespace: PLACE.namespace,
  namespaceSource: '-n',
  target: { kind: 'lease', name: PLACE.name },
  contextGiven: null,
} as const;

type Ended = Pick<BreakReport, 'outcome' | 'refusalReason'>;
const ABSENT: Ended = { outcome: 'nothing', refusalReason: 'absent' };

interface Run {
  readonly reports: readonly Ended[];
  /** What b7le did to a record that somebody had written since b7le's own proof. */
  readonly violations: readonly string[];
}

/**
 * A leader, perhaps a standby, all frozen; then b7le looks, asks and writes, while at moments that the seed chooses somebody wakes
 * up, another operator meddles, or a second b7le runs.
 */
async function run(seed: number, guarded: boolean): Promise<Run> {
  const cluster = new VirtualCluster(`live/${seed}`, seed % 4 === 3 ? 20 : 37);
  const { random, clock } = cluster;
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random.next() * some.length)] as T;
  const timings = pick(TIMINGS);
  const release = random.next() < 0.5;
  const processes = [cluster.elect('leader', timings, release)];
  if (random.next() < 0.5) processes.push(cluster.elect('standby', timings, release));
  clock.runFor(3000 + 4000 * random.next());
  for (const process of processes) process.clock.freeze();
  // from well alive to long dead
  clock.runFor(timings.leaseDurationMs * 3 * random.next());
  const meddlers = [
    ...processes.map((process) => () => process.clock.thaw()),
    ...(random.next() < 0.3 ? [() => cluster.meddle(pick(['delete', 'release', 'label']))] : []),
  ];
  const thinks = 3000 * random.next();
  // either at any time at all, or close to the moment of the deed
  const anyTime = () => 20_000 * random.next();
  const wake = () => {
    for (const act of meddlers) if (random.next() < 0.6) clock.after(1 + 400 * random.next(), act);
  };
  const early = random.next() < 0.5;
  if (early) for (const act of meddlers) clock.after(anyTime(), act);
  const violations: string[] = [];
  const operators = random.next() < 0.2 ? 2 : 1;
  const ends = Array.from({ length: operators }, async () => {
    let proofMs = 0;
    const method = pick(['delete', 'release'] as const);
    const wish: BreakWish = {
      method,
      force: false,
      restart: false,
      legacy: false,
      dryRun: false,
      waitMs: random.next() < 0.1 ? 1 : null,
      skip: [],
    };
    const known = cluster.done.length;
    const report = await breakLease(workOn(cluster, guarded), wish, {
      clock: cluster.time,
      ask: async () => {
        proofMs = cluster.lastReadMs;
        await cluster.time.sleep(thinks);
        if (!early) wake();
        return 'yes';
      },
      keep: async () => '/nowhere',
      sofar: () => {},
    }).catch((error: unknown) => {
      // somebody deleted it before b7le looked
      if (error instanceof ClusterError && error.reason === 'not-found') return ABSENT;
      throw error;
    });
    if (operators === 1)
      for (const deed of cluster.done.slice(known))
        if (deed.lastRecordMs > proofMs)
          violations.push(`seed ${seed}: ${method} ${deed.lastRecordMs - proofMs}ms after the proof`);
    return report;
  });
  const reports = await runUntil(cluster, Promise.all(ends));
  // of two operators at most one did it
  if (operators === 2 && cluster.done.length > 1) violations.push(`seed ${seed}: done twice`);
  return { reports, violations };
}

function workOn(cluster: VirtualCluster, guarded: boolean): Work {
  return {
    cluster: cluster.port(guarded),
    scope: SCOPE,
    failOn: 'warning',
    sign: { tell: () => {}, stop: () => {} } as unknown as Work['sign'],
    presentation: { format: 'json', quiet: true, noColor: true, failOn: 'warning' },
  };
}

async function runs(count: number, guarded: boolean) {
  const violations: string[] = [];
  const outcomes: Record<string, number> = {};
  for (let seed = 0; seed < count; seed++) {
    const one = await run(seed, guarded);
    violations.push(...one.violations);
    for (const { outcome, refusalReason } of one.reports) {
      const what = `${outcome}${refusalReason ? ` ${refusalReason}` : ''}`;
      outcomes[what] = (outcomes[what] ?? 0) + 1;
    }
  }
  return { violations, outcomes };
}

describe('a Lease that was renewed after the proof', () => {
  it(`is never deleted or emptied: ${RUNS} runs in which somebody acts at any moment`, async (t) => {
    const { violations, outcomes } = await runs(RUNS, true);
    t.diagnostic(JSON.stringify(outcomes));
    assert.deepEqual(violations, []);
    // the runs reached every end that matters: a deed, a lost race, a live holder
    const count = (what: string) =>
      Object.entries(outcomes).reduce((sum, [key, n]) => sum + (key.startsWith(what) ? n : 0), 0);
    for (const what of ['nobody-came', 'conflict', 'refused renewing']) assert.ok(count(what) >= RUNS / 50, what);
  });

  it('would be, without the guard in the request', async () => {
    for (let seed = 0; seed < 400; seed++) if ((await run(seed, false)).violations.length > 0) return;
    assert.fail('the guard makes no difference here: these runs prove nothing');
  });
});
