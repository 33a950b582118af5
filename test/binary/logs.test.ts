// `logs` as a program: what it prints in each format, on which stream, with which exit code; and what it makes of odd input.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type PracticeCluster, type Scenario, scenarioNamed, startPractice } from '../../src/practice/index.ts';
import { b7le, type Run } from '../support/b7le.ts';
import { until } from '../support/practised.ts';

const BINARY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const KINDS = ['LogEvent', 'Finding'];

interface Line {
  readonly kind: string;
  readonly time: string | null;
  readonly pod: string | null;
  readonly event: string | null;
  readonly line: string | null;
  readonly id?: string;
}

function linesOf({ stdout }: Run): Line[] {
  const lines = stdout.split('\n');
  assert.equal(lines.pop(), '', 'ends with a newline');
  return lines.map((line) => JSON.parse(line) as Line);
}

function beside(
  name: string,
  test: (logs: (...args: string[]) => Promise<Run>, practice: () => PracticeCluster) => void,
) {
  describe(`logs beside ${name}`, { concurrency: 2 }, () => {
    let practice: PracticeCluster;
    before(async () => {
      practice = await startPractice({ scenario: scenarioNamed(name) as Scenario, seed: 'logs' });
    });
    after(() => practice.close());
    test(
      (...args) => b7le(['logs', '--kubeconfig', practice.kubeconfig, ...args], { env: { TZ: 'UTC' } }),
      () => practice,
    );
  });
}

beside('flapping', (logs) => {
  /** Two looks with one exit code: leadership goes on moving, and may move between them. */
  const alike = (one: readonly string[], other: readonly string[]) =>
    until('two looks with one exit code', 60_000, async () => {
      const [first, second] = await Promise.all([logs(...one), logs(...other)]);
      return first.code === second.code ? ([first, second] as const) : null;
    });

  it('takes --tail -1 for all lines, as kubectl does, and refuses less', async () => {
    const events = async (...args: string[]) =>
      linesOf(await logs('-o', 'json', ...args)).flatMap(({ line }) => (line ? [line] : []));
    const tail = await events('--tail=-1');
    // leadership goes on moving: what comes in between is told as well
    assert.deepEqual((await events('--since', '0')).slice(0, tail.length), tail);
    assert.equal((await logs('--tail=-2')).code, 64);
  });

  it('tells one story of all replicas and of the processes before, and says what is gone', async () => {
    const { code, stdout, stderr } = await logs('--since', '10m');
    assert.equal(stderr, '');
    assert.match(stdout, /^(✖ critical|▲ warning) {3}beskar7-system/);
    assert.match(stdout, /\n {2}deployment\/controller-manager: 3 pods, 6 logs, 10m to \d\d:\d\d:\d\d\n/);
    assert.match(stdout, /\n {2}gone {2}controller-manager-\S+: an earlier process of manager/);
    assert.match(stdout, /lease-flapping/);
    assert.match(stdout, /s without a leader/);
    assert.equal(code, stdout.startsWith('✖') ? 2 : 1);
  });

  it('gives the same facts and the same code to a program, an object a line, in order', async () => {
    const [, json] = await alike(['--since', '10m'], ['--since', '10m', '-o', 'json']);
    const lines = linesOf(json);
    for (const { kind } of lines) assert.ok(KINDS.includes(kind), kind);
    const findings = lines.filter(({ kind }) => kind === 'Finding');
    assert.ok(findings.some(({ id }) => id === 'lease-flapping'));
    const times = lines.flatMap(({ kind, time }) => (kind === 'LogEvent' && time !== null ? [Date.parse(time)] : []));
    assert.ok(times.length > 10);
    for (const [at, time] of times.entries()) assert.ok(at === 0 || time >= (times[at - 1] ?? 0) - 1000, `${at}`);
    const pods = new Set(lines.map(({ pod }) => pod).filter((pod) => pod !== null && pod !== undefined));
    assert.ok(pods.size >= 3);
  });

  it('reads only the processes before a restart, or never', async () => {
    const [only, never] = await Promise.all([
      logs('--since', '0', '--previous', 'only', '--all', '-o', 'json'),
      logs('--since', '0', '--previous', 'never', '--all', '-o', 'json'),
    ]);
    const previous = (run: Run) => linesOf(run).flatMap((line) => ('previous' in line ? [line.previous] : []));
    assert.deepEqual([...new Set(previous(only))], [true]);
    assert.deepEqual([...new Set(previous(never))], [false]);
  });

  it('draws where it is asked to, and writes the picture as SVG', async () => {
    const drawn = await logs('--timeline');
    const [plain, svg] = await alike([], ['-o', 'svg']);
    assert.match(drawn.stdout, /█/);
    assert.doesNotMatch(plain.stdout, /█/);
    assert.match(svg.stdout, /^<svg [\s\S]*<\/svg>\n$/);
  });

  it('is short for a chat, and a line alone with -q', async () => {
    const [short, quiet] = await Promise.all([logs('-o', 'short'), logs('-q')]);
    assert.match(short.stdout, /lease-flapping/);
    assert.equal(quiet.stdout.split('\n').length, 2);
    assert.equal((await logs('--fail-on', 'never', '-q')).code, 0);
  });
});

