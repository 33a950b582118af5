// The programs of the practice cluster: their flags, their words, and the ways in which they can be made to fail.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ElectorEvent } from '../../../src/elector/elector-event.ts';
import { BESKAR7_FLAGS, BESKAR7_OLD_FLAGS, ELECTOR_FLAGS } from '../../../src/practice/world/programs/flag-sets.ts';
import { parseFlags } from '../../../src/practice/world/programs/go-flags.ts';
import { klogText } from '../../../src/practice/world/programs/sinks/klog.ts';
import { zapConsole } from '../../../src/practice/world/programs/sinks/zap-console.ts';
import { zapJson } from '../../../src/practice/world/programs/sinks/zap-json.ts';
import { electionLine, type Line } from '../../../src/practice/world/programs/wording.ts';
import { installation, LEASE, NAMESPACE, TestCluster } from './cluster.ts';

describe("Go's flags (reference 7)", () => {
  const parse = (...args: string[]) => parseFlags('/elector', ELECTOR_FLAGS, args);
  const accepted: readonly (readonly [args: string[], flag: string, value: string])[] = [
    [['--leader-elect'], 'leader-elect', 'true'],
    [['-leader-elect=false'], 'leader-elect', 'false'],
    [['--leader-elect=0'], 'leader-elect', 'false'],
    [['--leader-elect-lease-duration', '30s'], 'leader-elect-lease-duration', '30s'],
    [['-leader-elect-lease-duration=1m0s'], 'leader-elect-lease-duration', '1m0s'],
    // a boolean takes no word of its own, and the word ends the flags
    [['--leader-elect', 'false', '--leader-elect-lease-duration=30s'], 'leader-elect', 'true'],
    [['--leader-elect', 'false', '--leader-elect-lease-duration=30s'], 'leader-elect-lease-duration', '15s'],
    [['--', '--leader-elect=false'], 'leader-elect', 'true'],
    [['-', '--leader-elect=false'], 'leader-elect', 'true'],
  ];
  for (const [args, flag, value] of accepted)
    it(`${args.join(' ')}: ${flag} is ${value}`, () => {
      const parsed = parse(...args);
      assert.ok('values' in parsed);
      assert.equal(parsed.values[flag], value);
    });
  // as the real elector answers
  const refused: readonly (readonly [args: string[], why: string])[] = [
    [['--foo'], 'flag provided but not defined: -foo'],
    [['--leader-elect=maybe'], 'invalid boolean value "maybe" for -leader-elect: parse error'],
    [['--leader-elect-lease-duration=5'], 'invalid value "5" for flag -leader-elect-lease-duration: parse error'],
    [['--leader-elect-lease-duration'], 'flag needs an argument: -leader-elect-lease-duration'],
    [['---leader-elect'], 'bad flag syntax: ---leader-elect'],
  ];
  for (const [args, why] of refused)
    it(`${args.join(' ')}: refused`, () => {
      const parsed = parse(...args);
      assert.ok('refusal' in parsed);
      assert.deepEqual(parsed.refusal.split('\n').slice(0, 2), [why, 'Usage of /elector:']);
    });
  it('are those of each Beskar7 (reference 10)', () => {
    for (const gone of [
      'leader-elect-release-on-cancel',
      'enable-security-monitoring',
      'enable-claim-coordinator-leader-election',
    ]) {
      assert.ok('values' in parseFlags('/manager', BESKAR7_OLD_FLAGS, [`--${gone}`]), gone);
      assert.ok('refusal' in parseFlags('/manager', BESKAR7_FLAGS, [`--${gone}`]), gone);
    }
    assert.ok('refusal' in parseFlags('/manager', BESKAR7_FLAGS, ['-v=5']));
  });
});

const AT = Date.parse('2026-05-02T10:11:12.345Z') + 0.678;

