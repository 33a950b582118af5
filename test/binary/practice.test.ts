// `b7le practice` as a program: what it prints, what it runs, how it ends, and that it leaves nothing behind.

import assert from 'node:assert/strict';
import type { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { b7le } from '../support/b7le.ts';

type Child = ReturnType<typeof spawn>;

const folder = mkdtempSync(join(tmpdir(), 'b7le-test-practice-'));
after(() => rmSync(folder, { recursive: true, force: true }));
/** A temporary folder of its own shows whatever is left behind. */
const env = { TMPDIR: folder, XDG_STATE_HOME: join(folder, 'state') };

/** What the cluster's own folders have left; the drill's state is not meant. */
function leftovers(): string[] {
  return readdirSync(folder).filter((name) => name !== 'state');
}

/** Acts once the cluster has told its kubeconfig. */
function onceOpen(act: (child: Child, kubeconfig: string) => void): (child: Child) => void {
  return (child) => {
    let text = '';
    let done = false;
    child.stdout?.on('data', (part) => {
      text += String(part);
      const path = /export KUBECONFIG=(\S+)\n/.exec(text)?.[1];
      if (!path || done) return;
      done = true;
      act(child, path);
    });
  };
}

describe('the list', () => {
  it('names the scenarios and what to type next', async () => {
    const { code, stdout } = await b7le(['practice'], { env });
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}stuck-lease +the holder is gone, nobody took over$/m);
    assert.match(stdout, /b7le practice stuck-lease -- status/);
  });
});

describe('a command against a scenario', { concurrency: 2 }, () => {
  it('is run, and its exit code is the exit code', async () => {
    const { code, stdout, stderr } = await b7le(['practice', 'stuck-lease', '--', 'status'], { env });
    assert.equal(code, 2, stderr);
    assert.match(stdout, /^✖ critical {3}beskar7-system/);
    assert.match(stdout, /no-candidates .*← cause/);
  });
  it('keeps its own flags', async () => {
    const { code, stdout } = await b7le(['practice', 'healthy', '--', 'status', '-o', 'json'], { env });
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).verdict, 'healthy');
  });
  it('may be a program of the machine', async () => {
    const print = 'process.stdout.write(process.env.KUBECONFIG ?? "none"); process.exit(7)';
    const { code, stdout } = await b7le(['practice', 'healthy', '--', process.execPath, '-e', print], { env });
    assert.equal(code, 7);
    assert.match(stdout, /b7le-practice-\w+\/kubeconfig$/);
    assert.equal(existsSync(dirname(stdout)), false, 'the folder is gone');
  });
  it('that crashes takes the cluster with it', async () => {
    const { code } = await b7le(['practice', 'healthy', '--', process.execPath, '-e', 'process.abort()'], { env });
    assert.notEqual(code, 0);
  });
  it('plays 1.20 where it is asked to', async () => {
    const args = ['practice', 'healthy', '--kubernetes', '1.20', '--', 'status', '-o', 'json'];
    const { stdout } = await b7le(args, { env });
    assert.equal(JSON.parse(stdout).cluster.version, 'v1.20.2');
  });
  it('meets the timings and replicas that were asked for', async () => {
    const knobs = ['--replicas', '5', '--timings', '30s,20s,5s', '--seed', 'same'];
    const run = () => b7le(['practice', 'healthy', ...knobs, '--', 'status', '-o', 'json'], { env });
    const reports = (await Promise.all([run(), run()])).map(({ stdout }) => JSON.parse(stdout));
    const [one, other] = reports.map(({ elections: [election] }) => election);
    assert.equal(one.candidates.length, 5);
    assert.equal(one.timing.leaseDurationMs, 30_000);
    const holders = [one.lease.holderIdentity, other.lease.holderIdentity];
    assert.equal(holders[0], holders[1], 'the same seed, the same history');
  });
  it('suffers the faults of the wire', async () => {
    const failing = ['practice', 'healthy', '--fail-rate', '100%', '--', 'status', '--timeout', '2s'];
    assert.equal((await b7le(failing, { env })).code, 3);
    const breaking = ['practice', 'healthy', '--reset-rate', '1', '--', 'status', '--timeout', '2s'];
    const broken = await b7le(breaking, { env });
    assert.equal(broken.code, 3);
    assert.doesNotMatch(broken.stderr, /500/, 'nobody answered');
    const slow = await b7le(['practice', 'healthy', '--latency', '300ms', '--', 'status'], { env });
    assert.equal(slow.code, 0, slow.stderr);
  });
});

