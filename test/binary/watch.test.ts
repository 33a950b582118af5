// `status --watch` as a program: lines for a pipe, a live view for a terminal that is left as it was found, and how it ends.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  NO_FAULTS,
  type PracticeCluster,
  type PracticeOptions,
  type Scenario,
  scenarioNamed,
  startPractice,
} from '../../src/practice/index.ts';
import { perform } from '../../src/practice/perform.ts';
import { b7le } from '../support/b7le.ts';
import { failuresBy } from '../support/published-schema.ts';
import { changed, watch } from '../support/watched.ts';

const HEALTHY = scenarioNamed('healthy') as Scenario;
const SHORT = { leaseDuration: '4s', renewDeadline: '3s', retryPeriod: '500ms' };
const env = { LANG: 'C.UTF-8', LC_ALL: '', NO_COLOR: undefined, FORCE_COLOR: undefined, TERM: 'xterm' };

async function beside(
  options: Omit<PracticeOptions, 'scenario'>,
  test: (practice: PracticeCluster) => Promise<void>,
): Promise<void> {
  const practice = await startPractice({ scenario: HEALTHY, timings: SHORT, ...options });
  try {
    await test(practice);
  } finally {
    await practice.close();
  }
}

describe('status --watch, piped', { concurrency: true }, () => {
  it('prints the state, then an object a change, each as the schema has it', () =>
    beside({}, async (practice) => {
      const live = await watch(['--kubeconfig', practice.kubeconfig]);
      const crashedAt = Date.now();
      perform({ crashAndRemove: 'leader' }, HEALTHY, practice.inside);
      const { change, cameAt } = await live.until('a takeover', 30_000, changed('taken-over'));
      assert.equal(change?.leaderlessFrom, 'container-end');
      // reference 1.6 c: LD − RP at least. The last renewal was a retry period before the crash, or two on a busy machine; one from
      // before the watch is dated by a stamp of whole seconds
      const [since, most] = [change.sinceRenewalMs ?? 0, cameAt - crashedAt + 2000];
      assert.ok(since > 2500 && since < most, `${since}ms of ${most} since the last renewal: ${change.summary}`);
      assert.ok((change.leaderlessMs ?? 0) <= since, change.summary);
      await live.end();
      const failuresOf = failuresBy('status');
      for (const { cameAt: _, ...line } of live.lines) {
        assert.deepEqual(failuresOf(line), []);
        assert.ok('change' in line);
      }
    }));

  it('prints a line a change for people, with the time by the API server', () =>
    beside({}, async (practice) => {
      const { code, stdout, stderr } = await b7le(['status', '--watch', '--kubeconfig', practice.kubeconfig], {
        env,
        during(child) {
          let text = '';
          let done = false;
          child.stdout?.on('data', (part) => {
            text += String(part);
            if (!done && text.includes('led by')) perform({ deletePod: 'leader' }, HEALTHY, practice.inside);
            done ||= text.includes('led by');
            if (text.includes('without a leader')) child.kill('SIGTERM');
          });
        },
      });
      assert.equal(code, 143);
      const [first, ...more] = stdout.trimEnd().split('\n');
      assert.match(first ?? '', /^\d{4}-\S+Z {2}✔ beskar7-system\/\S+: led by controller-manager-\S+ on node-\d/);
      for (const line of more) assert.match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {2}[✔▲✖•] /);
      // more may be told before the signal comes
      const told = more.find((line) => line.includes('without a leader')) ?? '';
      assert.match(told, /✔ \S+ → controller-manager-\S+, \d\.\ds without a leader \(since /);
      assert.equal(stderr, 'interrupted: nothing was changed\n');
    }));

  it('goes on through connections that break', () =>
    beside({ faults: { ...NO_FAULTS, resetRate: 0.2 } }, async (practice) => {
      const live = await watch(['--kubeconfig', practice.kubeconfig]);
      perform({ crashAndRemove: 'leader' }, HEALTHY, practice.inside);
      const { change } = await live.until('a takeover', 30_000, changed('taken-over'));
      assert.notEqual(change?.from, change?.to);
      await live.end();
    }));

  it('ends silently with its reader', () =>
    beside({}, async (practice) => {
      const { code, stderr } = await b7le(['status', '--watch', '-o', 'json', '--kubeconfig', practice.kubeconfig], {
        during(child) {
          child.stdout?.once('data', () => {
            child.stdout?.destroy();
            perform({ deletePod: 'leader' }, HEALTHY, practice.inside);
          });
        },
      });
      assert.deepEqual([code, stderr], [0, '']);
    }));
});

describe('status --watch, refused', () => {
  let practice: PracticeCluster;
  before(async () => {
    practice = await startPractice({ scenario: HEALTHY });
  });
  after(() => practice.close());
  const refused = (...args: string[]) => b7le(['status', '--watch', '--kubeconfig', practice.kubeconfig, ...args]);

  it('has no junit', async () => {
    const { code, stderr } = await refused('-o', 'junit');
    assert.equal(code, 64);
    assert.match(stderr, /--watch has no -o junit/);
  });
  it('is 3 where there is no election', async () => {
    const { code, stderr } = await refused('-n', 'default');
    assert.equal(code, 3);
    assert.match(stderr, /default/);
  });
  it('is 3 where the Leases may not be read', async () => {
    assert.equal((await refused('--as', 'nobody')).code, 3);
  });
});

describe('status --watch on a terminal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'b7le-test-pty-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is drawn on the other screen, and Ctrl-C leaves the terminal as it was', () =>
    beside({}, async (practice) => {
      const [node, state] = [process.env.B7LE_TEST_NODE || process.execPath, join(folder, 'stty')];
      const command = `trap : INT; stty cols 100 rows 30; stty -g > ${state}-1; ${node} bin/run.js status --watch --kubeconfig ${practice.kubeconfig}; echo "exit $?"; stty -g > ${state}-2`;
      const child = spawn('script', ['-qfec', command, '/dev/null'], {
        env: { ...process.env, ...env, NODE_OPTIONS: '' },
      });
      let screen = '';
      let interrupted = false;
      child.stdout.on('data', (part) => {
        screen += String(part);
        if (!interrupted && screen.includes('watched for')) {
          interrupted = true;
          child.stdin.write('\x03');
        }
      });
      await new Promise((resolve) => child.once('close', resolve));
      assert.equal(
        readFileSync(`${state}-2`, 'utf8'),
        readFileSync(`${state}-1`, 'utf8'),
        'the settings of the terminal',
      );
      const [before, ...after] = screen.split('\x1b[?1049l');
      assert.equal(after.length, 1, 'left once');
      assert.match(before ?? '', /^\x1b\[\?1049h\x1b\[\?25l/);
      assert.match(before ?? '', /\x1b\[\?25h$/, 'the cursor is back before the screen is');
      assert.match(
        after[0] ?? '',
        /healthy .*beskar7-system[\s\S]*led by[\s\S]*watched for[\s\S]*interrupted: nothing was changed\r\nexit 130/,
      );
      assert.doesNotMatch(after[0] ?? '', /\x1b\[\?/, 'nothing is drawn after it');
      // each picture goes from the top left to the end of the screen, each line to its end: nothing of the last one is left
      for (const picture of (before ?? '').split('\x1b[?2026h').slice(1)) {
        assert.match(picture, /^\x1b\[H[\s\S]*\x1b\[J\x1b\[\?2026l/);
        assert.equal((picture.match(/\r\n/g) ?? []).length + 1, (picture.match(/\x1b\[K/g) ?? []).length);
      }
    }));
});