beside('healthy', (logs, practice) => {
  it('prints every line of all replicas in the order of their stamps, events marked', async () => {
    const { code, stdout } = await logs('--all', '--since', '0', '-o', 'json');
    assert.equal(code, 0);
    const lines = linesOf({ stdout } as Run).filter(({ kind }) => kind === 'LogEvent');
    assert.equal(new Set(lines.map(({ pod }) => pod)).size, 3);
    for (const [at, { time }] of lines.entries())
      assert.ok(at === 0 || (time ?? '') >= (lines[at - 1]?.time ?? ''), `${at}`);
    assert.ok(lines.some(({ event }) => event === 'acquired') && lines.some(({ event }) => event === null));
    const text = await logs('--all', '--since', '0');
    const [events = 0, marked = 0] = [
      lines.filter(({ event }) => event !== null).length,
      text.stdout.split('▸').length - 1,
    ];
    assert.equal(marked, events);
    assert.match(text.stdout, /\n\n✔ healthy {3}beskar7-system/);
  });

  it('finds what matches, events or not', async () => {
    const { stdout } = await logs('--grep', '(?i)STARTING WORKERS', '--since', '0', '-o', 'json');
    const lines = linesOf({ stdout } as Run);
    assert.ok(lines.length > 0);
    for (const { line, event } of lines) assert.ok(/Starting workers/.test(line ?? '') && event === null, `${line}`);
  });

  it('takes the last lines of each', async () => {
    const lines = linesOf(await logs('--tail', '1', '--all', '-o', 'json')).filter(({ kind }) => kind === 'LogEvent');
    assert.equal(lines.length, 3);
  });

  it('says what is not there in a sentence', async () => {
    const cases: [string[], RegExp][] = [
      [
        ['-c', 'nope'],
        /^\? cannot tell {3}no pod of deployment\/controller-manager has a container nope\n {2}they have: manager\n$/,
      ],
      [['--previous=only'], /no container of deployment\/controller-manager was restarted/],
      [['nope'], /no Lease and no electing workload named nope/],
      [['-n', 'nowhere'], /the namespace nowhere \(-n\) does not exist/],
    ];
    for (const [args, sentence] of cases) {
      const { code, stdout, stderr } = await logs(...args);
      assert.deepEqual([code, stdout], [3, ''], stderr);
      assert.match(stderr, sentence);
      const json = await logs(...args, '-o', 'json');
      assert.equal(json.code, 3);
      const [error] = linesOf(json) as unknown as { verdict: string; gaps: unknown[] }[];
      assert.deepEqual([error?.verdict, error?.gaps.length, linesOf(json).length], ['unknown', 1, 1]);
    }
  });

  it('ends silently where its reader went away', async () => {
    const child = spawn(process.execPath, [BINARY, 'logs', '--all', '--kubeconfig', practice().kubeconfig], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += String(text);
    });
    child.stdout.destroy();
    await once(child, 'close');
    assert.equal(stderr, '');
  });

  it('goes on with -f through an ended pod, and ends with 130 and a sentence', async () => {
    const child = spawn(process.execPath, [BINARY, 'logs', '-f', '-o', 'json', '--kubeconfig', practice().kubeconfig], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { text: '', err: '' };
    child.stdout.on('data', (text) => {
      out.text += String(text);
    });
    child.stderr.on('data', (text) => {
      out.err += String(text);
    });
    const events = () =>
      out.text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line);
    const acquired = () => events().filter(({ event, line }) => event === 'acquired' && line !== null);
    try {
      await until('the story so far', 20_000, async () => (acquired().length > 0 ? true : null));
      const former = acquired().at(-1)?.pod ?? '';
      const { inside } = practice();
      const kind = inside.kinds.find(({ resource }) => resource === 'pods') ?? assert.fail();
      const user = { name: 'test', groups: ['system:masters'] };
      const request = {
        user,
        manager: 'test',
        verb: 'delete',
        kind,
        namespace: 'beskar7-system',
        subresource: '',
      } as const;
      inside.api.act({ ...request, name: former, body: {} });
      await until('a takeover', 40_000, async () => (acquired().at(-1)?.pod !== former ? true : null));
      await until('its successor', 40_000, async () =>
        new Set(events().map(({ pod }) => pod)).size >= 4 ? true : null,
      );
    } finally {
      child.kill('SIGINT');
    }
    const [code] = (await once(child, 'close')) as [number];
    assert.deepEqual([code, out.err.trim().split('\n').at(-1)], [130, 'interrupted: nothing was changed']);
    const keys = events().map(({ time, pod, line, event }) => `${time} ${pod} ${event} ${line}`);
    assert.deepEqual(
      keys.filter((key, at) => keys.indexOf(key) !== at),
      [],
    );
  });
});

