// `doctor -f` as a program: what manifests and rules say, where, with which exit code, and one sentence for what cannot be judged.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { FilesReport } from '../../src/report/files-report.ts';
import { b7le, type Run } from '../support/b7le.ts';
import { failuresBy } from '../support/published-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'b7le-files-'));
after(() => rmSync(folder, { recursive: true }));

let count = 0;
function written(text: string, name = `m${count++}.yaml`): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

interface Wish {
  readonly name?: string;
  readonly namespace?: string | null;
  readonly replicas?: number;
  readonly args?: readonly string[];
  readonly account?: string;
  /** Of the template's labels. */
  readonly grace?: number;
}

/** A Deployment as kubebuilder scaffolds it, and as it should be: JSON is YAML. */
function deployment({
  name = 'web-controller-manager',
  namespace = 'web',
  replicas = 2,
  args = [],
  account = 'web',
  grace = 60,
}: Wish = {}): string {
  const container = {
    name: 'manager',
    image: 'web:1',
    args: [
      '--leader-elect',
      '--leader-election-id=web.example.com',
      '--leader-elect-release-on-cancel=true',
      '--health-probe-bind-address=:8081',
      ...args,
    ],
    resources: { limits: { memory: '128Mi' } },
  };
  const metadata = { name, ...(namespace === null ? {} : { namespace }) };
  const spec = {
    serviceAccountName: account,
    terminationGracePeriodSeconds: grace,
    priorityClassName: 'system-cluster-critical',
    containers: [container],
  };
  const template = { metadata: { labels: { app: name } }, spec };
  const whole = { replicas, selector: { matchLabels: { app: name } }, template };
  return `${JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: whole }, null, 1)}\n`;
}

const budget = `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: web}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web-controller-manager}}}
`;

function roles(verbs: string, more = ''): string {
  return `---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: election, namespace: web}
rules:
- {apiGroups: [coordination.k8s.io], resources: [leases], verbs: ${verbs}${more}}
- {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get], resourceNames: [web.example.com]}
- {apiGroups: [''], resources: [events], verbs: [create, patch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: election, namespace: web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: election}
subjects: [{kind: ServiceAccount, name: web, namespace: web}]
`;
}

const RULES = `groups:
- name: leaders
  rules:
  - alert: SlowLeader
    expr: rate(leader_election_slowpath_total[5m]) > 1
  - alert: NoLeader
    expr: sum by (name) (leader_election_master_status) != 1
`;

const conforms = failuresBy('doctor');

async function judged(...args: readonly string[]): Promise<{ report: FilesReport; run: Run; told: string[] }> {
  const run = await b7le(['doctor', ...args, '-o', 'json']);
  assert.ok(run.stdout.startsWith('{'), run.stdout + run.stderr);
  const report = JSON.parse(run.stdout) as FilesReport;
  assert.deepEqual([report.kind, report.exitCode, conforms(report)], ['Doctor', run.code, []]);
  return { report, run, told: report.findings.map(({ id, severity }) => `${severity} ${id}`) };
}

