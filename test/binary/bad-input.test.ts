// Every way to call b7le wrongly, or with a broken kubeconfig: one clear sentence on stderr, the contract's exit code, no trace.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { b7le, type Run } from '../support/b7le.ts';
import { kubeconfigOf } from '../support/canned-server.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'b7le-bad-input-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** One sentence: the sign, what kind of trouble, why; perhaps one line of advice. */
function assertOneSentence({ stdout, stderr }: Run, word: string, sentence: RegExp): void {
  const lines = stderr.trimEnd().split('\n');
  assert.match(lines[0] ?? '', new RegExp(`^\\? ${word}   \\S`));
  assert.match(lines[0] ?? '', sentence);
  assert.ok(lines.length <= 2, stderr);
  assert.doesNotMatch(stderr + stdout, /^\s+at |node:internal|\bundefined\b|\[object|\\n/m);
  assert.equal(stdout, '');
}

describe('wrong usage is 64', { concurrency: 2 }, () => {
  const cases: [string[], RegExp][] = [
    [['nope'], /nope/],
    [['status', '--nope'], /--nope/],
    [['status', 'a/b/c'], /"a\/b\/c"/],
    [['status', 'service/x'], /service is no kind/],
    [['status', 'Bad_Name'], /Bad_Name/],
    [['status', 'deployment/'], /deployment\//],
    [['status', 'a', 'b'], /b/],
    [['status', '-A', 'x'], /-A/],
    [['status', '-n', 'Not A Namespace'], /Not A Namespace/],
    [['status', '-n'], /namespace/],
    [['status', '-o', 'xml'], /xml.*table, wide, json/],
    [['status', '--observe', 'soon'], /"soon" is no duration/],
    [['status', '--timeout=-5s'], /"-5s" is no duration/],
    [['status', '--fail-on', 'info'], /info/],
    [['status', '--skip', 'nope'], /--skip nope/],
    [['doctor', '-o', 'sarif'], /-o sarif is for doctor -f FILE/],
    [['doctor', '-q', '--from', 'absent.json', '-o', 'sarif'], /-o sarif is for doctor -f FILE/],
    [['status', '-o', 'sarif'], /--output=sarif/],
    [['failover-test', 'x', '-o', 'sarif'], /--output=sarif/],
    [['explain', 'nope'], /nope/],
    [['explain', '__proto__'], /__proto__/],
  ];
  for (const [args, sentence] of cases) {
    it(args.join(' '), async () => {
      const run = await b7le(args);
      assert.equal(run.code, 64, run.stderr);
      assertOneSentence(run, 'wrong usage', sentence);
    });
  }
  it('prints no error object in JSON', async () => {
    assert.equal((await b7le(['status', 'a/b/c', '-o', 'json'])).stdout, '');
  });
});

describe('a broken kubeconfig is 3', { concurrency: 2 }, () => {
  const cases: [string, () => string[], RegExp][] = [
    ['none at all', () => [], /there is no kubeconfig .*no-kubeconfig/],
    ['a file that is not there', () => ['--kubeconfig', '/nowhere/config'], /there is no kubeconfig \/nowhere\/config/],
    ['a folder', () => ['--kubeconfig', folder], /is a folder/],
    ['an empty file', () => ['--kubeconfig', file('empty', '')], /empty: is no kubeconfig/],
    ['broken YAML', () => ['--kubeconfig', file('broken', 'a: 1\nclusters: [\n')], /broken: .*\(line \d\)/],
    ['another document', () => ['--kubeconfig', file('list', '[1, 2]')], /sets no current-context/],
    ['text', () => ['--kubeconfig', file('text', 'hello')], /text/],
    ['binary', () => ['--kubeconfig', file('binary', '\u0000\u0001\u0002')], /binary: /],
    [
      'an unknown context',
      () => ['--kubeconfig', file('context', kubeconfigOf('https://127.0.0.1:1')), '--context', 'nope'],
      /no context "nope"/,
    ],
    [
      'a cluster without a server',
      () => ['--kubeconfig', file('server', kubeconfigOf(''))],
      /server is missing|no usable server/,
    ],
    [
      'a server that is no URL',
      () => ['--kubeconfig', file('url', kubeconfigOf('nonsense'))],
      /no usable server \(nonsense\)/,
    ],
    [
      'a missing certificate file',
      () => ['--kubeconfig', file('cert', kubeconfigOf('https://127.0.0.1:1', { 'client-certificate': 'gone.pem' }))],
      /no credentials: ENOENT|gone\.pem/,
    ],
    [
      'a certificate that is none',
      () => [
        '--kubeconfig',
        file(
          'pem',
          kubeconfigOf('https://127.0.0.1:1', {
            'client-certificate-data': 'bm9uc2Vuc2U=',
            'client-key-data': 'bm9uc2Vuc2U=',
          }),
        ),
      ],
      /certificate or key in the kubeconfig cannot be read/,
    ],
    [
      'a credential plugin that is not there',
      () => [
        '--kubeconfig',
        file(
          'exec',
          kubeconfigOf('https://127.0.0.1:1', {
            exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-plugin' },
          }),
        ),
      ],
      /no-such-plugin is not there/,
    ],
    [
      'a credential plugin that fails',
      () => [
        '--kubeconfig',
        file(
          'false',
          kubeconfigOf('https://127.0.0.1:1', {
            exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'false' },
          }),
        ),
      ],
      /the credential plugin/,
    ],
    [
      'a group without a user',
      () => ['--kubeconfig', file('group', kubeconfigOf('https://127.0.0.1:1')), '--as-group', 'g'],
      /--as-group needs --as/,
    ],
    [
      'a server where nobody listens',
      () => ['--kubeconfig', file('closed', kubeconfigOf('https://127.0.0.1:1'))],
      /nothing listens on https:\/\/127\.0\.0\.1:1/,
    ],
    [
      'a host that is unknown',
      () => ['--kubeconfig', file('dns', kubeconfigOf('https://no-such-host.invalid:6443'))],
      /no-such-host\.invalid/,
    ],
  ];
  for (const [name, args, sentence] of cases) {
    it(name, async () => {
      const run = await b7le(['status', ...args()]);
      assert.equal(run.code, 3, run.stderr);
      assertOneSentence(run, 'cannot tell', sentence);
    });
  }
});

describe('kubeconfigs are merged as kubectl merges them', { concurrency: 2 }, () => {
  it('the first file that names a thing wins, a missing file is passed over', async () => {
    const first = file('first', kubeconfigOf('https://127.0.0.1:1'));
    const second = file('second', { ...kubeconfigOf('https://127.0.0.1:2'), 'current-context': 'other' });
    const run = await b7le(['status'], { env: { KUBECONFIG: `/nowhere/config:${first}:${second}` } });
    assert.match(run.stderr, /nothing listens on https:\/\/127\.0\.0\.1:1\b/);
  });
  it('current-context comes from the first file that sets one', async () => {
    const first = file('unset', { ...kubeconfigOf('https://127.0.0.1:1'), 'current-context': '' });
    const second = file('set', {
      contexts: [{ name: 'b', context: { cluster: 'b', user: 'u' } }],
      clusters: [{ name: 'b', cluster: { server: 'https://127.0.0.1:2' } }],
      users: [],
      'current-context': 'b',
    });
    const run = await b7le(['status'], { env: { KUBECONFIG: `${first}:${second}` } });
    assert.match(run.stderr, /nothing listens on https:\/\/127\.0\.0\.1:2\b/);
  });
});

describe('an error for programs', { concurrency: 2 }, () => {
  it('is the same object with verdict unknown and the error in gaps', async () => {
    const run = await b7le(['status', '-o', 'json', '--kubeconfig', file('json', kubeconfigOf('https://127.0.0.1:1'))]);
    const report = JSON.parse(run.stdout);
    assert.equal(run.code, 3);
    assert.deepEqual(
      [report.apiVersion, report.kind, report.verdict, report.exitCode],
      ['b7le/v1', 'Status', 'unknown', 3],
    );
    assert.deepEqual([report.elections, report.findings, report.gaps.length], [[], [], 1]);
    assert.equal(report.gaps[0].reason, 'unreachable');
  });
  it('is an errored case in junit', async () => {
    const run = await b7le([
      'status',
      '-o',
      'junit',
      '--kubeconfig',
      file('junit', kubeconfigOf('https://127.0.0.1:1')),
    ]);
    assert.match(run.stdout, /<testsuite [^>]*errors="1"/);
    assert.match(run.stdout, /<error message="nothing listens/);
  });
  it('--fail-on never does not hide it', async () => {
    const run = await b7le([
      'status',
      '--fail-on',
      'never',
      '--kubeconfig',
      file('never', kubeconfigOf('https://127.0.0.1:1')),
    ]);
    assert.equal(run.code, 3);
  });
});