describe('logs without the right to read them', () => {
  it('cannot tell, and says why', async () => {
    const practice = await startPractice({ scenario: scenarioNamed('healthy') as Scenario });
    try {
      const { inside } = practice;
      const kind = (resource: string) => inside.kinds.find((each) => each.resource === resource) ?? assert.fail();
      const user = { name: 'test', groups: ['system:masters'] };
      const rules = [
        { apiGroups: [''], resources: ['pods', 'events'], verbs: ['list'] },
        { apiGroups: ['apps', 'coordination.k8s.io'], resources: ['*'], verbs: ['list', 'get'] },
      ];
      const made = (resource: string, body: object) =>
        inside.api.act({
          ...{ user, manager: 'test', verb: 'create', kind: kind(resource), namespace: 'beskar7-system' },
          ...{ name: null, subresource: '', body },
        } as Parameters<typeof inside.api.act>[0]);
      made('roles', { metadata: { name: 'reader' }, rules });
      made('rolebindings', {
        metadata: { name: 'reader' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'someone' }],
      });
      const args = ['logs', '--kubeconfig', practice.kubeconfig, '--as', 'someone', '-n', 'beskar7-system'];
      for (const more of [[], ['--all']]) {
        const { code, stdout } = await b7le([...args, ...more]);
        assert.equal(code, 3, stdout);
        assert.match(stdout, /\? unknown/);
        assert.match(stdout, /not possible {2}user "someone" may not get pods\/log\/\S+ in beskar7-system/);
      }
    } finally {
      await practice.close();
    }
  });
});

