// Runs one of the test suites with Node's own runner: node test/run.mjs unit|cluster|long [part of a file name]
// `unit` gets a home, XDG folders and KUBECONFIG of its own, so that no machine's set-up can reach it. The contract suite
// belongs to both: in `unit` it runs on practice clusters, in `cluster` on the real one.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [suite = 'unit', part = ''] = process.argv.slice(2);
const folders = { unit: ['test'], cluster: ['test/contract', 'test/on-cluster'], long: ['test/long'] };
const roots = folders[suite];
if (!roots) {
  process.stderr.write(`no suite ${suite}: unit, cluster or long\n`);
  process.exit(64);
}
const elsewhere = ['test/on-cluster/', 'test/long/'];
const files = roots
  .filter((root) => existsSync(root))
  .flatMap((root) => readdirSync(root, { recursive: true }).map((file) => join(root, file)))
  .filter((file) => file.endsWith('.test.ts') && file.includes(part))
  .filter((file) => suite !== 'unit' || !elsewhere.some((folder) => file.startsWith(folder)))
  .sort();
if (files.length === 0) {
  process.stderr.write(`no test file of ${suite} matches ${part}\n`);
  process.exit(1);
}

const home = mkdtempSync(join(tmpdir(), 'b7le-test-'));
const kept = [
  'PATH',
  'CI',
  'NODE_OPTIONS',
  'B7LE_TEST_NODE',
  'B7LE_REAL_CLUSTER',
  'B7LE_TEST_CLUSTER',
  'B7LE_UPDATE_GOLDEN',
];
const own = Object.fromEntries(kept.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
for (const name of ['config', 'cache', 'data', 'state']) {
  own[`XDG_${name.toUpperCase()}_HOME`] = join(home, name);
  mkdirSync(join(home, name));
}
const env =
  suite === 'unit'
    ? { ...own, HOME: home, KUBECONFIG: join(home, 'no-kubeconfig'), LANG: 'C.UTF-8' }
    : { ...process.env, B7LE_SUBJECT: 'real' };
const concurrency = suite === 'unit' ? [] : ['--test-concurrency=1'];
const child = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...concurrency, ...files], {
  stdio: 'inherit',
  env,
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  rmSync(home, { recursive: true, force: true });
  process.exit(code ?? (signal ? 1 : 0));
});