describe('doctor -f on manifests', { concurrency: 2 }, () => {
  it('that are sound: healthy, with nothing to say, and no word of Leases or leaders that nobody looked for', async () => {
    const file = written(deployment() + budget);
    const { report, told } = await judged('-f', file);
    assert.deepEqual([report.verdict, told, report.gaps], ['healthy', [], []]);
    assert.deepEqual(report.files, { files: 1, documents: 2 });
    const [election] = report.elections;
    assert.deepEqual(
      [election?.state, election?.evidence, election?.declaredAt],
      ['unknown', 'none', { file, line: 1 }],
    );
    assert.deepEqual(report.cluster, { context: null, server: null, version: null, clockSkewMs: null });
    const { stdout, code } = await b7le(['doctor', '-f', file]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^✔ healthy {3}2 documents of 1 file · \d+ checks\n\n✔ deployment\/web-controller-manager in web\n {2}2 replicas, declared/,
    );
    assert.doesNotMatch(stdout, /nobody leads|no Lease/);
  });

  const FAULTY: readonly (readonly [string, string, readonly string[], number])[] = [
    [
      'timings that client-go refuses',
      deployment({ args: ['--leader-elect-lease-duration=10s', '--leader-elect-renew-deadline=12s'] }) + budget,
      ['critical timing-invalid'],
      2,
    ],
    [
      'a margin below zero',
      deployment({
        args: [
          '--leader-elect-lease-duration=10s',
          '--leader-elect-renew-deadline=9s',
          '--leader-elect-retry-period=2s',
        ],
      }) + budget,
      ['warning timing-margin'],
      1,
    ],
    [
      'a boolean in two words',
      deployment({ args: ['--leader-elect', 'false', '--leader-elect-lease-duration=30s'] }) + budget,
      ['critical flag-swallowed'],
      2,
    ],
    [
      'election off with several replicas',
      deployment({ args: ['--leader-elect=false'] }) + budget,
      ['critical election-off'],
      2,
    ],
    ['one identity for all', deployment({ args: ['--identity=web'] }) + budget, ['critical duplicate-identity'], 2],
    ['a short time to stop', deployment({ grace: 5 }) + budget, ['info grace-period-short'], 0],
    ['no budget', deployment(), ['info no-disruption-budget'], 0],
    [
      'update that nobody grants (F4)',
      deployment() + budget + roles('[create, get]'),
      ['critical lease-access-denied'],
      2,
    ],
    [
      'create by name',
      deployment() + budget + roles('[create, get, update]', ', resourceNames: [web.example.com]'),
      ['critical create-by-name', 'critical lease-access-denied'],
      2,
    ],
  ];
  for (const [is, text, expected, code] of FAULTY)
    it(`with ${is}: ${expected.join(', ')} at its place, and no command against a cluster`, async () => {
      const file = written(text);
      const { report, run, told } = await judged('-f', file);
      for (const one of expected) assert.ok(told.includes(one), told.join());
      const grave = told.filter((one) => !one.startsWith('info'));
      assert.deepEqual(
        grave.filter((one) => !expected.includes(one)),
        [],
      );
      assert.equal(run.code, code);
      for (const { facts, remedy, severity } of report.findings.filter((one) => one.severity !== 'unknown')) {
        assert.deepEqual([facts.file, typeof facts.line], [file, 'number'], severity);
        assert.deepEqual(
          remedy.filter(({ command }) => command !== null),
          [],
        );
        assert.ok((remedy[0]?.text ?? '').startsWith(`${file}:`), remedy[0]?.text);
      }
      assert.deepEqual(report.next, []);
    });

  it('with the rights that election needs and no more: nothing to say of them', async () => {
    const own =
      roles('[create]') +
      roles('[get, update]', ', resourceNames: [web.example.com]').replaceAll('name: election', 'name: own');
    const { report, told } = await judged('-f', written(deployment() + budget + own));
    assert.deepEqual([told, report.verdict], [[], 'healthy']);
  });

  it('with a binding to a role that stands in none of them, or in one that cannot be read: unknown, and not denied', async () => {
    const [, role = '', binding = ''] = roles('[get]').split('---\n');
    const summed = role.replace('kind: Role', 'kind: ClusterRole').replace('rules:', 'aggregationRule: {}\nother:');
    const elsewhere = await judged('-f', written(`${deployment()}${budget}---\n${binding}`));
    assert.deepEqual([elsewhere.report.verdict, elsewhere.run.code], ['healthy', 0]);
    assert.match(
      elsewhere.report.gaps[0]?.detail ?? '',
      /RoleBinding election refers to Role election, which is in none/,
    );
    const broken = written(`${deployment()}${budget}---\n${binding}---\n${role}- [`);
    const unread = await judged('-f', broken);
    assert.equal(unread.run.code, 3);
    const toSum = binding.replace('kind: Role,', 'kind: ClusterRole,');
    const aggregated = await judged('-f', written(`${deployment()}${budget}---\n${toSum}---\n${summed}`));
    for (const { told } of [elsewhere, unread, aggregated]) {
      assert.ok(told.includes('unknown lease-access-denied'), told.join());
      assert.ok(!told.some((one) => one.startsWith('critical')), told.join());
    }
  });

  it('of which one has a shape that no object has: a gap at its line, and the others are judged', async () => {
    const typo = deployment({ name: 'typo' }).replace('"replicas": 2', '"replicas": "two"');
    const { report, run } = await judged('-f', written(`${typo}---\n${deployment()}${budget}`));
    assert.deepEqual(
      [run.code, report.elections.map(({ workload }) => workload?.name)],
      [3, ['web-controller-manager']],
    );
    assert.match(report.gaps[0]?.what ?? '', /:9$/);
    assert.equal(report.gaps[0]?.detail, 'Deployment typo: spec.replicas must be a whole number, not "two"');
  });

  it('as junit: nothing is an error that nobody looked for, and what could not be read is one', async () => {
    const junit = async (text: string) => (await b7le(['doctor', '-f', written(text), '-o', 'junit'])).stdout;
    const sound = await junit(`${deployment()}${budget}---\n${RULES}`);
    assert.match(sound, /failures="0" errors="0"/);
    assert.match(sound, /name="metric-misread: [^"]+" classname="rules"/);
    assert.match(await junit(`${deployment()}${budget}---\na: [1`), /failures="0" errors="1"/);
  });

  it('with roles for somebody else: whether it may elect is unknown, and not denied', async () => {
    const { report, told } = await judged('-f', written(deployment({ account: 'other' }) + budget + roles('[get]')));
    assert.deepEqual(told, ['unknown lease-access-denied']);
    assert.match(report.findings[0]?.summary ?? '', /no binding in these files names serviceaccount web\/other/);
  });

  it('as a note: what is declared, not what runs', async () => {
    const { stdout } = await b7le(['doctor', '-f', written(deployment() + budget), '-o', 'markdown']);
    assert.match(stdout, /^## ✔ As declared, leader election is healthy\n\nb7le doctor, .* · 2 documents of 1 file/);
  });

  it('of a pod in which several containers elect: each is judged by its own arguments, and named', async () => {
    const whole = JSON.parse(deployment()) as { spec: { template: { spec: { containers: object[] } } } };
    whole.spec.template.spec.containers = [
      { name: 'csi-provisioner', args: ['--leader-election', '--leader-election-namespace=web'] },
      { name: 'csi-attacher', args: ['--leader-election', '--leader-election-lease-duration=10s'] },
    ];
    const { report, run } = await judged('-f', written(`${JSON.stringify(whole)}\n${budget}`));
    assert.equal(run.code, 2);
    const [first] = report.findings;
    assert.deepEqual([first?.id, first?.facts.container, first?.cause], ['timing-invalid', 'csi-attacher', true]);
    assert.match(first?.summary ?? '', /^container csi-attacher: 10s /);
    for (const { subject } of report.findings) assert.notEqual(subject.name, '', JSON.stringify(subject));
  });

  it('in which two workloads have one Lease: only one of them would work', async () => {
    const two = `${deployment({ replicas: 1 })}---\n${deployment({ name: 'second', replicas: 1 })}`;
    const { told } = await judged('-f', written(two));
    assert.ok(told.includes('critical shared-lease'), told.join());
  });

  it('that name no namespace: -n does, else default', async () => {
    const file = written(deployment({ namespace: null }));
    const namespaces = async (...more: string[]) =>
      (await judged('-f', file, ...more)).report.elections.map(({ workload }) => workload?.namespace);
    assert.deepEqual([await namespaces(), await namespaces('-n', 'ops')], [['default'], ['ops']]);
  });

  it('of folders, with -R also below, of several files, and of standard input', async () => {
    const place = join(folder, 'tree');
    mkdirSync(join(place, 'below'), { recursive: true });
    written(deployment(), 'tree/a.yaml');
    written('words for people', 'tree/NOTES.txt');
    written(deployment({ name: 'deeper' }), 'tree/below/b.yml');
    const names = ({ report }: { report: FilesReport }) =>
      report.elections.map(({ workload }) => workload?.name).sort();
    assert.deepEqual(names(await judged('-f', place)), ['web-controller-manager']);
    assert.deepEqual(names(await judged('-R', '-f', place)), ['deeper', 'web-controller-manager']);
    assert.deepEqual(names(await judged('-f', join(place, 'a.yaml'), '-f', join(place, 'below'))), [
      'deeper',
      'web-controller-manager',
    ]);
    const child = spawn(process.execPath, ['bin/run.js', 'doctor', '-f', '-', '-o', 'name']);
    child.stdin.end(deployment());
    let text = '';
    child.stdout.on('data', (part) => {
      text += String(part);
    });
    const [code] = await once(child, 'close');
    assert.deepEqual([text, code], ['deployment.apps/web-controller-manager\n', 0]);
  });

  it('heeds --suite, --skip and --fail-on', async () => {
    const file = written(
      deployment({
        args: [
          '--leader-elect-lease-duration=10s',
          '--leader-elect-renew-deadline=9s',
          '--leader-elect-retry-period=2s',
        ],
      }),
    );
    assert.deepEqual((await judged('-f', file, '--suite', 'timing')).told, ['warning timing-margin']);
    const skipped = await judged('-f', file, '--skip', 'timing-margin', '--skip', 'no-disruption-budget');
    assert.deepEqual([skipped.told, skipped.run.code], [[], 0]);
    assert.equal((await judged('-f', file, '--fail-on', 'critical')).run.code, 0);
  });

  for (const format of ['table', 'wide', 'yaml', 'name', 'short', 'junit', 'markdown', 'sarif'])
    it(`has the same exit code with -o ${format}`, async () => {
      const file = written(`${deployment({ args: ['--identity=web'] })}---\n${RULES}`);
      const { code, stdout, stderr } = await b7le(['doctor', '-f', file, '-o', format]);
      assert.deepEqual([code, stderr], [2, ''], stdout);
      if (format !== 'name') assert.match(stdout, /duplicate-identity/);
    });
});

describe('doctor -f on rules', { concurrency: 2 }, () => {
  it('names those that use a metric nobody exports, beside no workload at all', async () => {
    const file = written(RULES);
    const { report, told, run } = await judged('-f', file);
    assert.deepEqual([told, run.code, report.elections], [['info metric-misread'], 0, []]);
    assert.deepEqual(report.findings[0]?.facts.line, 1);
    const { stdout } = await b7le(['doctor', '-f', file]);
    assert.match(stdout, /metric-misread {2}SlowLeader uses leader_election_slowpath_total/);
    assert.match(stdout, /sum by \(name\)\s+\(leader_election_master_status\)/);
  });

  it('marks the place for code scanning', async () => {
    const file = written(RULES);
    const { stdout } = await b7le(['doctor', '-f', file, '-o', 'sarif']);
    const [run] = (
      JSON.parse(stdout) as { runs: { results: { ruleId: string; level: string; locations: object[] }[] }[] }
    ).runs;
    assert.deepEqual(
      run?.results.map(({ ruleId, level }) => [ruleId, level]),
      [['metric-misread', 'note']],
    );
    assert.match(JSON.stringify(run?.results[0]?.locations), /"startLine":1/);
  });

  it('is asked no more with --skip', async () => {
    const { told, run } = await judged('-f', written(RULES), '--skip', 'metric-misread');
    assert.deepEqual([told, run.code], [[], 0]);
  });
});

describe('doctor -f on what cannot be judged', { concurrency: 2 }, () => {
  it('a document that is broken: the others are judged, and the exit code is not 0', async () => {
    const file = written(`${deployment()}${budget}---\na: [1,\nb: }\n`);
    const { report, run } = await judged('-f', file);
    assert.deepEqual([run.code, report.verdict, report.elections.length], [3, 'unknown', 1]);
    assert.match(report.gaps[0]?.what ?? '', /^read .*:\d+$/);
    const worse = written(`${deployment({ args: ['--identity=web'] })}---\n{{ if .Values.x }}\n`);
    assert.equal((await judged('-f', worse)).run.code, 2);
  });

  const NOTHING: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ['no such file', () => ['-f', join(folder, 'nope.yaml')], /there is no such file or folder/],
    [
      'an empty folder',
      () => {
        mkdirSync(join(folder, 'empty'), { recursive: true });
        return ['-f', join(folder, 'empty')];
      },
      /holds no manifest: -R looks/,
    ],
    [
      'an empty file',
      () => ['-f', written('')],
      /in 0 documents of 1 file there is neither a workload that elects nor a rule/,
    ],
    [
      'objects of which none elects',
      () => ['-f', written('kind: Namespace\nmetadata: {name: web}\n')],
      /neither a workload that elects/,
    ],
    ['no YAML', () => ['-f', written('a: [1,\nb: }')], /:\d: it is no YAML/],
    ['a program', () => ['-f', written('\u0000ELF')], /it is no text/],
    [
      'a template',
      () => ['-f', written('{{- if .Values.x }}\nkind: Deployment\n{{- end }}\n')],
      /a template that was not rendered/,
    ],
    ['objects of impossible shapes', () => ['-f', written('kind: Deployment\nmetadata: 5\nspec: [1]\n')], /./],
  ];
  for (const [is, args, sentence] of NOTHING)
    it(`${is}: one sentence, and 3`, async () => {
      const given = args();
      const { code, stderr, stdout } = await b7le(['doctor', ...given]);
      assert.deepEqual([code, stdout], [3, ''], stderr);
      assert.match(stderr.replace(/\s+/g, ' '), sentence);
      const { report } = await judged(...given);
      assert.deepEqual([report.verdict, report.gaps.length], ['unknown', 1]);
    });

  const WRONG: readonly (readonly string[])[] = [
    ['-f', 'm.yaml', 'deployment/web'],
    ['-f', 'm.yaml', '-A'],
    ['-f', 'm.yaml', '--from', 'o.json'],
    ['-f', 'm.yaml', '--save', 'o.json'],
    ['-f', 'm.yaml', '--context', 'prod'],
    ['-f', 'm.yaml', '--observe', '5s'],
    ['-R'],
    ['-o', 'sarif'],
  ];
  for (const args of WRONG)
    it(`doctor ${args.join(' ')}: wrong usage`, async () => {
      const { code, stdout, stderr } = await b7le(['doctor', ...args]);
      assert.deepEqual([code, stdout], [64, ''], stderr);
    });

  it('one file of a folder that is too large: named itself, and those beside it are judged', async () => {
    const mixed = join(folder, 'mixed');
    mkdirSync(mixed, { recursive: true });
    writeFileSync(join(mixed, 'a.yaml'), '');
    truncateSync(join(mixed, 'a.yaml'), (64 << 20) + 1);
    writeFileSync(join(mixed, 'b.txt'), deployment());
    symlinkSync('b.txt', join(mixed, 'c.yaml'));
    const { report, run } = await judged('-f', mixed);
    assert.deepEqual([run.code, report.elections.length], [3, 1]);
    assert.match(report.gaps[0]?.what ?? '', /a\.yaml$/);
  });

  it('a workload that is written twice is no rival of itself', async () => {
    const file = written(deployment({ args: ['--leader-elect', '--leader-election-id=web.example.io'] }));
    const { told } = await judged('-f', file, '-f', file);
    assert.ok(!JSON.stringify(told).includes('shared-lease'), JSON.stringify(told));
    const patch = written(deployment({ args: ['--leader-elect', '--leader-election-id=web.example.io', '--v=5'] }));
    const { report, run } = await judged('-f', file, '-f', patch);
    assert.deepEqual([run.code, report.gaps.length, report.elections.length], [3, 1, 1]);
  });

  it('shows nothing that a terminal would obey', async () => {
    const { stdout, stderr } = await b7le([
      'doctor',
      '-f',
      written(deployment({ name: 'web\u001b[31m\u202e', args: ['--identity=\u001b[2J'] })),
    ]);
    assert.doesNotMatch(stdout + stderr, /[\u001b\u202e]/);
  });
});
