// The API server answers nobody for some seconds, or starts anew: every leader of the cluster feels it, and is waited for.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fault, kubectl, ON_1_37, SERVER, until } from '../support/cluster.ts';
import { withInstall } from '../support/install.ts';
import { judge, only, rolesOf, status } from '../support/status.ts';

const FROZEN_S = 4;

/** Waits until the API server answers nobody. */
async function frozen(): Promise<void> {
  const asking = ['get', '--raw', '/version', '--request-timeout=500ms'];
  await until('a frozen API server', 3_000, () =>
    kubectl(asking).then(
      () => null,
      () => true,
    ),
  );
}

/** Waits until every leader of a namespace renews again. */
async function wellAgain(namespace: string): Promise<void> {
  await until(`${namespace} well again`, 40_000, async () => {
    return (await judge(['-n', namespace])).code === 0 ? true : null;
  });
}

describe('a frozen API server', { timeout: 120_000, ...ON_1_37 }, () => {
  it('is waited for as long as --timeout allows', () =>
    withInstall('frozen', {}, async (namespace) => {
      const args = ['-n', namespace];
      const freeze = fault('freeze', String(FROZEN_S)).then(() => performance.now());
      await frozen();
      const asked = performance.now();
      // one second, so that it is over before the server goes on, however slowly they start
      const [patient, short, program] = await Promise.all([
        judge(args),
        status([...args, '--timeout', '1s']),
        judge([...args, '--timeout', '1s']),
      ]);
      const thawed = await freeze;
      assert.deepEqual([short.code, short.stdout], [3, ''], short.stderr);
      assert.match(short.stderr, /^\? cannot tell {3}[^\n]*\n(?: {2}[^\n]+\n)?$/);
      assert.ok(short.stderr.includes(SERVER) && /\b1s\b/.test(short.stderr), short.stderr);
      assert.ok(short.tookMs < 3_500, `${short.tookMs}ms`);
      const { verdict, exitCode, gaps } = program.report;
      assert.deepEqual([verdict, exitCode, gaps[0]?.reason], ['unknown', 3, 'timeout'], program.told);
      // the script ends a moment after the server goes on
      assert.ok(asked + patient.tookMs > thawed - 500 && patient.tookMs < 15_000, patient.told);
      assert.equal(patient.code, 0, patient.told);
      assert.equal(only(patient).state, 'renewing', patient.told);
      await wellAgain(namespace);
      await wellAgain('kube-system');
    }));
});

describe('an API server that starts anew', { timeout: 120_000, ...ON_1_37 }, () => {
  it('costs a watch nothing but time', () =>
    withInstall('restarted', {}, async (namespace) => {
      const watching = judge(['-n', namespace, '--observe', '20s']);
      // by then it has read all there is, however slowly it starts; and the server has time enough to start before its end
      await sleep(4_000);
      await fault('restart-apiserver');
      const judged = await watching;
      const election = only(judged);
      assert.deepEqual([judged.code, election.state, judged.troubles], [0, 'renewing', []], judged.told);
      assert.deepEqual(rolesOf(election), { leader: 1, standby: 2 }, judged.told);
      assert.deepEqual(judged.report.gaps, [], judged.told);
      await wellAgain('kube-system');
    }));
});