describe('a scenario that runs', { concurrency: 2 }, () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`ends on ${signal} with ${code}, and its kubeconfig was the user's alone`, async () => {
      let mode = 0;
      let path = '';
      const during = onceOpen((child, kubeconfig) => {
        path = kubeconfig;
        mode = statSync(kubeconfig).mode & 0o777;
        child.kill(signal);
      });
      const run = await b7le(['practice', 'single-replica'], { env, during });
      assert.equal(run.code, code, run.stderr);
      assert.equal(mode, 0o600);
      assert.equal(existsSync(dirname(path)), false);
      assert.match(run.stdout, /^ {2}b7le status -o wide$/m);
    });
  }
  it('tells what was done to the cluster', async () => {
    const during = onceOpen((child) => child.kill('SIGINT'));
    const { stdout } = await b7le(['practice', 'stuck-lease'], { env, during });
    assert.match(stdout, /The Lease has a holder and an old renewTime/);
  });
});

describe('a drill', () => {
  it('tells nothing, and is revealed afterwards', async () => {
    const none = await b7le(['practice', '--reveal'], {
      env: { ...env, XDG_STATE_HOME: join(folder, 'state', 'other') },
    });
    assert.equal(none.code, 64);
    assert.match(none.stderr, /there was no drill/);
    const during = onceOpen((child) => child.kill('SIGINT'));
    const drill = await b7le(['practice', '--drill'], { env, during });
    assert.equal(drill.code, 130);
    assert.match(drill.stdout, /^drill /);
    const told = await b7le(['practice', '--reveal'], { env });
    assert.equal(told.code, 0);
    const [name = ''] = told.stdout.split(' ');
    assert.doesNotMatch(drill.stdout, new RegExp(`^${name}\\b`, 'm'));
    assert.match((await b7le(['practice'], { env })).stdout, new RegExp(`^ {2}${name} `, 'm'));
  });
});

describe('wrong usage', { concurrency: 2 }, () => {
  const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
    [['nope'], /there is no scenario nope/],
    [['--', 'status'], /name a scenario/],
    [['healthy', '--'], /write the command/],
    [['healthy', '--', 'no-such-program'], /there is no command no-such-program/],
    [['healthy', '--', 'toString'], /there is no command toString/],
    [['healthy', '--timings', '15s,10s'], /three durations/],
    [['healthy', '--timings', '15s,10s,soon'], /three durations/],
    [['healthy', '--fail-rate', '2'], /is no rate/],
    [['healthy', '--fail-rate', 'often'], /is no rate/],
    [['healthy', '--latency', 'long'], /is no duration/],
    [['healthy', '--port', '70000'], /port/],
    [['healthy', '--kubernetes', '1.99'], /1\.99|kubernetes/],
    [['healthy', '--drill'], /--drill picks/],
    [['healthy', '--replicas', 'many'], /replicas|integer/],
  ];
  for (const [args, says] of WRONG) {
    it(`practice ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await b7le(['practice', ...args], { env });
      assert.equal(code, 64, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }
  it('a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    try {
      const { code, stderr } = await b7le(['practice', 'healthy', '--port', String(port), '--', 'status'], { env });
      assert.equal(code, 64);
      assert.match(stderr, new RegExp(`port ${port} is in use`));
    } finally {
      server.close();
    }
  });
});

describe('afterwards', () => {
  it('nothing is left behind', () => assert.deepEqual(leftovers(), []));
});
