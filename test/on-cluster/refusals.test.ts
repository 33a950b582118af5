// What a real API server refuses, and names that it does not know: one clear sentence each, and never a healthy exit code.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kubectl, SERVER, until } from '../support/cluster.ts';
import { DEPLOYMENT, LEASE, leaderOf, withInstall } from '../support/install.ts';
import { judge, only, status } from '../support/status.ts';

const LEASES = 'leases.coordination.k8s.io';

/** A user of this name may do so much in the namespace, and nothing anywhere else. */
async function allow(namespace: string, user: string, verbs: string, resources: string): Promise<readonly string[]> {
  const own = ['-n', namespace, 'create'];
  await kubectl([...own, 'role', user, `--verb=${verbs}`, `--resource=${resources}`]);
  await kubectl([...own, 'rolebinding', user, `--role=${user}`, `--user=${user}`]);
  const as = ['-n', namespace, '--as', user];
  // the API server hears of a new role a moment after it was made
  for (const verb of verbs.split(',')) {
    for (const resource of resources.split(',')) {
      await until(`${user} may ${verb} ${resource}`, 20_000, () =>
        kubectl(['auth', 'can-i', verb, resource, ...as]).then(
          () => true,
          () => null,
        ),
      );
    }
  }
  return as;
}

/** A person gets a sentence and at most one hint on stderr, a program the same object as ever on stdout. */
async function assertRefused(args: readonly string[], reason: string, sentence: RegExp): Promise<void> {
  const { code, stdout, stderr } = await status(args);
  assert.deepEqual([code, stdout], [3, ''], stderr);
  assert.match(stderr, /^\? cannot tell {3}[^\n]+\n(?: {2}[^\n]+\n)?$/);
  assert.match(stderr, sentence);
  const { report, told } = await judge(args);
  assert.deepEqual([report.verdict, report.exitCode, report.elections, report.findings], ['unknown', 3, [], []], told);
  assert.equal(report.gaps[0]?.reason, reason, told);
  assert.match(report.gaps.map(({ detail }) => detail).join('\n'), /\w/, told);
  const { code: never } = await status([...args, '--fail-on', 'never']);
  assert.equal(never, 3, '--fail-on maps findings only');
}

test('refusals', { timeout: 240_000 }, (t) =>
  // hints name ten namespaces: those of the file before may still be there, and come after this one
  withInstall('denied', {}, async (namespace) => {
    const here = ['-n', namespace];
    const { pod } = await leaderOf(namespace);

    await t.test('a token that the server does not know', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'b7le-token-'));
      try {
        const config = JSON.parse(await kubectl(['config', 'view', '--minify', '--raw', '-o', 'json']));
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
        const expired = [part({ alg: 'RS256' }), part({ exp: 1_700_000_000, sub: 'jane' }), 'c2lnbmF0dXJl'].join('.');
        for (const token of ['garbage-token', expired]) {
          const file = join(folder, 'config');
          writeFileSync(file, JSON.stringify({ ...config, users: [{ name: config.users[0].name, user: { token } }] }));
          const args = [...here, '--kubeconfig', file];
          await assertRefused(args, 'error', /401|credentials|Unauthorized/);
          const { stdout, stderr } = await status([...args, '-v', '-o', 'json']);
          assert.ok(!(stdout + stderr).includes(token), 'the token is nowhere to be seen');
          assert.ok(stderr.includes(SERVER), stderr);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    await t.test('a user without any right', async () => {
      const judged = await judge([...here, '--as', 'nobody']);
      assert.deepEqual([judged.code, judged.report.elections], [3, []], judged.told);
      assert.ok(judged.report.gaps.length > 0 && judged.report.gaps.every(({ reason }) => reason === 'forbidden'));
      const { code, stdout, stderr } = await status([...here, '--as', 'nobody']);
      assert.equal(code, 3);
      assert.match(stdout + stderr, new RegExp(`"nobody" may not list leases in ${namespace}`));
      const everywhere = await status(['-A', '--as', 'nobody']);
      assert.equal(everywhere.code, 3);
      assert.match(everywhere.stdout + everywhere.stderr, /may not list leases/);
    });

    await t.test('a user who may read Leases and nothing else', async () => {
      const args = await allow(namespace, 'lease-reader', 'get,list', LEASES);
      const judged = await judge(args);
      const { state, holder, lease, workload } = only(judged);
      assert.deepEqual([judged.code, judged.troubles, state], [0, [], 'renewing'], judged.told);
      assert.ok(lease.holderIdentity?.startsWith(`${pod}_`), judged.told);
      assert.deepEqual([holder?.pod, holder?.match, workload], [null, 'none', null], judged.told);
      const gaps = judged.report.gaps.map(({ what, reason }) => `${what}: ${reason}`);
      assert.ok(gaps.includes(`list pods in ${namespace}: forbidden`), judged.told);
      assert.ok(gaps.includes(`list deployments in ${namespace}: forbidden`), judged.told);
      assert.equal(judged.finding('holder-gone')?.severity, 'unknown', judged.told);
      assert.match(judged.finding('holder-gone')?.summary ?? '', /user "lease-reader" may not list /, judged.told);
      // the Lease was read, it is there, and somebody holds it
      for (const id of ['lease-absent', 'lease-released']) assert.equal(judged.finding(id), undefined, judged.told);
      const { stdout } = await status(args);
      assert.match(stdout, /not possible {2}.*list pods in /);
      assert.doesNotMatch(stdout, /\(no pod\)/, 'nobody could look for it');
    });

    await t.test('a user who may get the one Lease, and not list them', async () => {
      const args = await allow(namespace, 'lease-getter', 'get', LEASES);
      const judged = await judge([LEASE, ...args]);
      assert.deepEqual([only(judged).state, judged.code], ['renewing', 0], judged.told);
      assert.equal((await status(args)).code, 3, 'which Leases there are is essential');
    });

    await t.test('a user who may read everything but Leases', async () => {
      const args = await allow(
        namespace,
        'no-leases',
        'get,list',
        'pods,deployments.apps,statefulsets.apps,daemonsets.apps',
      );
      const judged = await judge(args);
      const { state, candidates, workload } = only(judged);
      assert.deepEqual([state, judged.code, judged.troubles], ['unknown', 3, []], judged.told);
      assert.deepEqual([candidates.length, workload?.name], [3, DEPLOYMENT], judged.told);
    });

    await t.test('a TARGET that is not there', async () => {
      for (const target of ['nope', 'deployment/nope', 'pod/nope', 'lease/nope', `statefulset/${DEPLOYMENT}`]) {
        const name = target.split('/').at(-1) ?? '';
        await assertRefused([target, ...here], 'not-found', new RegExp(name));
        const { stderr } = await status([target, ...here]);
        assert.ok(stderr.includes(LEASE) && stderr.includes(`deployment/${DEPLOYMENT}`), stderr);
      }
    });

    await t.test('a namespace that is not there, and one that has no election', async () => {
      for (const [name, sentence] of [
        ['no-such-place', /does not exist/],
        ['kube-public', /has no election/],
      ] as const) {
        await assertRefused(['-n', name], 'not-found', sentence);
        const { stderr } = await status(['-n', name]);
        assert.ok(stderr.includes(name) && stderr.includes(namespace) && stderr.includes('kube-system'), stderr);
      }
    });
  }),
);
