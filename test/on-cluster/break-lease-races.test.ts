// `break-lease` against a real elector that wakes up at a random moment: what the API server wrote down shows whether a Lease that
// was renewed after the proof was ever deleted or emptied (contract 6).

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BreakReport } from '../../src/report/break-report.ts';
import { AUDIT_LOG, type AuditedWrite, writesIn } from '../support/audit.ts';
import { b7le } from '../support/b7le.ts';
import { fault, ON_1_37, until } from '../support/cluster.ts';
import { LEASE, leaderOf, leaseIn, withInstall } from '../support/install.ts';

const NAMESPACES = 5;
const RUNS_EACH = 10;
/** The last renewal is at most RP before the pause; dead after max(LD, RP + 2·RD), and a second of slack (contract 6). */
const [LD_MS, RD_MS, RP_MS] = [3000, 2000, 500];
const DEAD_MS = RP_MS + 2 * RD_MS;
const TIMINGS: Readonly<Record<string, string>> = { '15s': '3s', '10s': '2s', '2s': '500ms' };

const folder = mkdtempSync(join(tmpdir(), 'b7le-races-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const short = (args: readonly string[]) =>
  args.map((arg) => arg.replace(/=(15s|10s|2s)$/, (_, time: string) => `=${TIMINGS[time]}`));

/** Around the deed on a machine that has nothing else to do. */
const USUAL_MS = 4500;
const WAIT_MS = 1000;

/**
 * Pauses the leader, breaks its Lease, and wakes it up somewhere around the deed.
 * @param withinMs how long after the lease duration at most
 * @returns how b7le ended, and how long after the lease duration it had decided, null where that cannot be told
 */
async function race(
  namespace: string,
  method: string,
  withinMs: number,
): Promise<{ report: BreakReport; decidedMs: number | null }> {
  const { pod } = await leaderOf(namespace);
  await fault('pause', pod, namespace);
  const waking = sleep(LD_MS + withinMs * Math.random()).then(() => fault('resume', pod, namespace));
  // before a lease duration is over it would be refused at once
  await sleep(LD_MS);
  const begun = performance.now();
  const args = ['break-lease', `lease/${LEASE}`, '-n', namespace, '--yes', '-o', 'json', '--method', method];
  const { stdout, stderr } = await b7le([...args, '--wait', `${WAIT_MS}ms`, '--backup-dir', folder]);
  const tookMs = performance.now() - begun;
  await waking;
  await renewing(namespace);
  assert.ok(stdout.startsWith('{'), stderr);
  const report = JSON.parse(stdout) as BreakReport;
  if (!report.performed) return { report, decidedMs: tookMs };
  return { report, decidedMs: report.newHolder === null ? tookMs - WAIT_MS : null };
}

/** Waits until somebody leads again and renews. */
async function renewing(namespace: string): Promise<void> {
  let first: string | undefined;
  await until(`a leader that renews in ${namespace}`, 40_000, async () => {
    const lease = await leaseIn(namespace);
    if (!lease?.holderIdentity) return null;
    first ??= lease.renewTime;
    return lease.renewTime === first ? null : true;
  });
}

/** Each of b7le's writes, and how long before it anybody else had last written. */
function deedsOf(writes: readonly AuditedWrite[]): { verb: string; sinceMs: number }[] {
  return writes.flatMap(({ by, verb, at }, index) => {
    const before = writes.slice(0, index).findLast((write) => write.by !== 'b7le');
    return by === 'b7le' ? [{ verb, sinceMs: at - (before?.at ?? 0) }] : [];
  });
}

test('50 leaders that wake up at random moments: no Lease that was renewed after the proof is touched', {
  timeout: 290_000,
  skip: ON_1_37.skip ?? (AUDIT_LOG === null ? 'needs the audit log of the cluster' : false),
}, async (t) => {
  const reports: BreakReport[] = [];
  const deeds: { verb: string; sinceMs: number }[] = [];
  await Promise.all(
    Array.from({ length: NAMESPACES }, (_, index) =>
      withInstall('break-lease-race', { replicas: 1, livenessProbe: false, args: short }, async (namespace) => {
        let withinMs = USUAL_MS;
        for (let nth = 0; nth < RUNS_EACH; nth++) {
          const { report, decidedMs } = await race(namespace, (index + nth) % 2 ? 'release' : 'delete', withinMs);
          reports.push(report);
          // on a busy machine the deed comes later
          if (decidedMs !== null) withinMs = Math.max(USUAL_MS, 1.5 * decidedMs);
        }
        deeds.push(...deedsOf(writesIn(namespace)));
      }),
    ),
  );
  const outcomes: Record<string, number> = {};
  for (const { outcome } of reports) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  t.diagnostic(JSON.stringify(outcomes));
  t.diagnostic(`youngest record that was broken: ${Math.min(...deeds.map(({ sinceMs }) => sinceMs))}ms`);
  assert.equal(reports.length, NAMESPACES * RUNS_EACH);
  const done = reports.filter(({ performed }) => performed).length;
  assert.equal(deeds.length, done, 'every write that the server took is reported, and no other');
  for (const { verb, sinceMs } of deeds) assert.ok(sinceMs >= DEAD_MS, `${verb} ${sinceMs}ms after a renewal`);
  // otherwise nothing was tried
  assert.ok(done >= 5 && done < reports.length, `${done} of ${reports.length} were broken`);
  for (const { outcome, refusalReason } of reports.filter(({ performed }) => !performed))
    assert.ok(['refused', 'conflict', 'nothing'].includes(outcome), `${outcome} ${refusalReason}`);
});
