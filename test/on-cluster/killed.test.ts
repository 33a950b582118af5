// Leaders that crash: nothing is released, and the Lease runs out before somebody else may take it (reference 1.6 c, c').

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fault, kubectl, ON_1_37, STAMPED } from '../support/cluster.ts';
import { leaderOf, leaseIn, withInstall } from '../support/install.ts';
import { crashForGood, follow, holds, last, statesOf } from '../support/samples.ts';
import { judge, only, rolesOf, status } from '../support/status.ts';

const ORDER = ['renewing', 'late', 'expired'];

describe('a leader that is killed', { concurrency: true, timeout: 180_000 }, () => {
  it('with its pod gone: warned of, then taken over in time', ON_1_37, () =>
    withInstall('killed', {}, async (namespace) => {
      const before = await leaseIn(namespace);
      const former = await crashForGood(namespace);
      const { stdout, code } = await status(['-n', namespace]);
      assert.equal(code, 1, stdout);
      assert.match(stdout, /^▲ warning /);
      assert.match(stdout, /▲ holder-gone /);
      const samples = await follow(namespace, 'a takeover', 45_000, ({ election }) => {
        return election.lease.holderIdentity !== former.identity && rolesOf(election).standby === 2;
      });
      const gone = samples.filter(({ election }) => election.lease.holderIdentity === former.identity);
      for (const sample of gone) {
        const { election, told, code: exit } = sample;
        assert.ok(holds(sample, 'holder-gone', 'warning'), told);
        assert.deepEqual([exit, election.evidence], [1, 'server-clock'], told);
        assert.deepEqual([election.holder?.pod, election.holder?.match], [null, 'none'], told);
        assert.equal(election.workload?.name, 'controller-manager', told);
      }
      const states = statesOf(gone);
      // a slow machine may look for the first time when it is late already
      const begin = ORDER.indexOf(states[0] ?? '');
      assert.deepEqual(states, ORDER.slice(begin, begin + states.length), `from one to the next: ${states}`);
      assert.ok(states.includes('late'), `late was seen: ${states}`);
      const over = samples.filter(({ election }) => election.lease.holderIdentity !== former.identity);
      for (const { election, told, code: exit, troubles } of over) {
        assert.deepEqual([election.state, exit, troubles], ['renewing', 0, []], told);
        assert.equal(election.lease.leaseTransitions, (before?.leaseTransitions ?? 0) + 1, told);
      }
    }),
  );

  it(
    'with its pod gone, where watching must tell: taken over in time',
    { skip: STAMPED && 'from 1.25 on one read tells' },
    () =>
      withInstall('killed', {}, async (namespace) => {
        // the stamp of the Lease's first write proves that it is fresh for this long
        await sleep(9_000);
        const former = await crashForGood(namespace);
        const [watched, cut] = await Promise.all([
          judge(['-n', namespace]),
          judge(['-n', namespace, '--timeout', '11s']),
        ]);
        const taken = only(watched);
        assert.deepEqual([taken.state, taken.evidence, watched.code], ['renewing', 'two-reads', 0], watched.told);
        assert.ok(taken.holder?.pod && taken.holder.pod !== former.pod, watched.told);
        assert.equal(watched.finding('holder-gone'), undefined, watched.told);
        assert.ok(watched.tookMs < 30_000, watched.told);
        const late = only(cut);
        assert.ok(cut.tookMs < 15_000, cut.told);
        // on a slow machine its 11 s may begin so late that they end after the takeover
        if (late.lease.holderIdentity === former.identity) {
          assert.deepEqual([late.state, late.evidence, cut.code], ['late', 'two-reads', 1], cut.told);
          assert.deepEqual(cut.troubles, ['holder-gone warning', 'lease-late warning'], cut.told);
        } else {
          assert.deepEqual([late.state, late.evidence], ['renewing', 'two-reads'], cut.told);
          assert.equal(late.lease.holderIdentity, taken.lease.holderIdentity, cut.told);
        }
      }),
  );

  it('with its pod gone and nobody left: unclaimed, because it was scaled to 0', () =>
    withInstall('deserted', {}, async (namespace) => {
      const { pod } = await crashForGood(namespace);
      await kubectl(['-n', namespace, 'scale', 'deployment/controller-manager', '--replicas=0']);
      const samples = await follow(
        namespace,
        'an unclaimed Lease',
        45_000,
        ({ election }) => election.state === 'unclaimed',
      );
      const { report, election, told, troubles, code } = last(samples);
      assert.equal(code, 2, told);
      assert.deepEqual(troubles, ['holder-gone critical', 'lease-unclaimed critical', 'no-candidates critical'], told);
      const causes = report.findings.filter(({ cause }) => cause).map(({ id }) => id);
      assert.deepEqual([causes, report.findings[0]?.id], [['no-candidates'], 'no-candidates'], told);
      const { standby, leader } = rolesOf(election);
      assert.deepEqual([standby, leader, election.workload?.replicas], [undefined, undefined, 0], told);
      assert.ok(election.holder?.identity.startsWith(`${pod}_`), told);
      const command = report.findings[0]?.remedy[0]?.command ?? '';
      assert.match(command, /^kubectl .*\bscale deployment\/controller-manager --replicas=[1-9]\b/);
      assert.ok(command.includes(`-n ${namespace}`), command);
      const { stdout } = await status(['-n', namespace]);
      assert.match(stdout, /✖ no-candidates .*←\scause\n {4}✖ /);
      assert.ok(stdout.includes(`next  ${command}\n`), stdout);
      await kubectl(command.split(' ').slice(1));
      const healed = await follow(namespace, 'the proposed remedy to work', 60_000, ({ code: exit }) => exit === 0);
      assert.equal(last(healed).election.state, 'renewing');
    }));

  it('with one replica: its next process waits the former one out', ON_1_37, () =>
    withInstall('alone', { replicas: 1 }, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      await fault('kill', pod, namespace);
      const samples = await follow(namespace, 'a takeover', 40_000, ({ election }) => {
        return election.state === 'renewing' && election.lease.holderIdentity !== identity;
      });
      const waiting = samples.filter(({ election }) => election.lease.holderIdentity === identity);
      for (const { finding, election, told } of waiting) {
        assert.equal(election.holder?.pod, pod, told);
        assert.equal(finding('holder-gone'), undefined, told);
        assert.equal(finding('holder-wedged'), undefined, told);
        assert.equal(finding('no-candidates'), undefined, told);
      }
      const warned = waiting.filter((sample) => sample.election.state !== 'renewing');
      // late lasts 7 s, longer than any two looks are apart
      assert.ok(statesOf(warned).includes('late'), `seen waiting: ${statesOf(samples)}`);
      for (const sample of warned) {
        const { told } = sample;
        assert.ok(holds(sample, 'holder-restarted', 'warning'), told);
        assert.equal(sample.finding('holder-restarted')?.facts.exitCode, 137, told);
      }
      const { election, told, code, troubles } = last(samples);
      assert.ok(election.lease.holderIdentity?.startsWith(`${pod}_`), told);
      assert.deepEqual([election.holder?.restarts, code, troubles], [1, 0, []], told);
    }),
  );
});
