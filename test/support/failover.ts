// `failover-test` run as a user runs it, and its figures held against what the API server wrote down.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FailoverReport, ReportedRound } from '../../src/report/failover-report.ts';
import { writesIn, writesOfB7leIn } from './audit.ts';
import { b7le, type Run, type RunOptions } from './b7le.ts';
import { until } from './cluster.ts';
import { LEASE } from './install.ts';

export interface Tested extends Run {
  readonly report: FailoverReport;
}

/** Runs it without a question. @param args beside TARGET, namespace, `--yes` and the format */
export async function failoverTest(
  namespace: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Tested> {
  const words = ['failover-test', `lease/${LEASE}`, '-n', namespace, '--yes', '-o', 'json', ...args];
  const folder = mkdtempSync(join(tmpdir(), 'b7le-failover-'));
  const env = { XDG_STATE_HOME: folder, ...options.env };
  const run = await b7le(words, { ...options, env }).finally(() => rmSync(folder, { recursive: true, force: true }));
  assert.notEqual(run.stdout, '', run.stderr);
  return { ...run, report: JSON.parse(run.stdout) as FailoverReport };
}

/** The elector's arguments with short timings. */
export const SHORT: readonly string[] = [
  '--leader-elect-lease-duration=5s',
  '--leader-elect-renew-deadline=3s',
  '--leader-elect-retry-period=1s',
];
export const SHORT_MS = { leaseDuration: 5000, renewDeadline: 3000, retryPeriod: 1000 } as const;

/** Arguments with those timings in place of the others. */
export function shortened(...more: readonly string[]): (args: readonly string[]) => readonly string[] {
  const names = [...SHORT, ...more].map((one) => one.split('=')[0]);
  return (args) => [...args.filter((one) => !names.includes(one.split('=')[0])), ...SHORT, ...more];
}

/** Contract 5. */
export const EXACT_MS = 150;

export interface Audited {
  readonly triggerAt: number;
  readonly freedMs: number | null;
  readonly takeoverMs: number | null;
  readonly hops: readonly string[];
}

/**
 * What the audit log has of each round, by b7le's own writes; spans from when the request was received. A write is there when its
 * answer was complete: a log is written a moment later.
 */
export async function auditedRounds(namespace: string, rounds: number): Promise<Audited[]> {
  const triggers = await until('the audit log', 5000, async () => {
    const found = writesOfB7leIn(namespace).filter(({ code }) => code < 300);
    return found.length >= rounds ? found : null;
  });
  const leases = writesIn(namespace).filter(({ name }) => name === LEASE);
  return triggers.map(({ receivedAt, completeAt, resource }, at) => {
    const next = triggers[at + 1]?.receivedAt ?? Number.POSITIVE_INFINITY;
    const before = leases.findLast((write) => write.at < receivedAt)?.holder ?? null;
    const after = leases.filter((write) => write.at >= receivedAt && write.at < next);
    const hops: string[] = [];
    let holder = before;
    for (const write of after) {
      if (write.holder !== null && write.holder !== holder) hops.push(write.holder);
      holder = write.holder;
    }
    const triggerAt = (receivedAt + completeAt) / 2;
    const taken = after.find((write) => write.holder !== null && (write.holder === hops[0] || write.holder === null));
    const first = after.find((write) => write.holder === null);
    const freed = first && (!taken || first.at <= taken.at) ? first.at : null;
    const own = resource === 'leases' ? triggerAt : null;
    return {
      triggerAt,
      freedMs: freed === null ? own && 0 : freed - triggerAt,
      takeoverMs: taken ? taken.at - triggerAt : null,
      hops,
    };
  });
}

/** Holds every round against the audit log. @returns the differences in whole milliseconds, for the report of a test */
export async function agrees(namespace: string, { report, stderr }: Tested): Promise<number[]> {
  const audited = await auditedRounds(namespace, report.rounds.length);
  assert.equal(audited.length, report.rounds.length, stderr);
  const differences: number[] = [];
  report.rounds.forEach((round, at) => {
    const truth = audited[at] as Audited;
    const told = `round ${at + 1}: ${JSON.stringify(round)} against ${JSON.stringify(truth)}`;
    assert.deepEqual(round.hops, truth.hops, told);
    for (const [mine, theirs] of [
      [round.leaseFreedMs, truth.freedMs],
      [round.takeoverMs, truth.takeoverMs],
    ] as const) {
      assert.equal(mine === null, theirs === null, told);
      if (mine === null || theirs === null) continue;
      const off = Math.round(mine - theirs);
      differences.push(off);
      assert.ok(Math.abs(off) <= EXACT_MS, `${off}ms off in ${told}`);
    }
    assert.ok(Math.abs(Date.parse(round.triggeredAt ?? '') - truth.triggerAt) < 500, told);
  });
  return differences;
}

export function only(report: FailoverReport): ReportedRound {
  const [round, another] = report.rounds;
  assert.ok(round && !another, JSON.stringify(report.rounds));
  return round;
}
