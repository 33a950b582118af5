// The config file with the binary: precedence, what it changes in a report, errors with file and line, `config view` in its formats.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { load } from 'js-yaml';
import { b7le } from '../support/b7le.ts';
import { type CannedServer, cannedServer, kubeconfigOf } from '../support/canned-server.ts';

let home = '';
let server: CannedServer;
let counter = 0;

/** A namespace with one Lease, held by nobody, and a Deployment that does not speak of election. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const [, namespace = ''] = /namespaces\/([^/?]+)/.exec(request.url ?? '') ?? [];
  const now = new Date().toISOString();
  const lease = {
    metadata: { namespace, name: 'lock', uid: 'u' },
    spec: { holderIdentity: 'stranger', leaseDurationSeconds: 15, renewTime: now.replace('Z', '000Z') },
  };
  const template = { spec: { serviceAccountName: 'web', containers: [{ name: 'c', args: [] }] } };
  const web = { metadata: { namespace, name: 'web' }, spec: { replicas: 1, template }, status: { readyReplicas: 1 } };
  const path = (request.url ?? '').split('?')[0] ?? '';
  const items = path.endsWith('/leases') ? [lease] : path.endsWith('/deployments') ? [web] : [];
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(path === '/version' ? { gitVersion: 'v1.30.0' } : { metadata: {}, items }));
}

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'b7le-config-'));
  server = await cannedServer(answer);
});
after(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

const CLEAN = {
  LANG: 'C.UTF-8',
  LC_ALL: '',
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  B7LE_NAMESPACE: undefined,
  B7LE_CONFIG: undefined,
};

function run(args: readonly string[], env: Record<string, string> = {}) {
  const own = { ...CLEAN, HOME: home, XDG_CONFIG_HOME: join(home, 'none'), KUBECONFIG: server.kubeconfig };
  return b7le(args, { env: { ...own, ...env } });
}

function config(text: string): string {
  const file = join(home, `config-${counter++}.yaml`);
  writeFileSync(file, text);
  return file;
}

describe('the namespace of a report', { concurrency: 2 }, () => {
  const status = ['status', '--observe', '0s', '-o', 'json'];
  const from = async (args: readonly string[], env: Record<string, string> = {}) => {
    const { stdout, stderr } = await run([...status, ...args], env);
    assert.equal(stderr, '');
    const { namespace, namespaceSource } = JSON.parse(stdout) as Record<string, string>;
    return [namespace, namespaceSource];
  };
  const file = () => config('namespace: of-file\n');

  it("is Beskar7's without any word", async () => assert.deepEqual(await from([]), ['beskar7-system', 'default']));
  it('is that of --config', async () => assert.deepEqual(await from(['--config', file()]), ['of-file', 'config']));
  it('is that of B7LE_CONFIG', async () =>
    assert.deepEqual(await from([], { B7LE_CONFIG: file() }), ['of-file', 'config']));
  it('is that of the usual file', async () => {
    const folder = join(home, 'xdg', 'b7le');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.yaml'), 'namespace: usual\n');
    assert.deepEqual(await from([], { XDG_CONFIG_HOME: join(home, 'xdg') }), ['usual', 'config']);
    const named = ['--config', file()];
    assert.deepEqual(await from(named, { XDG_CONFIG_HOME: join(home, 'xdg') }), ['of-file', 'config']);
  });
  it('is that of B7LE_NAMESPACE before it', async () =>
    assert.deepEqual(await from(['--config', file()], { B7LE_NAMESPACE: 'of-env' }), ['of-env', 'B7LE_NAMESPACE']));
  it('is that of -n before all', async () =>
    assert.deepEqual(await from(['--config', file(), '-n', 'x'], { B7LE_NAMESPACE: 'of-env' }), ['x', '-n']));
  it('is named with its source to people', async () => {
    const { stdout } = await run(['status', '--observe', '0s', '--config', file()]);
    assert.match(stdout, /^\S+ \w+ {3}of-file \(from the config\)/);
  });
});

describe('a report under a config file', { concurrency: 2 }, () => {
  const status = ['status', '--observe', '0s'];
  it('is in its format, until a flag says otherwise', async () => {
    const file = config('output: yaml\n');
    const [yaml, json] = await Promise.all([
      run([...status, '--config', file]),
      run([...status, '--config', file, '-o', 'json']),
    ]);
    assert.equal((load(yaml.stdout) as { kind: string }).kind, 'Status');
    assert.equal((JSON.parse(json.stdout) as { kind: string }).kind, 'Status');
  });
  it('comes from its context, which proposed commands carry', async () => {
    const kubeconfig = kubeconfigOf(server.url) as { contexts: object[]; 'current-context': string };
    kubeconfig.contexts.push({ name: 'other', context: { cluster: 'c', user: 'u', namespace: 'there' } });
    const file = config(`context: other\n`);
    const path = config(JSON.stringify(kubeconfig));
    const { stdout } = await run([...status, '-o', 'json', '--config', file, '--kubeconfig', path]);
    const report = JSON.parse(stdout) as { contextGiven: string; namespace: string; cluster: { context: string } };
    assert.deepEqual([report.cluster.context, report.contextGiven, report.namespace], ['other', 'other', 'there']);
  });
  it('ties a Lease to the workload it names, with the account it names', async () => {
    const text = 'controllers:\n- lease: lock\n  workload: deploy/web\n  serviceAccount: runner\n';
    const workloadOf = async (args: readonly string[]) => {
      const { stdout } = await run([...status, '-o', 'json', ...args]);
      const [election] = (JSON.parse(stdout) as { elections: { workload: Record<string, unknown> | null }[] })
        .elections;
      return election?.workload ?? null;
    };
    assert.equal(await workloadOf([]), null);
    const workload = await workloadOf(['--config', config(text)]);
    assert.deepEqual([workload?.name, workload?.serviceAccount], ['web', 'runner']);
  });
  it('reads a workload of another namespace', async () => {
    const text = 'controllers:\n- lease: lock\n  workload: deploy/web\n  workloadNamespace: apps\n';
    const { stdout } = await run([...status, '-o', 'json', '-n', 'locks', '--config', config(text)]);
    assert.ok(server.requests.some(({ path }) => path.includes('/namespaces/apps/deployments/web')));
    assert.equal((JSON.parse(stdout) as { namespace: string }).namespace, 'locks');
  });
  it('of timing alone takes no part in where to look', async () => {
    const { code, stderr } = await run([
      'timing',
      '--lease-duration',
      '30s',
      '--config',
      config('namespace: a\ncontext: none\n'),
    ]);
    assert.equal(code, 0, stderr);
  });
  it('is the same with an empty file as without one', async () => {
    const args = ['timing', '--lease-duration', '15s'];
    const [without, empty] = await Promise.all([run(args), run([...args, '--config', config('')])]);
    assert.deepEqual([empty.code, empty.stdout, empty.stderr], [without.code, without.stdout, without.stderr]);
  });
});

describe('a wrong config file is one sentence, and 64', { concurrency: 2 }, () => {
  const cases: [string, () => string, RegExp][] = [
    [
      'an unknown key',
      () => config('# ours\n\nnmespace: x\n'),
      /config-\d+\.yaml:3: nmespace is no setting; did you mean namespace\?$/,
    ],
    ['a bad value', () => config('timeout: soon\n'), /:1: timeout must be a duration .*, not "soon"$/],
    ['an unknown check', () => config('skip: [nope]\n'), /:1: skip\[0\]: there is no check nope/],
    ['broken YAML', () => config('a: [\n'), /:2: broken YAML/],
    ['a file that is not there', () => join(home, 'nope.yaml'), /there is no config file ~\/nope\.yaml \(--config\)$/],
    ['a folder', () => home, /: is a folder$/],
    ['control characters in a key', () => config('"a\\e[31mb\\u009b": x\n'), /:1: "a.*" is no setting$/],
    ['control characters in a value', () => config('namespace: "a\\e]0;b\\u009b"\n'), /:1: namespace must be/],
    ['nesting without end', () => config('['.repeat(60_000)), /nested deeper/],
  ];
  for (const [what, file, sentence] of cases) {
    it(what, async () => {
      const { code, stdout, stderr } = await run(['status', '--config', file(), '-o', 'json']);
      assert.equal(code, 64, stderr);
      assert.equal(stdout, '');
      const [first = '', ...rest] = stderr.trimEnd().split('\n');
      assert.match(first, /^\? wrong usage {3}\S/);
      assert.match(first, sentence);
      assert.deepEqual(rest, []);
      assert.doesNotMatch(stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    });
  }
  it('for every command that reads it', async () => {
    const file = config('nope: x\n');
    const runs = await Promise.all(
      ['status', 'timing', 'config view'].map((line) => run([...line.split(' '), '--config', file])),
    );
    assert.deepEqual(
      runs.map(({ code }) => code),
      [64, 64, 64],
    );
  });
  it('and does not stand in the way of help or explain', async () => {
    const env = { B7LE_CONFIG: config('nope: x\n') };
    const runs = await Promise.all([run(['status', '--help'], env), run(['explain'], env)]);
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0],
    );
  });
});

describe('config view', { concurrency: 2 }, () => {
  const text = 'namespace: of-file\ntimeout: 30s\n';
  it('shows each setting and who set it', async () => {
    const file = config(text);
    const { code, stdout, stderr } = await run(['config', 'view', '--config', file, '--fail-on', 'never']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^config file {2}~\/config-\d+\.yaml$/m);
    assert.match(stdout, /^namespace +of-file +~\/config-\d+\.yaml:1$/m);
    assert.match(stdout, /^context +canned +the kubeconfig's current context$/m);
    assert.match(stdout, /^timeout +30s +~\/config-\d+\.yaml:2$/m);
    assert.match(stdout, /^failOn +never +--fail-on$/m);
    assert.match(stdout, /^output +table +default$/m);
  });
  it('gives the same in JSON and YAML', async () => {
    const file = config(text);
    const all = [['-o', 'json'], ['--json'], ['-o', 'yaml']];
    const [json, same, yaml] = await Promise.all(all.map((how) => run(['config', 'view', '--config', file, ...how])));
    const reports = [JSON.parse(json?.stdout ?? ''), JSON.parse(same?.stdout ?? ''), load(yaml?.stdout ?? '')] as {
      kind: string;
      file: string;
      settings: { key: string; source: string }[];
    }[];
    for (const report of reports) {
      assert.deepEqual([report.kind, report.file], ['Config', file]);
      assert.deepEqual(report.settings[0], { key: 'namespace', value: 'of-file', source: 'config', line: 1 });
    }
    // what set the format is where they differ
    const sources = reports.map(({ settings }) => settings.find(({ key }) => key === 'output')?.source);
    assert.deepEqual(sources, ['--output', '--json', '--output']);
    const rest = reports.map(({ settings }) => settings.filter(({ key }) => key !== 'output'));
    assert.deepEqual(rest[1], rest[0]);
    assert.deepEqual(rest[2], rest[0]);
  });
  it('says where a file would be, where there is none', async () => {
    const { code, stdout } = await run(['config', 'view'], { XDG_CONFIG_HOME: '' });
    assert.equal(code, 0);
    assert.match(stdout, /^config file {2}~\/\.config\/b7le\/config\.yaml \(there is none\)$/m);
  });
  it('needs no kubeconfig, and tells of a broken one in a line', async () => {
    const broken = config('clusters: [\n');
    const { code, stdout, stderr } = await run(['config', 'view'], { KUBECONFIG: broken });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^not possible {2}kubeconfig: .*\(line \d\)$/m);
    assert.match(stdout, /^namespace +not known /m);
    assert.match(stdout, /^timeout +1m +default$/m);
    const json = await run(['config', 'view', '-o', 'json'], { KUBECONFIG: broken });
    assert.equal((JSON.parse(json.stdout) as { gaps: unknown[] }).gaps.length, 1);
  });
  it('is offered by `config` alone', async () => {
    const { code, stdout } = await run(['config']);
    assert.equal(code, 0);
    assert.match(stdout, /config view/);
  });
  it('refuses what it has not', async () => {
    for (const args of [
      ['config', 'nope'],
      ['config', 'view', 'x'],
      ['config', 'view', '-o', 'junit'],
    ])
      assert.equal((await run(args)).code, 64, args.join(' '));
  });
});

it("a practice cluster is spared the user's usual settings", async () => {
  const env = { B7LE_CONFIG: config('context: elsewhere\nnamespace: elsewhere\n') };
  const { code, stdout, stderr } = await run(['practice', 'healthy', '--', 'config', 'view', '-o', 'json'], env);
  assert.equal(code, 0, stderr);
  const { settings } = JSON.parse(stdout) as { settings: { source: string }[] };
  assert.deepEqual(
    settings.filter(({ source }) => source === 'config'),
    [],
  );
});
