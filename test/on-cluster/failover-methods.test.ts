// `failover-test` on a real cluster, each way in which a leader goes: its figures against the audit log and the reference's bounds.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AUDIT_LOG, writesIn } from '../support/audit.ts';
import { fault, kubectl, ON_1_37, until } from '../support/cluster.ts';
import { agrees, failoverTest, only, SHORT_MS, shortened } from '../support/failover.ts';
import { leaderOf, leaseIn, podsIn, withInstall } from '../support/install.ts';

const audited = AUDIT_LOG ? ON_1_37 : { skip: 'this cluster keeps no audit log' };
const { leaseDuration: LD, retryPeriod: RP } = SHORT_MS;
/** Reference 1.6: from a free Lease, and from a crash, to the next holder; a request and a busy machine beside it. */
const FREE_MS = 2.2 * RP + 500;
const CRASH_MS = [LD - RP, LD + 4.4 * RP + 500] as const;
const RELEASES = { args: shortened() };
const KEEPS = { args: shortened('--leader-elect-release-on-cancel=false') };

/** Time for a fault to be made before a round is over. */
const SLOWER = {
  args: shortened(
    '--leader-elect-lease-duration=9s',
    '--leader-elect-renew-deadline=6s',
    '--leader-elect-retry-period=3s',
  ),
};

function notes(test: TestContext, off: readonly number[]): void {
  test.diagnostic(`off the audit log by ${off.join(', ')} ms`);
}

/**
 * Whether somebody took the Lease from a holder that had not let go, by the API server's record: a pod that is stopped in the very
 * moment in which it takes the Lease does not know that it has it.
 * @param from the first write that counts
 */
function wasWaitedOut(namespace: string, from: number): boolean {
  const holders = writesIn(namespace)
    .slice(from)
    .map(({ holder }) => holder);
  return holders.some((holder, at) => {
    const before = holders[at - 1] ?? null;
    return holder !== null && before !== null && before !== holder;
  });
}

