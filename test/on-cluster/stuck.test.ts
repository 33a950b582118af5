// Leases that stay with their holder while pods run: every process stopped still, or the right to update taken away (F14, F24, F4).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fault, kubectl, ON_1_37, until } from '../support/cluster.ts';
import { clusterWide, leaderOf, leaseIn, podsIn, withInstall } from '../support/install.ts';
import { follow, holds, last, statesOf } from '../support/samples.ts';

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'watch'];

/** Sets what the install's role may do with leases; it is the third rule of the manifest. */
async function allow(namespace: string, verbs: readonly string[]): Promise<void> {
  const patch = JSON.stringify([{ op: 'replace', path: '/rules/2/verbs', value: verbs }]);
  await kubectl(['patch', 'clusterrole', clusterWide('manager-role', namespace), '--type=json', '-p', patch]);
}

/** Waits for a renewal: the next request is two seconds away, so that a pause now catches the leader between two of them. */
async function renewed(namespace: string): Promise<void> {
  const before = (await leaseIn(namespace))?.renewTime;
  await until(`a renewal in ${namespace}`, 20_000, async () =>
    (await leaseIn(namespace))?.renewTime === before ? null : true,
  );
}

describe('a Lease that nobody renews although pods run', { concurrency: true, timeout: 180_000, ...ON_1_37 }, () => {
  it('every process is paused: the holder is wedged', () =>
    withInstall('paused', { livenessProbe: false }, async (namespace) => {
      const { pod } = await leaderOf(namespace);
      const pods = await podsIn(namespace);
      try {
        for (const name of pods) await fault('pause', name, namespace);
        const samples = await follow(namespace, 'an unclaimed Lease', 45_000, ({ election }) => {
          return election.state === 'unclaimed';
        });
        for (const sample of samples) {
          const { election, told, finding, code } = sample;
          const dead = election.state === 'expired' || election.state === 'unclaimed';
          assert.equal(holds(sample, 'holder-wedged', 'critical'), dead, told);
          assert.equal(code, { renewing: 0, late: 1 }[election.state as string] ?? 2, told);
          if (dead) assert.equal(finding('holder-wedged')?.subject.name, pod, told);
          for (const id of ['holder-gone', 'holder-restarted', 'no-candidates', 'multiple-leaders']) {
            assert.ok(['unknown', undefined].includes(finding(id)?.severity), told);
          }
        }
        // silent pods are asked at once, and for two seconds at most (contract 6); one look may be slow for other reasons
        const times = samples.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
        assert.ok((times[Math.floor(times.length / 2)] ?? Number.NaN) < 5_000, `${times}`);
        assert.deepEqual(statesOf(samples).slice(-3), ['late', 'expired', 'unclaimed']);
        assert.ok(
          last(samples).election.candidates.every(({ claims }) => claims === null),
          last(samples).told,
        );
      } finally {
        for (const name of pods) await fault('resume', name, namespace);
      }
    }));

  it('the leader alone is paused, and resumed after a takeover: two lead for a while', () =>
    withInstall('resumed', { livenessProbe: false }, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      // caught in the middle of a request it would give up as soon as it wakes: its deadline is over by then
      await renewed(namespace);
      await fault('pause', pod, namespace);
      try {
        await leaderOf(namespace, identity);
      } finally {
        await fault('resume', pod, namespace);
      }
      // it finds out RD + RP after it woke up at the latest (reference 1.8)
      const samples = await follow(namespace, 'two that claim to lead', 9_000, (sample) => {
        return holds(sample, 'multiple-leaders', 'critical');
      });
      const { election, told, code, finding } = last(samples);
      assert.deepEqual([code, election.state], [2, 'renewing'], told);
      assert.ok(finding('multiple-leaders')?.summary.includes(pod), told);
      assert.equal(finding('duplicate-identity'), undefined, told);
      const former = election.candidates.find((candidate) => candidate.pod === pod);
      assert.deepEqual([former?.claims, former?.role === 'leader'], [true, false], told);
      const healed = await follow(namespace, 'one leader', 60_000, (sample) => sample.code === 0);
      assert.notEqual(last(healed).election.holder?.pod, pod, last(healed).told);
    }));

  it('update is forbidden: frozen, and well again once it is allowed', () =>
    withInstall('forbidden', {}, async (namespace) => {
      const { identity, pod } = await leaderOf(namespace);
      await allow(namespace, VERBS);
      const samples = await follow(namespace, 'an unclaimed Lease', 45_000, ({ election }) => {
        return election.state === 'unclaimed';
      });
      for (const { election, told, finding } of samples) {
        assert.equal(election.lease.holderIdentity, identity, told);
        assert.equal(finding('holder-gone'), undefined, told);
        assert.equal(finding('no-candidates'), undefined, told);
      }
      const frozen = last(samples);
      assert.equal(frozen.code, 2, frozen.told);
      // the leader lost after RP + RD, exited with 1 and came back as a candidate under another identity
      assert.ok(holds(frozen, 'holder-restarted', 'warning'), frozen.told);
      assert.equal(frozen.finding('holder-restarted')?.subject.name, pod, frozen.told);
      assert.equal(frozen.finding('holder-wedged'), undefined, frozen.told);
      await allow(namespace, [...VERBS, 'update']);
      const healed = await follow(namespace, 'a new leader', 40_000, ({ code }) => code === 0);
      assert.equal(last(healed).election.state, 'renewing');
    }));
});
