// `b7le break-lease` as a person and a script have it: every answer to its questions, what it prints, and how it ends.

import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { load } from 'js-yaml';
import { type PracticeCluster, type Scenario, scenarioNamed, startPractice } from '../../src/practice/index.ts';
import type { BreakReport } from '../../src/report/break-report.ts';
import { b7le } from '../support/b7le.ts';
import { failuresBy } from '../support/published-schema.ts';
import { typing } from '../support/typing.ts';

const LEASE = 'beskar7.infrastructure.cluster.x-k8s.io';
const HERE = ['-n', 'beskar7-system'];
const NAME = /Type the Lease's name to go on:/;
const POD = /Type its holder's pod name to go on:/;
const folder = mkdtempSync(join(tmpdir(), 'b7le-break-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function beside(name: string, test: (practice: PracticeCluster) => Promise<void>, minor = 37): Promise<void> {
  const practice = await startPractice({ scenario: scenarioNamed(name) as Scenario, minor });
  try {
    await test(practice);
  } finally {
    await practice.close();
  }
}

const state = (name: string) => ({ XDG_STATE_HOME: join(folder, name), LANG: 'C.UTF-8', LC_ALL: '' });
const copies = (name: string) => {
  const path = join(folder, name, 'b7le', 'backups');
  return existsSync(path) ? readdirSync(path).map((file) => join(path, file)) : [];
};

/** Whether the Lease still stands with its holder. */
function isHeld({ inside }: PracticeCluster): boolean {
  const kind = inside.kinds.find(({ resource }) => resource === 'leases');
  const lease = kind && inside.store.get(kind, 'beskar7-system', LEASE);
  return Boolean((lease?.spec as { holderIdentity?: string } | undefined)?.holderIdentity);
}

describe('break-lease, asked on a terminal', { concurrency: 2 }, () => {
  it('shows context, server, namespace, holder and plan, takes the right name, and keeps a copy', () =>
    beside('stuck-lease', async (practice) => {
      const args = ['break-lease', '--kubeconfig', practice.kubeconfig];
      const { code, text } = await typing(args, { keys: [[NAME, `${LEASE}\r`]], env: state('right') });
      assert.equal(code, 2, text);
      for (const shown of [
        `${LEASE} in beskar7-system · context practice · https://127.0.0.1:`,
        'holder controller-manager-',
        "by the API server's clock; nobody can act for it after 15s",
        'This will delete the Lease (only if uid ',
        'the Lease was deleted; nobody will come: deployment/controller-manager is scaled to 0',
      ])
        assert.ok(text.replaceAll(/\s+/g, ' ').includes(shown), `${shown} in ${text}`);
      const [copy = ''] = copies('right');
      assert.ok(text.includes(copy), text);
      assert.equal(statSync(copy).mode & 0o777, 0o600);
      const kept = load(readFileSync(copy, 'utf8')) as { metadata: { name: string }; spec: { holderIdentity: string } };
      assert.equal(kept.metadata.name, LEASE);
      assert.match(kept.spec.holderIdentity, /^controller-manager-/);
      assert.equal(isHeld(practice), false);
    }));

  for (const [title, key, exit, told] of [
    ['a wrong name', 'the-lease\r', 4, /refused: that is not the name that was asked for; nothing was changed/],
    ['no name', '\r', 4, /refused: that is not the name that was asked for/],
    ['Ctrl-C', 'besk\u0003', 130, /interrupted before the question was answered; nothing was changed/],
    ['Ctrl-D', '\u0004', 4, /the input ended before the question was answered; nothing was changed/],
    ['the end of input', 'end', 4, /the input ended before the question was answered; nothing was changed/],
  ] as const) {
    it(`${title} is ${exit}, and changes nothing`, () =>
      beside('stuck-lease', async (practice) => {
        const args = ['break-lease', '--kubeconfig', practice.kubeconfig];
        const { code, text } = await typing(args, { keys: [[NAME, key]], env: state(title.replaceAll(' ', '-')) });
        assert.equal(code, exit, text);
        assert.match(text.replaceAll(/\s+/g, ' '), told);
        assert.equal(isHeld(practice), true);
        assert.deepEqual(copies(title.replaceAll(' ', '-')), []);
      }));
  }

  it("wants the holder's pod name too where that pod is alive", () =>
    beside('wedged', async (practice) => {
      const args = ['break-lease', '--kubeconfig', practice.kubeconfig];
      const wrong = await typing(args, {
        keys: [
          [NAME, `${LEASE}\r`],
          [POD, `${LEASE}\r`],
        ],
        env: state('pod'),
      });
      assert.equal(wrong.code, 4, wrong.text);
      assert.equal(isHeld(practice), true);
      const pod = /delete pod\/(\S+)/.exec(wrong.text)?.[1] ?? '';
      const right = await typing([...args, '--wait', '1s'], {
        keys: [
          [NAME, `${LEASE}\r`],
          [POD, `${pod}\r`],
        ],
        env: state('pod'),
      });
      assert.equal(right.code, 2, right.text);
      assert.match(right.text, /the Lease was deleted; nobody took it within 1s/);
    }));

  it('Ctrl-C while it waits for a new holder says what was done, and where the copy is', () =>
    beside('wedged', async (practice) => {
      const args = ['break-lease', LEASE, ...HERE, '--yes', '--wait', '1m', '--kubeconfig', practice.kubeconfig];
      const env = state('waiting');
      const { code, text } = await typing(args, { keys: [[/waiting for a new holder: /, '\u0003']], env });
      assert.equal(code, 130, text);
      const [copy = 'none'] = copies('waiting');
      assert.match(text, /interrupted: the Lease was deleted; who leads was not waited for; a copy is in /);
      assert.ok(text.replaceAll('\n', '').includes(copy), text);
    }));
});

describe('break-lease, as a script has it', { concurrency: 2 }, () => {
  it('needs --yes where there is no terminal, and TARGET and -n with it', () =>
    beside('stuck-lease', async (practice) => {
      const at = ['--kubeconfig', practice.kubeconfig];
      const silent = await b7le(['break-lease', ...at]);
      assert.equal(silent.code, 4, silent.stderr);
      assert.match(silent.stdout.replaceAll(/\s+/g, ' '), /no terminal to ask on; .* add --yes, TARGET and -n/);
      for (const [args, missing] of [
        [[], 'TARGET and -n'],
        [[LEASE], '-n'],
        [HERE, 'TARGET'],
      ] as const) {
        const { code, stderr, stdout } = await b7le(['break-lease', '--yes', ...args, ...at]);
        assert.deepEqual([code, stdout], [64, ''], stderr);
        assert.match(stderr, new RegExp(`so ${missing} must be spelt out`));
      }
      assert.equal(isHeld(practice), true);
    }));

  it('refuses a live leader whatever is said but --force, and --force still asks', () =>
    beside('healthy', async (practice) => {
      const at = [LEASE, ...HERE, '--kubeconfig', practice.kubeconfig];
      const { code, stdout } = await b7le(['break-lease', '--yes', ...at]);
      assert.equal(code, 4, stdout);
      assert.match(stdout, /^✖ refused: controller-manager-\S+ renewed this Lease \ds ago\n/);
      assert.match(stdout, /two leaders for 10 to 12s/);
      assert.match(stdout, /b7le failover-test lease\/\S+ --method delete -n beskar7-system/);
      const forced = await b7le(['break-lease', '--force', ...at]);
      assert.equal(forced.code, 4, forced.stdout);
      assert.match(forced.stderr, /--force: its holder lives[\s\S]*two\s+leaders for 10 to 12s/);
      assert.match(forced.stdout, /no terminal to ask on/);
      assert.equal(isHeld(practice), true);
    }));

  it('releases as client-go does, and keeps the history', () =>
    beside('stuck-lease', async (practice) => {
      const args = ['break-lease', LEASE, ...HERE, '--yes', '--method', 'release', '--kubeconfig', practice.kubeconfig];
      const { code, stdout } = await b7le(args, { env: state('release') });
      assert.equal(code, 2, stdout);
      const kind = practice.inside.kinds.find(({ resource }) => resource === 'leases');
      const lease = kind && practice.inside.store.get(kind, 'beskar7-system', LEASE);
      const spec = lease?.spec as Record<string, unknown>;
      assert.equal(spec.holderIdentity ?? '', '');
      assert.equal(spec.leaseDurationSeconds, 1);
      assert.match(String(spec.renewTime), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      assert.equal(spec.acquireTime, spec.renewTime);
      assert.equal(typeof spec.leaseTransitions, 'number');
      const again = await b7le(['break-lease', ...HERE, '--kubeconfig', practice.kubeconfig]);
      assert.equal(again.code, 0, again.stdout);
      assert.match(again.stdout, /nothing to break: nobody holds the Lease/);
    }));

  it('refuses to delete what nobody could make again, and offers the release', () =>
    beside('stuck-lease', async (practice) => {
      const { api, kinds, store } = practice.inside;
      const roles = kinds.find(({ resource }) => resource === 'roles');
      assert.ok(roles);
      for (const role of store.list(roles, 'beskar7-system')) {
        const user = { name: 'admin', groups: ['system:masters'] };
        const rules = [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'update'] }];
        const { name, namespace = null } = role.metadata;
        const base = { user, manager: 'test', kind: roles, namespace, name, subresource: '' };
        api.act({ ...base, verb: 'update', body: { ...role, rules } });
      }
      const at = [LEASE, ...HERE, '--yes', '--kubeconfig', practice.kubeconfig];
      const { code, stdout } = await b7le(['break-lease', ...at], { env: state('create') });
      assert.equal(code, 4, stdout);
      assert.match(
        stdout.replaceAll(/\s+/g, ' '),
        /may not create leases in beskar7-system: once deleted, nobody could/,
      );
      assert.match(stdout, /b7le break-lease lease\/\S+ --method release -n beskar7-system/);
      assert.equal(isHeld(practice), true);
      const released = await b7le(['break-lease', ...at, '--method', 'release'], { env: state('create') });
      assert.equal(released.code, 2, released.stdout);
      assert.equal(isHeld(practice), false);
    }));

  it('writes nothing where no copy can be kept', () =>
    beside('stuck-lease', async (practice) => {
      const file = join(folder, 'a-file');
      writeFileSync(file, '');
      const at = [LEASE, ...HERE, '--yes', '--kubeconfig', practice.kubeconfig, '--backup-dir', join(file, 'in')];
      const { code, stderr } = await b7le(['break-lease', ...at]);
      assert.equal(code, 64, stderr);
      assert.match(stderr, /no copy can be kept in .*: ENOTDIR[\s\S]*nothing was changed/);
      assert.equal(isHeld(practice), true);
      const dir = join(folder, 'given');
      mkdirSync(dir);
      const given = await b7le([
        'break-lease',
        LEASE,
        ...HERE,
        '--yes',
        '--kubeconfig',
        practice.kubeconfig,
        '--backup-dir',
        dir,
      ]);
      assert.equal(given.code, 2, given.stderr);
      assert.equal(readdirSync(dir).length, 1);
    }));

  it('on 1.20 it watches for as long as somebody may act, and says so', () =>
    beside(
      'stuck-lease',
      async (practice) => {
        const started = performance.now();
        const { code, stdout } = await b7le(['break-lease', '--dry-run', '--kubeconfig', practice.kubeconfig]);
        assert.equal(code, 0, stdout);
        assert.ok(performance.now() - started > 15_000);
        // 16s, and what a busy machine adds
        assert.match(stdout, /not renewed for (1[6-9]|[2-9]\d)s as watched; nobody can act for it after 15s/);
        const short = await b7le(['break-lease', '--dry-run', '--timeout', '3s', '--kubeconfig', practice.kubeconfig]);
        assert.equal(short.code, 4, short.stdout);
        assert.match(short.stdout.replaceAll(/\s+/g, ' '), /it is not proven that \S+ is dead: nothing came for \ds/);
      },
      20,
    ));

  it('--legacy takes a dead lock off its ConfigMap, leaves the rest of it, and refuses one that is renewed', () =>
    beside('stuck-lease', async (practice) => {
      const { api, kinds, store } = practice.inside;
      const kind = kinds.find(({ resource }) => resource === 'configmaps');
      assert.ok(kind);
      const place = { namespace: 'beskar7-system', name: LEASE };
      const lock = 'control-plane.alpha.kubernetes.io/leader';
      // fresh for a minute, however long the command takes to start; then for three seconds
      const annotations = (leaseDurationSeconds: number) => {
        const record = { holderIdentity: 'controller-manager-0', leaseDurationSeconds, leaderTransitions: 4 };
        return { [lock]: JSON.stringify(record), other: 'kept' };
      };
      const metadata = { ...place, annotations: annotations(60) };
      const user = { name: 'admin', groups: ['system:masters'] };
      const base = { user, manager: 'test', kind, namespace: place.namespace, subresource: '' };
      api.act({ ...base, verb: 'create', name: null, body: { metadata, data: { key: 'value' } } });
      const at = [LEASE, ...HERE, '--legacy', '--yes', '--kubeconfig', practice.kubeconfig];
      const fresh = await b7le(['break-lease', ...at], { env: state('legacy') });
      assert.equal(fresh.code, 4, fresh.stdout);
      assert.match(fresh.stdout, /controller-manager-0 renewed this Lease \d+s ago/);
      const body = { metadata: { annotations: annotations(3) } };
      api.act({ ...base, verb: 'patch', patch: 'merge', name: LEASE, body });
      await new Promise((resolve) => setTimeout(resolve, 4000));
      const { code, stdout, stderr } = await b7le(['break-lease', ...at], { env: state('legacy') });
      assert.equal(code, 2, stdout + stderr);
      assert.match(stderr, /take the lock off configmap\/beskar7/);
      assert.match(stdout, /the lock was taken off; nobody will come/);
      const left = store.get(kind, place.namespace, place.name);
      assert.deepEqual([left?.metadata.annotations, left?.data], [{ other: 'kept' }, { key: 'value' }]);
      assert.equal(isHeld(practice), true, 'the Lease beside it is as it was');
      assert.equal(copies('legacy').length, 1);
    }));

  it('is 3 where nothing can be read, with an object for programs', async () => {
    const { code, stdout } = await b7le(['break-lease', '-o', 'json', '--kubeconfig', join(folder, 'nowhere')]);
    assert.equal(code, 3);
    const report = JSON.parse(stdout) as BreakReport;
    assert.deepEqual([report.kind, report.performed, report.exitCode], ['BreakLease', false, 3]);
    conforms(report);
  });
});