describe('a failover that is made and measured', { concurrency: 2, timeout: 500_000, ...audited }, () => {
  it('by delete, released: ten rounds in a row without a stray failure', (test) =>
    withInstall('failover-ten', RELEASES, async (namespace) => {
      const tested = await failoverTest(namespace, ['--rounds', '10']);
      const { report, code, stderr } = tested;
      assert.equal(code, 0, `${report.told} ${stderr}`);
      assert.equal(report.rounds.length, 10);
      for (const round of report.rounds) {
        assert.equal(round.outcome, 'taken-over');
        assert.equal(round.withinBounds, true, round.why ?? '');
        assert.equal(round.leaderlessFrom, 'release');
        assert.ok((round.leaderlessMs ?? Number.NaN) <= FREE_MS, `${round.leaderlessMs}`);
        assert.ok((round.workMs ?? -1) >= (round.takeoverMs ?? 0) - 50, `${round.workMs} ${round.takeoverMs}`);
        assert.notEqual(round.from, round.to);
        assert.equal(round.twoClaimedMs, 0);
      }
      notes(test, await agrees(namespace, tested));
    }));

  it('by delete, not released: waited out', (test) =>
    withInstall('failover-kept', KEEPS, async (namespace) => {
      const tested = await failoverTest(namespace, []);
      const round = only(tested.report);
      assert.deepEqual([tested.code, round.outcome, round.withinBounds], [0, 'taken-over', true], tested.stderr);
      assert.equal(round.leaseFreedMs, null);
      const since = (round.takeoverMs ?? 0) - (round.lastRenewalMs ?? 0);
      assert.ok(since >= LD - 200 && since <= CRASH_MS[1], `${since}`);
      notes(test, await agrees(namespace, tested));
    }));

  it('by kill: between a release and a crash', (test) =>
    withInstall('failover-kill', RELEASES, async (namespace) => {
      const tested = await failoverTest(namespace, ['--method', 'kill']);
      const round = only(tested.report);
      assert.deepEqual([tested.code, round.outcome, round.withinBounds], [0, 'taken-over', true], tested.stderr);
      assert.ok((round.takeoverMs ?? Number.NaN) <= 2000 + CRASH_MS[1], `${round.takeoverMs}`);
      notes(test, await agrees(namespace, tested));
    }));

  it('by evict', (test) =>
    withInstall('failover-evict', RELEASES, async (namespace) => {
      const tested = await failoverTest(namespace, ['--method', 'evict']);
      const round = only(tested.report);
      assert.deepEqual([tested.code, round.outcome, round.withinBounds], [0, 'taken-over', true], tested.stderr);
      notes(test, await agrees(namespace, tested));
    }));

  it('by a restart of the workload: every hop', (test) =>
    withInstall('failover-roll', RELEASES, async (namespace) => {
      const before = await podsIn(namespace);
      const from = writesIn(namespace).length - 1;
      const tested = await failoverTest(namespace, ['--method', 'rollout']);
      const round = only(tested.report);
      const within = !wasWaitedOut(namespace, from);
      const told = `${round.why} ${tested.stderr}`;
      assert.deepEqual([tested.code, round.outcome, round.withinBounds], [within ? 0 : 1, 'taken-over', within], told);
      if (!within) assert.match(round.why ?? '', /the Lease was not released/);
      assert.ok(round.hops.length >= 1 && round.to === round.hops.at(-1), `${round.hops}`);
      assert.ok(!before.some((pod) => round.to?.startsWith(pod)), 'a new pod leads in the end');
      notes(test, await agrees(namespace, tested));
    }));

  it('by a release under a live leader: who took it, and whether two claimed', (test) =>
    withInstall('failover-release', RELEASES, async (namespace) => {
      const refused = await failoverTest(namespace, ['--method', 'release']);
      assert.deepEqual([refused.code, refused.report.refusalReason], [4, 'live-leader']);
      assert.match(refused.report.plan?.advice[0]?.text ?? '', /two leaders/);
      const before = await leaderOf(namespace);
      const env = { XDG_STATE_HOME: '/dev/null/not-a-folder' };
      const unkept = await failoverTest(namespace, ['--method', 'release', '--force'], { env }).catch(() => null);
      assert.equal(unkept, null, 'without a copy nothing is written');
      assert.equal((await leaderOf(namespace)).identity, before.identity);
      const tested = await failoverTest(namespace, ['--method', 'release', '--force']);
      const round = only(tested.report);
      assert.equal(tested.code, 0, tested.stderr);
      assert.equal(round.outcome, round.to === round.from ? 'taken-back' : 'taken-over');
      assert.ok((round.takeoverMs ?? Number.NaN) <= FREE_MS, `${round.takeoverMs}`);
      assert.match(tested.stderr, /a copy of the Lease is in /);
      notes(test, await agrees(namespace, tested));
    }));

  it('with a crash from outside in the middle: both hops are told', (test) =>
    withInstall('failover-crash', SLOWER, async (namespace) => {
      const { identity } = await leaderOf(namespace);
      const running = failoverTest(namespace, []);
      const next = await until(
        'the next leader',
        60_000,
        async () => {
          const holder = (await leaseIn(namespace))?.holderIdentity;
          return holder && holder !== identity ? holder : null;
        },
        20,
      );
      await fault('kill', next.slice(0, next.lastIndexOf('_')), namespace);
      const tested = await running;
      const round = only(tested.report);
      assert.equal(round.outcome, 'taken-over', tested.stderr);
      assert.equal(round.hops[0], next);
      assert.equal(round.to, round.hops.at(-1));
      assert.equal((await kubectl(['-n', namespace, 'get', 'lease', '-o', 'name'])).trim().length > 0, true);
      notes(test, await agrees(namespace, tested));
    }));
});
