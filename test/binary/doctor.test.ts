// `doctor` as a program: exit codes, streams, suites, files, and wrong usage in one sentence.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type PracticeCluster, type Scenario, scenarioNamed, startPractice } from '../../src/practice/index.ts';
import type { DoctorReport } from '../../src/report/doctor-report.ts';
import { b7le, type Run } from '../support/b7le.ts';

const FORMATS = ['table', 'wide', 'json', 'yaml', 'name', 'short', 'junit', 'markdown'];
const folder = mkdtempSync(join(tmpdir(), 'b7le-doctor-'));
const fileOf = (name: string) => join(folder, `${name}.json`);
after(() => rmSync(folder, { recursive: true }));

function beside(name: string, test: (check: (...args: string[]) => Promise<Run>) => void) {
  describe(`doctor beside ${name}`, { concurrency: 2 }, () => {
    let practice: PracticeCluster;
    before(async () => {
      practice = await startPractice({ scenario: scenarioNamed(name) as Scenario });
    });
    after(() => practice.close());
    test((...args) => b7le(['doctor', '--kubeconfig', practice.kubeconfig, ...args]));
  });
}

const reportOf = ({ stdout, stderr }: Run) => {
  assert.ok(stdout.startsWith('{'), stdout + stderr);
  return JSON.parse(stdout) as DoctorReport;
};

beside('rbac-update-denied', (check) => {
  it('names the cause first, with what follows, and the command that cures it', async () => {
    const { code, stdout, stderr } = await check();
    assert.equal(code, 2, stdout + stderr);
    assert.equal(stderr, '');
    const lines = stdout.split('\n');
    const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
    const cause = at(/^ {2}✖ lease-access-denied /);
    assert.ok(cause > 0 && cause < at(/^ {4}→ /) && at(/^ {4}→ /) < at(/^ {4}✖ lease-unclaimed /), stdout);
    assert.match(stdout, /← cause/);
    assert.match(stdout, /^ {2}next {2}b7le rbac-check .*--fix.*\| kubectl apply -f -$/m);
  });

  it('has the same exit code in every format, and maps it as it is told', async () => {
    for (const format of FORMATS) assert.equal((await check('-o', format)).code, 2, format);
    assert.equal((await check('--fail-on', 'never')).code, 0);
  });

  it('saves what it judges, and judges it again to the byte without a cluster', async () => {
    const file = fileOf('observation');
    for (const format of FORMATS) {
      const saved = await check('-o', format, '--save', file);
      assert.equal(saved.code, 2, saved.stderr);
      assert.match(saved.stderr, /^saved to \S+observation\.json, redacted\n$/);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const again = await b7le(['doctor', '--from', file, '-o', format], { env: { KUBECONFIG: '/nonexistent' } });
      assert.deepEqual([again.code, again.stdout, again.stderr], [2, saved.stdout, ''], format);
    }
  });

  it('leaves out what --skip and --suite leave out, also from a file', async () => {
    const lease = reportOf(await check('--suite', 'lease', '--suite', 'timing', '-o', 'json'));
    assert.deepEqual(lease.checks.suites, ['lease', 'timing']);
    assert.ok(lease.findings.every(({ id }) => id !== 'lease-access-denied'));
    const file = fileOf('skipped');
    await check('--save', file, '-q');
    const run = await b7le(['doctor', '--from', file, '--skip', 'lease-unclaimed', '-o', 'json']);
    assert.ok(!reportOf(run).checks.asked.includes('lease-unclaimed'));
    assert.ok(reportOf(run).findings.some(({ id }) => id === 'lease-access-denied'));
  });
});

beside('healthy', (check) => {
  it('is content, and has made every check', async () => {
    const run = await check('-o', 'json');
    const report = reportOf(run);
    assert.equal(run.code, 0, run.stdout);
    assert.deepEqual([report.kind, report.verdict, report.next, report.gaps], ['Doctor', 'healthy', [], []]);
    assert.deepEqual(report.checks.unknown, []);
    assert.match((await check()).stdout, /^✔ healthy .* · \d+ checks\n\n✔ .*\n {2}led by /);
    assert.equal((await check('-q')).stdout.split('\n').length, 2);
  });

  it('cannot tell where there is nothing, or nothing may be read', async () => {
    const nothing = await check('-n', 'default');
    assert.deepEqual([nothing.code, nothing.stdout], [3, '']);
    assert.match(nothing.stderr, /^\? cannot tell {3}default \(-n\) has no election/);
    const nobody = await check('--as', 'nobody-in-particular', '-o', 'json');
    assert.equal(nobody.code, 3);
    assert.deepEqual([reportOf(nobody).kind, reportOf(nobody).verdict], ['Doctor', 'unknown']);
  });

  it('refuses wrong usage in one sentence', async () => {
    for (const [args, sentence] of [
      [['--suite', 'moon'], /--suite=moon/],
      [['--save', join(folder, 'absent', 'x')], /--save .*there is no such file or folder/],
      [['--save', '-'], /--save wants the name of a file/],
      [['--skip', 'moon'], /moon/],
      [['-o', 'sarif'], /sarif/],
    ] as const) {
      const { code, stdout, stderr } = await check(...args);
      assert.deepEqual([code, stdout], [64, ''], args.join(' '));
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /\n {4}at /);
    }
    const target = await b7le(['doctor', '--from', fileOf('x'), 'my-lease']);
    assert.deepEqual([target.code, target.stdout], [64, '']);
    assert.match(target.stderr, /--from and TARGET exclude each other/);
    for (const more of [['-n', 'default'], ['-A'], ['--context', 'a'], ['--save', fileOf('y')], ['--observe', '5s']]) {
      const { code, stderr } = await b7le(['doctor', '--from', fileOf('x'), ...more]);
      assert.equal(code, 64, more.join(' '));
      assert.match(stderr, /cannot also be provided when using --from/);
    }
  });

  it('cannot tell from a file that holds nothing, and says so to a program too', async () => {
    for (const wrong of [join(folder, 'absent'), folder, 'package.json']) {
      const { code, stdout, stderr } = await b7le(['doctor', '--from', wrong, '-o', 'json']);
      assert.equal(code, 3, wrong);
      assert.equal(reportOf({ stdout, stderr } as Run).kind, 'Doctor');
      assert.match(stderr, /^\? cannot tell {3}/);
    }
  });
});
