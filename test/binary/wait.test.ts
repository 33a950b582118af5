// `status --wait` as a pipeline runs it: no terminal, an exit code, and the last state on stderr where it was in vain.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type PracticeCluster, type Scenario, scenarioNamed, startPractice } from '../../src/practice/index.ts';
import { perform } from '../../src/practice/perform.ts';
import { b7le } from '../support/b7le.ts';
import { cannedServer } from '../support/canned-server.ts';

/** Lease duration, renew deadline, retry period. */
const SHORT = { leaseDuration: '4s', renewDeadline: '3s', retryPeriod: '500ms' };
/** Enough for one look while five more of these are started at once. */
const LIMIT = '8s';
const STUCK = scenarioNamed('stuck-lease') as Scenario;

describe('status --wait', { concurrency: true }, () => {
  let practice: PracticeCluster;
  const wait = (...args: string[]) => b7le(['status', '--kubeconfig', practice.kubeconfig, '--wait', ...args]);
  before(async () => {
    practice = await startPractice({ scenario: STUCK });
  });
  after(() => practice.close());

  it('fails with the last verdict at its limit, and shows it on stderr', async () => {
    const { code, stdout, stderr } = await wait('--timeout', LIMIT);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^not healthy after \d+s of waiting; the last state seen:\n✖ critical {3}beskar7-system/);
    assert.match(stderr, /no-candidates .*← cause/);
  });

  it('gives a program its report all the same', async () => {
    const { code, stdout, stderr } = await wait('--timeout', LIMIT, '-o', 'json');
    assert.equal(code, 2);
    const report = JSON.parse(stdout) as { kind: string; verdict: string; exitCode: number };
    assert.deepEqual([report.kind, report.verdict, report.exitCode], ['Status', 'critical', 2]);
    assert.match(stderr, /no-candidates: /);
  });

  it('is over at once where --fail-on asks for nothing', async () => {
    const { code, stdout } = await wait('--timeout', '30s', '--fail-on', 'never');
    assert.equal(code, 0);
    assert.match(stdout, /^✖ critical /);
  });

  it('waits for what is not there yet, and then says so', async () => {
    const { code, stderr } = await wait('--timeout', LIMIT, 'lease/not-yet');
    assert.equal(code, 3);
    assert.match(stderr, /no .*not-yet/);
  });

  it('excludes --watch, whose end is Ctrl-C', async () => {
    assert.equal((await wait('--watch')).code, 64);
    const { code, stderr } = await b7le(['status', '--kubeconfig', practice.kubeconfig, '--watch', '--timeout', '5s']);
    assert.equal(code, 64);
    assert.match(stderr, /--watch has no --timeout/);
  });

  it('does not wait for what no waiting mends', async () => {
    const server = await cannedServer((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', code: 401, message: 'Unauthorized' }));
    });
    try {
      const { code, stderr } = await b7le(['status', '--kubeconfig', server.kubeconfig, '--wait']);
      assert.equal(code, 3);
      assert.doesNotMatch(stderr, /not healthy after/);
    } finally {
      await server.close();
    }
  });
});

describe('status --wait beside an election that heals', () => {
  it('succeeds once somebody leads', async () => {
    const practice = await startPractice({ scenario: STUCK, timings: SHORT });
    try {
      const waiting = b7le(['status', '--kubeconfig', practice.kubeconfig, '--wait', '--timeout', '60s'], {
        during: () => perform({ scale: 2 }, STUCK, practice.inside),
      });
      const { code, stdout, stderr } = await waiting;
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^✔ healthy {3}beskar7-system/);
    } finally {
      await practice.close();
    }
  });
});
