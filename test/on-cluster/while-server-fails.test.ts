// The API server answers nobody for some seconds, or starts anew. The last file: every leader of the cluster feels it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fault, ON_1_37, SERVER, until } from '../support/cluster.ts';
import { withInstall } from '../support/install.ts';
import { judge, only, rolesOf, status } from '../support/status.ts';

const FROZEN_S = 4;

describe('a frozen API server', { timeout: 120_000, ...ON_1_37 }, () => {
  it('is waited for as long as --timeout allows', () =>
    withInstall('frozen', {}, async (namespace) => {
      const args = ['-n', namespace];
      const freeze = fault('freeze', String(FROZEN_S));
      await sleep(500);
      const [patient, short, program] = await Promise.all([
        judge(args),
        status([...args, '--timeout', '2s']),
        judge([...args, '--timeout', '2s']),
      ]);
      await freeze;
      assert.deepEqual([short.code, short.stdout], [3, ''], short.stderr);
      assert.match(short.stderr, /^\? cannot tell {3}[^\n]*\n(?: {2}[^\n]+\n)?$/);
      assert.ok(short.stderr.includes(SERVER) && /\b2s\b/.test(short.stderr), short.stderr);
      assert.ok(short.tookMs < 3_500, `${short.tookMs}ms`);
      const { verdict, exitCode, gaps } = program.report;
      assert.deepEqual([verdict, exitCode, gaps[0]?.reason], ['unknown', 3, 'timeout'], program.told);
      assert.ok(patient.tookMs > 2_500 && patient.tookMs < 15_000, patient.told);
      assert.equal(patient.code, 0, patient.told);
      assert.equal(only(patient).state, 'renewing', patient.told);
      await until('every leader well again', 40_000, async () => ((await judge(args)).code === 0 ? true : null));
      assert.equal((await judge(['-n', 'kube-system'])).code, 0);
    }));
});

describe('an API server that starts anew', { timeout: 120_000, ...ON_1_37 }, () => {
  it('costs a watch nothing but time', () =>
    withInstall('restarted', {}, async (namespace) => {
      const watching = judge(['-n', namespace, '--observe', '15s']);
      await sleep(2_000);
      await fault('restart-apiserver');
      const judged = await watching;
      const election = only(judged);
      assert.deepEqual([judged.code, election.state, judged.troubles], [0, 'renewing', []], judged.told);
      assert.deepEqual(rolesOf(election), { leader: 1, standby: 2 }, judged.told);
      assert.deepEqual(judged.report.gaps, [], judged.told);
    }));
});