describe('lines of the elector (reference 2.1 to 2.3)', () => {
  const cases: readonly (readonly [event: ElectorEvent, minor: number, text: string])[] = [
    [
      { type: 'attempting' },
      19,
      'I0502 10:11:12.345678       1 leaderelection.go:243] attempting to acquire leader lease  ns/l...',
    ],
    [
      { type: 'attempting' },
      33,
      'I0502 10:11:12.345678       1 leaderelection.go:257] attempting to acquire leader lease ns/l...',
    ],
    [
      { type: 'attempting' },
      37,
      'I0502 10:11:12.345678       1 leaderelection.go:258] "Attempting to acquire leader lease..." lock="ns/l"',
    ],
    [{ type: 'acquired' }, 27, 'I0502 10:11:12.345678       1 leaderelection.go:255] successfully acquired lease ns/l'],
    [
      { type: 'renew-lost', error: 'context deadline exceeded', reason: 'deadline' },
      33,
      'I0502 10:11:12.345678       1 leaderelection.go:297] failed to renew lease ns/l: context deadline exceeded',
    ],
    [
      { type: 'renew-lost', error: 'context deadline exceeded', reason: 'deadline' },
      36,
      'I0502 10:11:12.345678       1 leaderelection.go:304] "Failed to renew lease" lock="ns/l" err="context deadline exceeded"',
    ],
    [
      { type: 'get-error', message: 'EOF' },
      35,
      'E0502 10:11:12.345678       1 leaderelection.go:452] "Error retrieving lease lock" err="EOF" lock="ns/l"',
    ],
    [
      { type: 'fastpath-miss', message: 'EOF' },
      31,
      'E0502 10:11:12.345678       1 leaderelection.go:429] Failed to update lock optimitically: EOF, falling back to slow path',
    ],
    [
      { type: 'fastpath-miss', message: 'EOF' },
      34,
      'E0502 10:11:12.345678       1 leaderelection.go:441] Failed to update lock optimistically: EOF, falling back to slow path',
    ],
    [
      { type: 'update-error', message: 'EOF' },
      22,
      'E0502 10:11:12.345678       1 leaderelection.go:367] Failed to update lock: EOF',
    ],
    [
      { type: 'release-failed', message: 'EOF' },
      33,
      'E0502 10:11:12.345678       1 leaderelection.go:322] Failed to release lock: EOF',
    ],
  ];
  for (const [event, minor, text] of cases)
    it(`0.${minor} ${event.type}`, () => {
      assert.equal(klogText(electionLine(event, minor, 'ns/l') as Line, AT), text);
    });
  it('are silent where client-go is', () => {
    const silent: ElectorEvent[] = [
      { type: 'held-by', holder: 'x' },
      { type: 'try-failed' },
      { type: 'renewed' },
      { type: 'released' },
      { type: 'new-leader', identity: 'x' },
    ];
    for (const event of silent) assert.equal(electionLine(event, 37, 'ns/l'), null);
    assert.equal(electionLine({ type: 'fastpath-miss', message: '' }, 36, 'ns/l'), null);
  });
  const line: Line = {
    level: 'error',
    message: 'problem running manager',
    pairs: [['error', 'leader election lost']],
    logger: 'setup',
    at: '',
  };
  it('in zap JSON', () => {
    const text =
      '{"level":"error","ts":"2026-05-02T10:11:12Z","logger":"setup","msg":"problem running manager","error":"leader election lost"}';
    assert.equal(zapJson(line, AT), text);
  });
  it("in zap's console", () => {
    const text = '2026-05-02T10:11:12Z\tERROR\tsetup\tproblem running manager\t{"error": "leader election lost"}';
    assert.equal(zapConsole(line, AT), text);
  });
});

function cluster(options: Parameters<typeof installation>[0], seconds: number, minor = 37): TestCluster {
  const made = new TestCluster({ minor });
  made.apply(...installation(options));
  made.run(seconds);
  return made;
}

type Pod = TestCluster['pods'][number];

describe('a manager', () => {
  const MANAGER = { image: 'practice/beskar7:v0.4.0-alpha.7' };
  it('mixes klog text and zap JSON in the era of Beskar7 v0.4 (reference 2.3)', () => {
    const c = cluster(MANAGER, 30);
    const log = c.log(c.leader as Pod);
    const at = (match: RegExp) => log.findIndex((text) => match.test(text));
    const order = [
      at(/"logger":"setup","msg":"starting manager"/),
      at(/^I.* leaderelection\.go:257\] attempting to acquire leader lease beskar7-system\//),
      at(/^I.* leaderelection\.go:271\] successfully acquired lease beskar7-system\//),
      at(/"msg":"Starting Controller"/),
      at(/"msg":"Starting workers".*"worker count":1/),
    ];
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.ok(order[0] !== -1, log.join('\n'));
  });
  it('speaks with one voice from controller-runtime 0.25 on', () => {
    const c = cluster({ image: 'practice/manager:1.37' }, 30);
    const logger = '"logger":"leaderelection","msg":"Successfully acquired lease"';
    assert.ok(c.log(c.leader as Pod).some((text) => text.includes(`${logger},"lock":"${NAMESPACE}/${LEASE}"`)));
    for (const text of c.log(c.leader as Pod)) assert.doesNotThrow(() => JSON.parse(text));
  });
  it('ends a shutdown with the harmless loss, in order (reference 2.4)', () => {
    const c = cluster(MANAGER, 30);
    const leader = c.leader as Pod;
    const log = c.world.pods.log(leader.metadata.uid, 'manager', false);
    c.remove('pods', leader.metadata.name);
    c.until(() => log?.open === false);
    const said = (log?.lines ?? []).filter(({ text }) => text.startsWith('{'));
    const words = said.map(({ text }) => (JSON.parse(text) as { msg: string }).msg);
    assert.deepEqual(
      words.slice(words.findIndex((text) => text.startsWith('Stopping'))).filter((text) => !/workers/.test(text)),
      [
        'Stopping and waiting for non leader election runnables',
        'Stopping and waiting for leader election runnables',
        'Stopping and waiting for caches',
        'Stopping and waiting for webhooks',
        'Stopping and waiting for HTTP servers',
        'Wait completed, proceeding to shutdown the manager',
        'error received after stop sequence was engaged',
      ],
    );
    // v0.4 never releases
    assert.notEqual(c.lease?.holderIdentity, '');
  });
  it('asks for TLS and a token before it shows metrics', () => {
    const c = cluster(MANAGER, 30);
    const { uid } = (c.leader as Pod).metadata;
    assert.equal(c.world.pods.page(uid, 8443, '/metrics', null, false), 'tls');
    const page = c.world.pods.page(uid, 8443, '/metrics', null, true);
    assert.ok(typeof page === 'object' && page.status === 401);
    assert.equal(c.world.pods.page(uid, 8080, '/metrics', null, false), 'refused');
  });
});

