// Leaders that are asked to stop: released where release is on, waited out where it is off (reference 1.4, 1.6 a and b).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kubectl, ON_1_37, until } from '../support/cluster.ts';
import { leaderOf, podsIn, withInstall } from '../support/install.ts';
import { follow, last, statesOf } from '../support/samples.ts';
import { rolesOf } from '../support/status.ts';

describe('a leader that is stopped as planned', { concurrency: true, timeout: 120_000, ...ON_1_37 }, () => {
  it('releases, and a standby takes over at its next try', () =>
    withInstall('released', {}, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
      // had it not released, the Lease would fall late long before the end of this time, which is told below
      const samples = await follow(namespace, 'a takeover', 30_000, ({ election, code }) => {
        return code === 0 && ![identity, ''].includes(election.lease.holderIdentity ?? '');
      });
      for (const { troubles, told } of samples) {
        assert.deepEqual(
          troubles.filter((trouble) => /critical|holder-gone|lease-/.test(trouble)),
          [],
          told,
        );
      }
      assert.equal(last(samples).election.state, 'renewing', `${statesOf(samples)}`);
    }));

  it('does not release where that is off: a warning until the Lease has run out', () =>
    withInstall('kept', { manifest: 'beskar7-as-shipped.yaml' }, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
      const samples = await follow(namespace, 'a takeover', 60_000, ({ election, code }) => {
        return code === 0 && election.lease.holderIdentity !== identity && rolesOf(election).standby === 2;
      });
      const waiting = samples.filter(({ election }) => election.lease.holderIdentity === identity);
      for (const { troubles, told, code } of waiting) {
        assert.equal(code, 1, told);
        assert.ok(
          troubles.some((trouble) => /^holder-(gone|terminating) warning$/.test(trouble)),
          told,
        );
      }
      assert.ok(statesOf(waiting).includes('late'), `${statesOf(samples)}`);
    }));

  it('leaves an empty Lease that nobody takes: it was scaled to 0', () =>
    // alone: of several that stop at once one may die in the middle of taking what another released
    withInstall('emptied', { replicas: 1 }, async (namespace) => {
      await kubectl(['-n', namespace, 'scale', 'deployment/controller-manager', '--replicas=0']);
      await until('no pod', 30_000, async () => ((await podsIn(namespace)).length === 0 ? true : null));
      const samples = await follow(namespace, 'a Lease released for too long', 40_000, ({ finding }) => {
        return finding('lease-released')?.severity === 'warning';
      });
      const { election, troubles, code, told, finding } = last(samples);
      assert.deepEqual([election.state, election.holder, code], ['released', null, 2], told);
      assert.deepEqual([election.lease.holderIdentity, election.lease.leaseDurationSeconds], ['', 1], told);
      assert.deepEqual(troubles, ['lease-released warning', 'no-candidates critical'], told);
      assert.deepEqual([finding('no-candidates')?.cause, election.workload?.replicas], [true, 0], told);
      assert.deepEqual(
        [election.timing.leaseDurationMs, election.timing.source.leaseDurationMs],
        [15_000, 'flag'],
        told,
      );
    }));
});
