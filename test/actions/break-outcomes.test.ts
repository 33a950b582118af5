// How break-lease ends where its write does not simply succeed: each answer of the port has its words, its exit code, and no second try.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Work } from '../../src/cli/base-command.ts';
import { type BreakHands, type BreakWish, breakLease } from '../../src/cli/breaking.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { Outcome } from '../../src/cluster/write-port.ts';
import { PLACE, runUntil, VirtualCluster } from '../support/virtual-cluster.ts';

const TIMINGS = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2000 };
const WISH: BreakWish = {
  method: 'delete',
  force: false,
  restart: false,
  legacy: false,
  dryRun: false,
  waitMs: null,
  skip: [],
};

/** Breaks a dead Lease through a port that answers its write with this. */
async function ended(outcome: Outcome, hands: Partial<BreakHands> = {}) {
  const cluster = new VirtualCluster('outcomes', 37);
  const { clock } = cluster.elect('leader', TIMINGS, false);
  cluster.clock.runFor(5000);
  clock.freeze();
  cluster.clock.runFor(60_000);
  let sent = 0;
  const port = cluster.port(true);
  const remove = async () => {
    sent++;
    return outcome;
  };
  const said: string[] = [];
  const work: Work = {
    cluster: { ...port, writes: { ...port.writes, remove } } satisfies Cluster,
    scope: {
      namespace: PLACE.namespace,
      namespaceSource: '-n',
      target: { kind: 'lease', name: PLACE.name },
      contextGiven: null,
    },
    failOn: 'never',
    sign: { tell: () => {}, stop: () => {} } as unknown as Work['sign'],
    presentation: { format: 'json', quiet: true, noColor: true, failOn: 'never' },
  };
  const report = await runUntil(
    cluster,
    breakLease(work, WISH, {
      clock: cluster.time,
      ask: async () => 'yes',
      keep: async () => '/copies/one.yaml',
      sofar: (sentence) => said.push(sentence),
      ...hands,
    }),
  );
  return { report, sent, said };
}

describe('a write that does not simply succeed', () => {
  for (const [title, outcome, ends] of [
    [
      'is 3 where the caller has no right',
      { result: 'refused', reason: 'forbidden', why: 'you may not' },
      ['failed', 3, /^not done: you may not/],
    ],
    [
      'is 3 where it did not reach the server',
      { result: 'undone', why: 'nothing listens' },
      ['failed', 3, /^not done: nothing listens/],
    ],
    [
      'is 3 where nobody knows',
      { result: 'unknown', why: 'it broke' },
      ['unclear', 3, /^whether it was done is not known: it broke/],
    ],
    [
      'is 4 where somebody was faster',
      { result: 'conflict', why: 'v' },
      ['conflict', 4, /since it was looked at; nothing was changed/],
    ],
    [
      'is 4 where it is gone',
      { result: 'absent', why: 'v' },
      ['conflict', 4, /since it was looked at; nothing was changed/],
    ],
  ] as const) {
    it(title, async () => {
      const { report, sent } = await ended(outcome);
      const [kind, exitCode, told] = ends;
      assert.deepEqual([report.outcome, report.exitCode, report.performed, sent], [kind, exitCode, false, 1]);
      assert.match(report.told, told);
    });
  }

  it('is told as done where a second look showed it, and --fail-on never maps nothing', async () => {
    const { report, said } = await ended({ result: 'done', seen: 'second-look', object: null });
    assert.deepEqual([report.outcome, report.exitCode, report.performed], ['nobody-came', 2, true]);
    assert.match(report.told, /the connection broke before the answer; a second look shows it/);
    assert.equal(report.backup, '/copies/one.yaml');
    assert.match(said[0] ?? '', /^a write was under way .* not known; a copy is in \/copies\/one\.yaml$/);
    assert.match(said.at(-1) ?? '', /^the Lease was deleted; .*; a copy is in \/copies\/one\.yaml$/);
  });

  it('is not sent at all where the copy cannot be kept', async () => {
    const failing = { keep: async () => Promise.reject(new Error('the disk is full')) };
    await assert.rejects(ended({ result: 'done', seen: 'answer', object: null }, failing), /the disk is full/);
  });
});