describe('break-lease -o', { concurrency: 2 }, () => {
  let practice: PracticeCluster;
  before(async () => {
    practice = await startPractice({ scenario: scenarioNamed('stuck-lease') as Scenario });
  });
  after(() => practice.close());
  const dry = (format: string) =>
    b7le(['break-lease', '--dry-run', '-o', format, '--kubeconfig', practice.kubeconfig], { env: state('formats') });

  it('json and yaml are the same report, as the schema has it', async () => {
    const [json, yaml] = [await dry('json'), await dry('yaml')];
    const report = JSON.parse(json.stdout) as BreakReport;
    conforms(report);
    conforms(load(yaml.stdout) as BreakReport);
    assert.deepEqual([report.outcome, report.performed, report.exitCode, json.code], ['would', false, 0, 0]);
    assert.match(report.plan?.will[0] ?? '', /^This will delete the Lease/);
  });
  it('short is one line, name the Lease, and junit is none of its formats', async () => {
    assert.match((await dry('short')).stdout, /^• nothing was changed: --dry-run [^\n]*\n$/);
    assert.equal((await dry('name')).stdout, `lease.coordination.k8s.io/${LEASE}\n`);
    assert.equal((await dry('junit')).code, 64);
  });
});

function conforms(report: BreakReport): void {
  assert.deepEqual(failuresBy('break-lease')(report), []);
}