describe('saved logs', { concurrency: 2 }, () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'b7le-saved-'));
    mkdirSync(join(folder, 'folder'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const KLOG = [
    'I1231 23:59:58.000001       1 leaderelection.go:257] attempting to acquire leader lease ns/web...',
    'I1231 23:59:59.000002       1 leaderelection.go:271] successfully acquired lease ns/web',
    'I0101 00:00:09.000003       1 leaderelection.go:297] failed to renew lease ns/web: context deadline exceeded',
    '',
  ].join('\n');

  it("read klog's yearless stamps over New Year, and take the year that is given", async () => {
    const lines = linesOf(await b7le(['logs', '--file', file('a.log', KLOG), '--year', '2024', '-o', 'json']));
    const entries = lines.filter(({ kind }) => kind === 'LogEvent');
    assert.deepEqual(
      entries.map(({ time, event }) => [time, event]),
      [
        ['2024-12-31T23:59:58.000001Z', 'attempting'],
        ['2024-12-31T23:59:59.000002Z', 'acquired'],
        ['2025-01-01T00:00:09.000003Z', 'renew-failed'],
      ],
    );
  });

  it('come by standard input as well, told apart by the pods that kubectl names', async () => {
    const stdin = KLOG.split('\n').map(
      (line, at) => line && `[pod/web-${at}/manager] 2026-05-02T10:11:1${at}.123456789Z ${line}`,
    );
    const child = spawn(process.execPath, [BINARY, 'logs', '--file', '-', '-o', 'json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += String(text);
    });
    child.stdin.end(stdin.join('\n'));
    await once(child, 'close');
    const entries = linesOf({ stdout } as Run).filter(({ kind }) => kind === 'LogEvent');
    assert.deepEqual(
      entries.map(({ pod, time }) => [pod, time]),
      [0, 1, 2].map((at) => [`web-${at}`, `2026-05-02T10:11:1${at}.123456789Z`]),
    );
  });

  it('show every line, control characters made visible, unless they are wanted raw', async () => {
    const path = file('odd.log', `\u001b[31mred\u001b[0m leader\n${KLOG}`);
    const [safe, raw] = await Promise.all([
      b7le(['logs', '--file', path, '--all']),
      b7le(['logs', '--file', path, '--all', '--raw']),
    ]);
    assert.match(safe.stdout, /\\x1b\[31mred\\x1b\[0m leader/);
    assert.ok(!safe.stdout.includes('\u001b'));
    assert.ok(raw.stdout.includes('\u001b[31mred\u001b[0m leader'));
    assert.doesNotMatch(raw.stdout, /healthy|warning|critical/);
  });

  it('may be rubbish', async () => {
    const rubbish = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919 + (at >> 3)) % 256));
    const { code, stdout, stderr } = await b7le(['logs', '--file', file('rubbish.bin', rubbish), '--all']);
    assert.ok(code !== null && code < 4, stderr);
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    const long = await b7le(['logs', '--file', file('long.log', `${'x'.repeat(3 << 20)} leader\n`), '--all']);
    assert.match(long.stdout, /x … cut at 1 MiB\n/);
  });

  it('that cannot be read are a sentence', async () => {
    const cases: [string, RegExp][] = [
      [join(folder, 'nope'), /there is no file \S+nope/],
      [join(folder, 'folder'), /is a folder/],
      [file('a.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0])), /is compressed\n {2}gunzip -c \S+a\.gz \| b7le logs --file -/],
    ];
    for (const [path, sentence] of cases) {
      const { code, stdout, stderr } = await b7le(['logs', '--file', path]);
      assert.deepEqual([code, stdout], [3, ''], stderr);
      assert.match(stderr, sentence);
    }
  });
});

describe('logs that make no sense are 64', { concurrency: 2 }, () => {
  const cases: [string[], RegExp][] = [
    [['--grep', '('], /--grep "\(" is no regular expression/],
    [['--since', 'yesterday'], /"yesterday" is no duration/],
    [['--since', '-5m'], /"-5m" is no duration/],
    [['--since-time', '14:00'], /--since-time "14:00" is no moment/],
    [['--since', '5m', '--since-time', '2026-05-02T10:11:12Z'], /since/],
    [['--tail', 'x'], /--tail: .*\bx\b/],
    [['--previous', 'maybe'], /maybe/],
    [['-A'], /-A/],
    [['-f', '--timeout', '5s'], /-f has no --timeout/],
    [['-f', '-o', 'svg'], /-f has no -o svg/],
    [['-f', '--previous=only'], /exclude each other/],
    [['--file', 'x', '-f'], /--follow is for a cluster/],
    [['--file', 'x', '-n', 'y'], /--namespace is for a cluster/],
    [['--file', 'x', 'lease/y'], /TARGET lease\/y/],
    [['-o', 'junit'], /junit/],
  ];
  for (const [args, sentence] of cases) {
    it(args.join(' '), async () => {
      const { code, stdout, stderr } = await b7le(['logs', ...args]);
      assert.deepEqual([code, stdout], [64, ''], stderr);
      assert.match(stderr, /^\? wrong usage {3}\S/);
      assert.match(stderr, sentence);
    });
  }
});
