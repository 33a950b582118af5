// A kubeconfig that works half: a password in its address, a plugin that never answers, a proxy that is away, a user who may nothing.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type PracticeCluster, type Scenario, scenarioNamed, startPractice } from '../../src/practice/index.ts';
import { b7le } from '../support/b7le.ts';
import { kubeconfigOf } from '../support/canned-server.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'b7le-odd-kubeconfig-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('an odd kubeconfig', { concurrency: 2 }, () => {
  for (const format of ['table', 'json', 'junit'])
    it(`shows no password and no token of the server's address as ${format}`, async () => {
      const kubeconfig = file(`userinfo-${format}`, kubeconfigOf('https://bob:hunter2@127.0.0.1:1/?token=hunter3'));
      const { code, stdout, stderr } = await b7le(['status', '-v', '--kubeconfig', kubeconfig, '-o', format]);
      assert.equal(code, 3);
      assert.match(stderr, /nothing listens on https:\/\/127\.0\.0\.1:1/);
      assert.doesNotMatch(stdout + stderr, /hunter|bob/);
    });

  it('shows none of an address that is no URL either', async () => {
    const kubeconfig = file('no-url', kubeconfigOf('bob:hunter2@example.com?token=hunter3'));
    const { code, stderr } = await b7le(['status', '--kubeconfig', kubeconfig]);
    assert.equal(code, 3);
    assert.match(stderr, /no usable server \(example\.com\)/);
  });

  it('gives a credential plugin that never answers up at --timeout, and ends it', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sleep', args: ['30'] };
    const kubeconfig = file(
      'plugin',
      kubeconfigOf('https://127.0.0.1:1', { exec: { ...exec, interactiveMode: 'Never' } }),
    );
    const started = performance.now();
    const { code, stderr } = await b7le(['status', '--kubeconfig', kubeconfig, '--timeout', '1s']);
    assert.equal(code, 3);
    assert.match(stderr, /the credential plugin sleep did not answer in time/);
    assert.ok(performance.now() - started < 15_000, 'it was waited for');
  });

  it('tells a proxy that is away from a server that is', async () => {
    const config = kubeconfigOf('https://127.0.0.1:2') as { clusters: { cluster: object }[] };
    for (const { cluster } of config.clusters)
      Object.assign(cluster, { 'proxy-url': 'http://bob:hunter2@127.0.0.1:1' });
    const { code, stderr } = await b7le(['status', '--kubeconfig', file('proxy', config)]);
    assert.equal(code, 3);
    assert.match(stderr, /the proxy 127\.0\.0\.1:1 to https:\/\/127\.0\.0\.1:2 is not there/);
    assert.doesNotMatch(stderr, /hunter/);
  });
});

describe('a caller who may read nothing', { concurrency: 2 }, () => {
  let practice: PracticeCluster;
  before(async () => {
    practice = await startPractice({ scenario: scenarioNamed('healthy') as Scenario, seed: 'nobody' });
  });
  after(() => practice.close());

  for (const verb of ['logs', 'timing'])
    it(`is not told by ${verb} that there is no election`, async () => {
      const run = await b7le([verb, '--kubeconfig', practice.kubeconfig, '--context', 'practice-nobody']);
      assert.equal(run.code, 3);
      assert.match(run.stderr, /could not be told: user "practice-nobody" may not list leases in beskar7-system/);
      assert.doesNotMatch(run.stderr, /has no election/);
    });
});
