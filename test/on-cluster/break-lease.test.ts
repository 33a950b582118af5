// `b7le break-lease` beside real electors: a stuck Lease is broken and taken over, an orphan is cleared away, a live leader is left
// alone, and what nobody could make again is released instead.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { load } from 'js-yaml';
import type { BreakReport } from '../../src/report/break-report.ts';
import { AUDIT_LOG, writesIn } from '../support/audit.ts';
import { b7le } from '../support/b7le.ts';
import { create, fault, kubectl, ON_1_37, until } from '../support/cluster.ts';
import { LEASE, leaderOf, leaseIn, podsIn, rolledOut, withInstall, withStarting } from '../support/install.ts';
import { typing } from '../support/typing.ts';

const TIMINGS = { LD: 6000, RD: 4000, RP: 1000 };
/** max(LD, RP + 2·RD), as release on shutdown is on (contract 6). */
const DEAD_MS = TIMINGS.RP + 2 * TIMINGS.RD;
const folder = mkdtempSync(join(tmpdir(), 'b7le-breaks-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const short = (args: readonly string[]) =>
  args.map((arg) =>
    arg
      .replace('lease-duration=15s', 'lease-duration=6s')
      .replace('renew-deadline=10s', 'renew-deadline=4s')
      .replace('retry-period=2s', 'retry-period=1s'),
  );
const unreleased = (args: readonly string[]) =>
  short(args).map((arg) => arg.replace('on-cancel=true', 'on-cancel=false'));

interface Broke {
  readonly report: BreakReport;
  readonly told: string;
}

/** Runs it without a question, and holds what is true of every report. */
async function breaks(namespace: string, ...more: string[]): Promise<Broke> {
  const args = [
    'break-lease',
    `lease/${LEASE}`,
    '-n',
    namespace,
    '--yes',
    '-o',
    'json',
    '--backup-dir',
    folder,
    ...more,
  ];
  const { code, stdout, stderr } = await b7le(args);
  const told = `exit ${code}\n${stdout}${stderr}`;
  assert.ok(stdout.startsWith('{'), told);
  const report = JSON.parse(stdout) as BreakReport;
  assert.deepEqual([report.kind, report.exitCode], ['BreakLease', code], told);
  return { report, told };
}

const written = (namespace: string) => (AUDIT_LOG ? writesIn(namespace).filter(({ by }) => by === 'b7le') : []);

async function pauseAll(namespace: string): Promise<string[]> {
  const pods = await podsIn(namespace);
  for (const pod of pods) await fault('pause', pod, namespace);
  return pods;
}

/** Waits until somebody of this test has made the Lease free. */
const freed = (namespace: string) =>
  until('a free Lease', 40_000, async () => ((await leaseIn(namespace))?.holderIdentity ? null : true), 100);

/** Waits until no pod is left and a lease duration is over: before that a Lease is in use, and a proof is not even tried. */
async function expired(namespace: string): Promise<void> {
  await until('no pod', 40_000, async () => ((await podsIn(namespace)).length === 0 ? true : null));
  assert.ok((await leaseIn(namespace))?.holderIdentity, 'it was released');
  await sleep(TIMINGS.LD + 1000);
}

describe('break-lease', { concurrency: 2, timeout: 300_000 }, () => {
  it('a stuck Lease is broken; who wakes up takes it within 2.2 retry periods', ON_1_37, () =>
    withInstall('break-lease-stuck', { livenessProbe: false, replicas: 2, args: short }, async (namespace) => {
      const { identity, pod } = await leaderOf(namespace);
      const pods = await pauseAll(namespace);
      await sleep(TIMINGS.LD + 1000);
      const standby = pods.find((name) => name !== pod) ?? '';
      try {
        const breaking = breaks(namespace, '--wait', '30s');
        await Promise.race([freed(namespace), breaking.then(({ told }) => assert.fail(told))]);
        const woken = performance.now();
        await fault('resume', standby, namespace);
        const { report, told } = await breaking;
        assert.deepEqual([report.outcome, report.performed, report.exitCode], ['taken-over', true, 0], told);
        assert.ok(report.newHolder?.startsWith(`${standby}_`), told);
        assert.ok((report.takeoverMs ?? 0) > 0 && performance.now() - woken < 30_000, told);
        assert.match(
          report.plan?.facts.join('\n') ?? '',
          new RegExp(`nobody can act for it after ${DEAD_MS / 1000}s`),
          told,
        );
        const copy = load(readFileSync(report.backup ?? '', 'utf8')) as { spec: { holderIdentity: string } };
        assert.equal(copy.spec.holderIdentity, identity);
        if (AUDIT_LOG) {
          const writes = writesIn(namespace);
          const at = writes.findIndex(({ by, verb }) => by === 'b7le' && verb === 'delete');
          assert.ok(at > 0, JSON.stringify(writes.slice(-5)));
          const [last, broke, taken] = writes.slice(at - 1, at + 2);
          assert.ok((broke?.at ?? 0) - (last?.at ?? 0) >= DEAD_MS, told);
          assert.deepEqual([taken?.verb, taken?.holder], ['create', report.newHolder], told);
          // the report's own figure, against the API server's record
          assert.ok(Math.abs((taken?.at ?? 0) - (broke?.at ?? 0) - (report.takeoverMs ?? 0)) < 1000, told);
        }
      } finally {
        // who is awake already cannot be woken
        for (const name of pods) await fault('resume', name, namespace).catch(() => {});
      }
    }),
  );

  it('the Lease of a deleted workload is cleared away, and nobody is waited for', () =>
    withStarting('break-lease-orphan', { replicas: 1, args: unreleased }, async (namespace) => {
      await rolledOut(namespace);
      await leaderOf(namespace);
      await kubectl(['-n', namespace, 'delete', 'deployment', '--all', '--wait=true']);
      await expired(namespace);
      const { report, told } = await breaks(namespace);
      assert.deepEqual([report.outcome, report.performed, report.exitCode], ['nobody-came', true, 2], told);
      assert.match(report.told, /the Lease was deleted; nobody will come: no workload is left that uses it/, told);
      assert.equal(await leaseIn(namespace), null);
    }));

  it('a live leader is refused, and nothing of b7le is written', () =>
    withInstall('break-lease-alive', { replicas: 1 }, async (namespace) => {
      const { identity, pod } = await leaderOf(namespace);
      for (const more of [[], ['--method', 'release'], ['--restart'], ['--dry-run']]) {
        const { report, told } = await breaks(namespace, ...more);
        assert.deepEqual([report.outcome, report.exitCode, report.refusalReason], ['refused', 4, 'renewing'], told);
        assert.match(report.refusal ?? '', new RegExp(`^${pod} renewed this Lease \\ds ago$`), told);
        assert.equal(report.backup, null);
      }
      assert.equal((await leaseIn(namespace))?.holderIdentity, identity);
      assert.deepEqual(written(namespace), []);
    }));

  it('without the right to create, delete is refused, and a release lets the next one lead', ON_1_37, () => {
    const rule = { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'update'] };
    const api = 'rbac.authorization.k8s.io';
    const rights = [
      { apiVersion: `${api}/v1`, kind: 'Role', metadata: { name: 'elects' }, rules: [rule] },
      {
        apiVersion: `${api}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'elects' },
        roleRef: { apiGroup: api, kind: 'Role', name: 'elects' },
        subjects: [{ kind: 'ServiceAccount', name: 'controller-manager' }],
      },
    ];
    const options = { livenessProbe: false, replicas: 1, args: short, rights } as const;
    return withStarting('break-lease-nocreate', options, async (namespace) => {
      await create([
        { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: LEASE, namespace }, spec: {} },
      ]);
      await rolledOut(namespace);
      const { pod, identity } = await leaderOf(namespace);
      await fault('pause', pod, namespace);
      await sleep(TIMINGS.LD + 1000);
      try {
        const refused = await breaks(namespace);
        assert.deepEqual([refused.report.exitCode, refused.report.refusalReason], [4, 'create-denied'], refused.told);
        assert.match(JSON.stringify(refused.report.plan?.advice), /--method release/, refused.told);
        assert.deepEqual(written(namespace), []);
        // a pod has to start in that time
        const breaking = breaks(namespace, '--method', 'release', '--wait', '60s');
        await Promise.race([freed(namespace), breaking.then(({ told }) => assert.fail(told))]);
        const released = JSON.parse(await kubectl(['-n', namespace, 'get', 'lease', LEASE, '-o', 'json'])) as {
          spec: Record<string, unknown>;
        };
        assert.equal(released.spec.leaseDurationSeconds, 1);
        assert.match(String(released.spec.renewTime), /\.\d{6}Z$/);
        assert.equal(released.spec.acquireTime, released.spec.renewTime);
        // the process restarts: a new identity, as after a crash
        await kubectl(['-n', namespace, 'delete', 'pod', pod, '--force', '--grace-period=0']);
        const { report, told } = await breaking;
        assert.deepEqual([report.outcome, report.exitCode], ['taken-over', 0], told);
        assert.notEqual(report.newHolder, identity);
        assert.ok(((await leaseIn(namespace))?.leaseTransitions ?? 0) >= 1, 'its history was kept');
      } finally {
        await fault('resume', pod, namespace).catch(() => {});
      }
    });
  });

  it('of two operators who both say yes one does it, and the other is told', () =>
    withStarting('break-lease-two', { replicas: 1, args: unreleased }, async (namespace) => {
      await rolledOut(namespace);
      await leaderOf(namespace);
      await kubectl(['-n', namespace, 'delete', 'deployment', '--all', '--wait=true']);
      await expired(namespace);
      let asked = 0;
      let bothAsked = () => {};
      const both = new Promise<void>((resolve) => {
        bothAsked = resolve;
      });
      const operator = () =>
        typing(['break-lease', `lease/${LEASE}`, '-n', namespace, '--backup-dir', folder], {
          keys: [
            [
              /Type the Lease's name to go on:/,
              async () => {
                asked++;
                if (asked === 2) bothAsked();
                await both;
                return `${LEASE}\r`;
              },
            ],
          ],
        });
      const [one, other] = await Promise.all([operator(), operator()]);
      const told = `${one.text}\n${other.text}`;
      assert.deepEqual([one.code, other.code].sort(), [2, 4], told);
      assert.match(
        told.replaceAll(/\s+/g, ' '),
        /refused: somebody deleted it since it was looked at; nothing was changed by this command/,
      );
      assert.match(told, /the Lease was deleted; nobody will come/);
      if (AUDIT_LOG) assert.equal(written(namespace).filter(({ verb }) => verb === 'delete').length, 1);
    }));
});
