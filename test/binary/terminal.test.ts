// The binary as a program among others: help, version, closed pipes, signals, colour.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { b7le } from '../support/b7le.ts';
import { cannedServer } from '../support/canned-server.ts';

describe('help', { concurrency: 2 }, () => {
  for (const args of [[], ['--help'], ['-h'], ['help']]) {
    it(`b7le ${args.join(' ')} lists the commands`, async () => {
      const { code, stdout } = await b7le(args);
      assert.equal(code, 0);
      assert.match(stdout, /^ {2}explain {2}/m);
      assert.match(stdout, /^ {2}status {3}/m);
    });
  }
  for (const args of [
    ['status', '--help'],
    ['help', 'status'],
  ]) {
    it(`b7le ${args.join(' ')} has flags and examples`, async () => {
      const { code, stdout } = await b7le(args);
      assert.equal(code, 0);
      assert.match(stdout, /-A, --all-namespaces/);
      assert.match(stdout, /\$ b7le status -A/);
    });
  }
  it('--version names version and Node', async () => {
    const { code, stdout } = await b7le(['--version']);
    assert.equal(code, 0);
    assert.match(stdout, /^b7le\/\d+\.\d+\.\d+ \S+ node-v\d+/);
  });
});

describe('explain', { concurrency: 2 }, () => {
  it('lists every check', async () => {
    const { code, stdout } = await b7le(['explain']);
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}lease-unclaimed +critical +an expired Lease finds a new holder$/m);
  });
  it('shows a page', async () => {
    const { code, stdout } = await b7le(['explain', 'lease-unclaimed']);
    assert.equal(code, 0);
    assert.match(stdout, /^# lease-unclaimed\n/);
  });
});

describe('a stream that closes', { concurrency: 2 }, () => {
  it('ends the command silently', async () => {
    const run = await b7le(['status', '--help'], { during: (child) => child.stdout?.destroy() });
    assert.equal(run.stderr, '');
    assert.equal(run.code, 0);
  });
});

describe('signals', { concurrency: 2 }, () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`${signal} is ${code}, and says that nothing was changed`, async () => {
      let asked = () => {};
      const reached = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const server = await cannedServer(() => asked());
      try {
        const run = await b7le(['status', '--kubeconfig', server.kubeconfig], {
          during: (child) => void Promise.race([reached, once(child, 'close')]).then(() => child.kill(signal)),
        });
        assert.equal(run.code, code);
        assert.match(run.stderr, /interrupted: nothing was changed/);
      } finally {
        await server.close();
      }
    });
  }
});

describe('colour', { concurrency: 2 }, () => {
  const failing = ['status', '--kubeconfig', '/nowhere'];
  it('is off where the stream is no terminal', async () => {
    assert.doesNotMatch((await b7le(failing)).stderr, /\u001b/);
  });
  it('FORCE_COLOR turns it on, NO_COLOR and --no-color off', async () => {
    const forced = { FORCE_COLOR: '1' };
    assert.match((await b7le(failing, { env: forced })).stderr, /\u001b\[/);
    assert.doesNotMatch((await b7le(failing, { env: { ...forced, NO_COLOR: '1' } })).stderr, /\u001b/);
    assert.doesNotMatch((await b7le([...failing, '--no-color'], { env: forced })).stderr, /\u001b/);
  });
  it('signs are ASCII where the locale is not UTF-8', async () => {
    const { stderr } = await b7le(['status', '--kubeconfig', '/nowhere/\u2714'], { env: { LANG: 'C', LC_ALL: 'C' } });
    assert.doesNotMatch(stderr, /[^\x20-\x7e\n]/);
  });
});
