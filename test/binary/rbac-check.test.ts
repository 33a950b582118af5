// `rbac-check` as a program: exit codes, what goes to which stream, and rights that are asked for before anything is installed.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { type PracticeCluster, type Scenario, scenarioNamed, startPractice } from '../../src/practice/index.ts';
import type { RbacReport } from '../../src/report/rbac-report.ts';
import { b7le, type Run } from '../support/b7le.ts';

const NAMESPACE = 'beskar7-system';
const LEASE = 'beskar7.infrastructure.cluster.x-k8s.io';

function beside(name: string, test: (check: (...args: string[]) => Promise<Run>) => void) {
  describe(`rbac-check beside ${name}`, { concurrency: 2 }, () => {
    let practice: PracticeCluster;
    before(async () => {
      practice = await startPractice({ scenario: scenarioNamed(name) as Scenario });
    });
    after(() => practice.close());
    test((...args) => b7le(['rbac-check', '--kubeconfig', practice.kubeconfig, ...args]));
  });
}

const reportOf = ({ stdout }: Run) => JSON.parse(stdout) as RbacReport;

beside('create-by-name', (check) => {
  it('prints the manifest alone on stdout with --fix, and the matrix on stderr', async () => {
    const { code, stdout, stderr } = await check('--fix');
    assert.equal(code, 2);
    const [role, binding, ...more] = loadAll(stdout, null, { schema: CORE_SCHEMA }) as {
      kind: string;
      rules: { verbs: string[]; resourceNames?: string[]; resources: string[] }[];
    }[];
    assert.deepEqual([role?.kind, binding?.kind, more], ['Role', 'RoleBinding', []]);
    const leases = role?.rules.filter(({ resources }) => resources.includes('leases'));
    assert.deepEqual(
      leases?.map(({ verbs, resourceNames }) => [verbs, resourceNames]),
      [
        [['create'], undefined],
        [['get', 'update'], [LEASE]],
      ],
    );
    assert.match(stderr, /✖ create-by-name .*← cause/);
  });

  it('gives the same manifest to a program, and the same exit code in every format', async () => {
    const [fix, json] = await Promise.all([check('--fix'), check('-o', 'json')]);
    assert.equal(reportOf(json).fix, fix.stdout);
    for (const format of ['table', 'wide', 'yaml', 'name', 'short', 'junit']) {
      assert.equal((await check('-o', format)).code, 2, format);
    }
    assert.equal((await check('--fail-on', 'never')).code, 0);
  });
});

beside('healthy', (check) => {
  it('passes, and has nothing to mend', async () => {
    const run = await check('-o', 'json');
    assert.equal(run.code, 0, run.stdout);
    const { fix, access, account } = reportOf(run);
    assert.equal(fix, null);
    assert.deepEqual([account?.name, account?.exists], ['controller-manager', true]);
    assert.deepEqual(
      access.filter(({ required }) => required).map(({ verb, allowed, how }) => [verb, allowed, how]),
      ['get', 'create', 'update'].map((verb) => [verb, true, 'sar']),
    );
  });

  it('asks about an account that is named, in a namespace that is named, where nothing is installed', async () => {
    const args = ['lease/new', '-n', 'default', '--service-account', 'default:default', '-o', 'json'];
    const run = await check(...args, '--lease-namespace', 'kube-system');
    const { access, lock, verdict, fix } = reportOf(run);
    assert.deepEqual([run.code, verdict], [2, 'critical'], run.stdout);
    assert.deepEqual([lock?.namespace, lock?.name, access[0]?.name], ['kube-system', 'new', 'new']);
    assert.match(fix ?? '', /namespace: "kube-system"/);
  });

  it('tells an account that does not exist from one without rights', async () => {
    const run = await check('--service-account', `${NAMESPACE}:absent`, '-o', 'json');
    const critical = reportOf(run).findings.filter(({ severity }) => severity !== 'info');
    assert.ok(critical.map(({ id }) => id).includes('account-missing'), run.stdout);
  });

  it('says what the caller may not do, and never takes that for a denial', async () => {
    const run = await check('--as', 'nobody-in-particular', '-o', 'json', '--service-account', `${NAMESPACE}:x`);
    assert.equal(run.code, 3, run.stdout + run.stderr);
    assert.doesNotMatch(run.stdout, /"allowed":false,"how":"/);
  });

  it('tells a caller who may read nothing what that is, and not that there is no election', async () => {
    const { code, stdout } = await check('--as', 'nobody-in-particular');
    assert.equal(code, 3);
    assert.match(stdout, /^\? unknown .*\n[\s\S]*not possible {2}.*may not list leases/);
  });

  it('refuses what is no account', async () => {
    for (const wrong of ['controller-manager', 'a:b:c', ':x', 'A:b']) {
      const { code, stderr } = await check('--service-account', wrong);
      assert.equal(code, 64, wrong);
      assert.match(stderr, /wrong usage .*is no account/);
    }
    assert.equal((await check('--lease-namespace', 'a b')).code, 64);
  });
});
