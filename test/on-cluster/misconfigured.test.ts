// Installs whose arguments are wrong: election off, flags swallowed or refused, one identity for all, timings that do not fit.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ON_1_37 } from '../support/cluster.ts';
import { DEPLOYMENT, LEASE, leaderOf, leaseIn, rolledOut, withInstall, withStarting } from '../support/install.ts';
import { follow, holds, last } from '../support/samples.ts';
import { judge, only, rolesOf, status } from '../support/status.ts';

/** The manifest's arguments with some of them written otherwise. */
function written(changes: Readonly<Record<string, readonly string[]>>) {
  return (args: readonly string[]) => args.flatMap((arg) => changes[arg] ?? [arg]);
}

function timings(lease: string, deadline: string, retry: string) {
  return written({
    '--leader-elect-lease-duration=15s': [`--leader-elect-lease-duration=${lease}`],
    '--leader-elect-renew-deadline=10s': [`--leader-elect-renew-deadline=${deadline}`],
    '--leader-elect-retry-period=2s': [`--leader-elect-retry-period=${retry}`],
  });
}

describe('a misconfigured install', { concurrency: 4, timeout: 300_000, ...ON_1_37 }, () => {
  it('election off, three replicas: all of them work at once', () =>
    withStarting('off', { args: written({ '--leader-elect=true': ['--leader-elect=false'] }) }, async (namespace) => {
      await rolledOut(namespace);
      const judged = await judge(['-n', namespace]);
      const { lease, state, evidence, holder, renewedAgoMs, workload } = only(judged);
      assert.deepEqual([judged.code, judged.troubles], [2, ['election-off critical']], judged.told);
      assert.deepEqual([state, evidence, holder, renewedAgoMs], ['off', 'none', null, null], judged.told);
      assert.deepEqual([lease.uid, lease.holderIdentity, lease.renewTime], [null, null, null], judged.told);
      assert.deepEqual([workload?.name, workload?.replicas], [DEPLOYMENT, 3], judged.told);
      assert.deepEqual(rolesOf(only(judged)), { 'not-competing': 3 }, judged.told);
      assert.match(judged.finding('election-off')?.summary ?? '', /--leader-elect=false.*\b3 replicas/, judged.told);
      const names = await status(['-n', namespace, '-o', 'name']);
      assert.deepEqual([names.stdout, names.code], [`deployment.apps/${DEPLOYMENT}\n`, 2]);
    }));

  it('"--leader-elect false": on all the same, and the rest is ignored', () =>
    withInstall(
      'words',
      { args: written({ '--leader-elect=true': ['--leader-elect', 'false'] }) },
      async (namespace) => {
        const judged = await judge(['-n', namespace]);
        assert.deepEqual([judged.code, judged.troubles], [2, ['flag-swallowed critical']], judged.told);
        assert.match(judged.finding('flag-swallowed')?.summary ?? '', /--leader-elect false/, judged.told);
        const { state, timing } = only(judged);
        assert.equal(state, 'renewing', judged.told);
        assert.deepEqual(
          [timing.source.renewDeadlineMs, timing.source.retryPeriodMs],
          ['default', 'default'],
          judged.told,
        );
      },
    ));

  it('one identity for three replicas: all of them lead', () =>
    withInstall('same', { args: (args) => [...args, '--identity=same'] }, async (namespace) => {
      const samples = await follow(namespace, 'two that claim to lead', 30_000, (sample) => {
        return (
          holds(sample, 'multiple-leaders', 'critical') && sample.election.candidates.every(({ claims }) => claims)
        );
      });
      const { election, told, code, finding, troubles } = last(samples);
      assert.deepEqual(troubles, ['duplicate-identity critical', 'multiple-leaders critical'], told);
      assert.deepEqual([code, election.state, election.lease.holderIdentity], [2, 'renewing', 'same'], told);
      assert.deepEqual([finding('duplicate-identity')?.cause, finding('multiple-leaders')?.cause], [true, false], told);
      assert.match(finding('multiple-leaders')?.summary ?? '', /^3 replicas/, told);
      const { stdout } = await status(['-n', namespace]);
      assert.match(stdout, /✖ duplicate-identity .*←\scause\n {4}✖ multiple-leaders /);
    }));

  it('an unknown flag: it crashes again and again, with exit 2', () =>
    withStarting('unknown-flag', { args: (args) => [...args, '--no-such-flag'] }, async (namespace) => {
      const samples = await follow(namespace, 'a crash loop of every pod', 90_000, ({ report }) => {
        return report.findings.filter(({ id }) => id === 'crash-looping').length === 3;
      });
      const { report, election, told, code, finding } = last(samples);
      assert.deepEqual([code, election.state, election.lease.uid], [2, 'absent', null], told);
      for (const looping of report.findings.filter(({ id }) => id === 'crash-looping')) {
        assert.deepEqual(
          [looping.severity, looping.subject.kind, looping.facts.exitCode],
          ['critical', 'Pod', 2],
          told,
        );
        assert.match(looping.summary, /exit 2\b/, told);
        assert.equal(looping.cause, true, told);
      }
      assert.deepEqual(
        [finding('no-candidates')?.severity, finding('no-candidates')?.cause],
        ['critical', false],
        told,
      );
      assert.equal(finding('lease-absent')?.severity, undefined, told);
    }));

  it('timings that client-go refuses: that is why it crashes', () =>
    withStarting('refused', { args: timings('15s', '15s', '2s') }, async (namespace) => {
      const samples = await follow(namespace, 'a crash loop', 90_000, (sample) =>
        holds(sample, 'crash-looping', 'critical'),
      );
      for (const sample of samples) assert.ok(holds(sample, 'timing-invalid', 'critical'), sample.told);
      const { told, code, finding, report } = last(samples);
      assert.deepEqual([code, report.findings[0]?.id, report.findings[0]?.cause], [2, 'timing-invalid', true], told);
      assert.match(finding('timing-invalid')?.summary ?? '', /leaseDuration must be greater than renewDeadline/, told);
      assert.equal(finding('crash-looping')?.cause, false, told);
      assert.equal(await leaseIn(namespace), null);
    }));

  it('timings with a negative margin: a warning while it works', () =>
    withInstall('margin', { args: timings('30s', '27s', '5s') }, async (namespace) => {
      const judged = await judge(['-n', namespace]);
      const { state, timing } = only(judged);
      assert.deepEqual([judged.code, judged.troubles, state], [1, ['timing-margin warning'], 'renewing'], judged.told);
      assert.deepEqual([timing.leaseDurationMs, timing.marginMs], [30_000, -2_000], judged.told);
      assert.deepEqual([timing.crashFailoverMs, timing.apiOutageToleranceMs], [[25_000, 52_000], 25_000], judged.told);
      assert.equal((await judge(['-n', namespace, '--fail-on', 'critical'])).code, 0);
      assert.equal((await judge(['-n', namespace, '--skip', 'timing-margin'])).code, 0);
    }));

  it('one replica: worth a note, and no more', () =>
    withInstall('single', { replicas: 1 }, async (namespace) => {
      const judged = await judge(['-n', namespace]);
      assert.deepEqual([judged.code, judged.finding('single-candidate')?.severity], [0, 'info'], judged.told);
      assert.deepEqual([only(judged).state, rolesOf(only(judged))], ['renewing', { leader: 1 }], judged.told);
      const { pod } = await leaderOf(namespace);
      for (const target of [LEASE, `deploy/${DEPLOYMENT}`, `pod/${pod}`]) {
        assert.equal(only(await judge([target, '-n', namespace])).lease.name, LEASE, target);
      }
      assert.match((await status(['-n', namespace])).stdout, /^ {2}3 notes: -o wide$/m);
      assert.match((await status(['-n', namespace, '-o', 'wide'])).stdout, /single-candidate/);
    }));
});