describe('faults', () => {
  const with_ = (annotations: Record<string, string>, image = 'localhost/manager:1') => ({
    image,
    annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`practice.b7le/${key}`, value])),
  });
  it('out of memory: 137, OOMKilled', () => {
    const c = cluster({ ...with_({ 'oom-after': '5s' }), replicas: 1 }, 9);
    const last = c.pods[0]?.status?.containerStatuses?.[0]?.lastState as unknown as {
      terminated: { exitCode: number; reason: string };
    };
    assert.equal(last.terminated.exitCode, 137);
    assert.equal(last.terminated.reason, 'OOMKilled');
  });
  it('out of memory only where the limit is below what it needs', () => {
    for (const [memory, restarts] of [
      ['128Mi', 1],
      ['0.25Gi', 0],
      [undefined, 0],
    ] as const) {
      const fault = with_({ 'oom-after': '5s', 'needs-memory': '200Mi' });
      const c = cluster({ ...fault, replicas: 1, ...(memory === undefined ? {} : { memory }) }, 9);
      assert.equal(c.pods[0]?.status?.containerStatuses?.[0]?.restartCount, restarts, memory ?? 'no limit');
    }
  });
  it('blocked before election: Running, Ready, and never a candidate (F9)', () => {
    const c = cluster(with_({ 'block-before-election': 'true' }), 60);
    assert.equal(c.lease, null);
    for (const pod of c.pods) {
      assert.equal(pod.status?.containerStatuses?.[0]?.ready, true);
      assert.ok(!c.log(pod).some((text) => /ttempting to acquire/.test(text)));
      assert.ok(c.log(pod).some((text) => text.includes('cannot list resource')));
    }
  });
  it('cannot sync: elected, never works, exits after the timeout (F13)', () => {
    const c = cluster(with_({ 'cannot-sync': 'true' }), 60);
    const leader = c.leader as Pod;
    const log = c.world.pods.log(leader.metadata.uid, 'manager', false);
    assert.ok(!c.log(leader).some((text) => text.includes('Starting workers')));
    const took =
      60 + c.until(() => c.told.some(({ pod, text }) => pod === leader.metadata.name && text === 'exit 1'), 90);
    assert.ok(took > 120 && took < 123, `${took} s`);
    assert.ok(log?.lines.some(({ text }) => text.includes('Could not wait for Cache to sync')));
  });
  it('survives its loss: a zombie, Ready and without a renewal (F14)', () => {
    const c = cluster({ ...with_({ 'on-loss': 'ignore' }), replicas: 1 }, 30);
    c.world.apiDown(true);
    c.run(40);
    c.world.apiDown(false);
    c.run(60);
    const [pod] = c.pods as [Pod];
    assert.equal(pod.status?.containerStatuses?.[0]?.restartCount, 0);
    assert.equal(pod.status?.containerStatuses?.[0]?.ready, true);
    const renewTime = c.lease?.renewTime;
    c.run(30);
    assert.equal(c.lease?.renewTime, renewTime);
    assert.match(
      c.log(pod).at(-1) ?? '',
      /Failed to renew lease|Failed to release lease|rror retrieving resource lock/,
    );
  });
  it('ready only when it leads: a rollout that never ends (F15)', () => {
    const c = cluster(
      { ...with_({ 'ready-when': 'leading' }), replicas: 1, spec: { progressDeadlineSeconds: 30 } },
      60,
    );
    const before = c.leader?.metadata.name;
    c.patch('deployments', 'controller-manager', {
      spec: { template: { metadata: { annotations: { again: 'yes' } } } },
    });
    c.run(90);
    assert.equal(c.pods.length, 2);
    assert.equal(c.leader?.metadata.name, before);
  });
  it('one identity for all: every replica leads (F6)', () => {
    const c = cluster(with_({ identity: 'fixed' }, 'localhost/elector:1'), 60);
    assert.equal(c.world.identities(NAMESPACE, LEASE).filter(({ leads }) => leads).length, 3);
    assert.equal(c.lease?.leaseTransitions, 0);
  });
});

describe('on 1.20', () => {
  it('the elector speaks printf, and the kubelet names containers', () => {
    const c = cluster({}, 30, 20);
    assert.match(
      c.log(c.leader as Pod)[0] ?? '',
      /leaderelection\.go:243\] attempting to acquire leader lease beskar7-system\//,
    );
    assert.ok(c.events((c.leader as Pod).metadata.name).includes('Started: Started container manager'));
  });
});
