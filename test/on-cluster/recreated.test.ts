// A Lease that somebody deletes: told by its uid, whoever makes the next one (reference 1.5).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fault, kubectl, ON_1_37 } from '../support/cluster.ts';
import { LEASE, leaderOf, leaseIn, rolledOut, withInstall } from '../support/install.ts';
import { follow, last } from '../support/samples.ts';
import { judge, only } from '../support/status.ts';

/** Moves leadership by a planned stop, so that the count of transitions is no longer 0. */
async function moveLeader(namespace: string): Promise<{ identity: string; pod: string }> {
  const { pod, identity } = await leaderOf(namespace);
  await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
  const next = await leaderOf(namespace, identity);
  await rolledOut(namespace);
  return next;
}

describe('a Lease that was deleted', { concurrency: true, timeout: 120_000, ...ON_1_37 }, () => {
  it('and made anew by another replica: a warning, and the count began again', () =>
    withInstall('recreated', {}, async (namespace) => {
      const { pod } = await moveLeader(namespace);
      const before = only(await judge(['-n', namespace])).lease;
      assert.ok((before.leaseTransitions ?? 0) >= 1);
      await fault('kill', pod, namespace);
      await kubectl(['-n', namespace, 'delete', 'lease', LEASE]);
      await leaderOf(namespace);
      const samples = await follow(namespace, 'a quiet cluster', 60_000, ({ troubles, election }) => {
        return troubles.length === 1 && election.candidates.every(({ ready }) => ready);
      });
      const { election, told, code, troubles, finding } = last(samples);
      assert.deepEqual([code, troubles, election.state], [1, ['lease-recreated warning'], 'renewing'], told);
      assert.notEqual(election.lease.uid, before.uid, told);
      assert.ok((election.lease.leaseTransitions ?? 0) < (before.leaseTransitions ?? 0), told);
      assert.equal(finding('lease-recreated')?.subject.name, LEASE, told);
    }));

  it('while it is watched, and made anew by its leader, which remembers the count', () =>
    withInstall('remembered', { replicas: 1 }, async (namespace) => {
      await moveLeader(namespace);
      const before = await leaseIn(namespace);
      assert.ok((before?.leaseTransitions ?? 0) >= 1);
      const watching = judge(['-n', namespace, '--observe', '12s']);
      // by then it has read the Lease, however slowly it starts, and the leader has time enough to make it anew
      await sleep(4_000);
      await kubectl(['-n', namespace, 'delete', 'lease', LEASE]);
      const judged = await watching;
      const { lease, state, evidence } = only(judged);
      assert.ok(judged.tookMs >= 12_000, judged.told);
      assert.deepEqual([state, evidence, judged.code], ['renewing', 'two-reads', 1], judged.told);
      assert.deepEqual(judged.troubles, ['lease-recreated warning'], judged.told);
      assert.deepEqual(
        [lease.holderIdentity, lease.leaseTransitions],
        [before?.holderIdentity, before?.leaseTransitions],
      );
      assert.doesNotMatch(judged.finding('lease-recreated')?.summary ?? '', /began again/, judged.told);
    }));
});
