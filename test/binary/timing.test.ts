// `b7le timing` from flags alone, as a process: no cluster, the contract's exit codes, the same facts in every format.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { b7le } from '../support/b7le.ts';

const CLEAN = { LANG: 'C.UTF-8', LC_ALL: '', NO_COLOR: undefined, FORCE_COLOR: undefined, B7LE_NAMESPACE: undefined };
const run = (...args: string[]) => b7le(['timing', ...args], { env: { ...CLEAN, KUBECONFIG: '/no/such/file' } });
const triple = (ld: string, rd: string, rp: string) => [
  `--lease-duration=${ld}`,
  `--renew-deadline=${rd}`,
  `--retry-period=${rp}`,
];

describe('exit codes', { concurrency: 2 }, () => {
  const CASES: readonly (readonly [readonly string[], number])[] = [
    [[...triple('30s', '20s', '5s'), '--replicas', '3'], 0],
    [triple('15s', '10s', '5s'), 0],
    [triple('15s', '14s', '2s'), 1],
    [[...triple('15s', '14s', '2s'), '--fail-on', 'critical'], 0],
    [[...triple('15s', '14s', '2s'), '--skip', 'timing-margin'], 0],
    [triple('10s', '15s', '2s'), 2],
    [[...triple('10s', '15s', '2s'), '--fail-on', 'never'], 0],
    [['--max-failover', '20s'], 0],
    [['--retry-period', 'soon'], 64],
    [['--retry-period=-2s'], 64],
    [['--replicas', '0'], 64],
    [['--max-failover', '0s'], 64],
    [['-o', 'junit', '--replicas', '3'], 64],
    [['-A', '--replicas', '3'], 64],
    // an election is meant, and there is no cluster
    [['lease/x', '--replicas', '3'], 3],
    [[], 3],
  ];
  for (const [args, expected] of CASES) {
    it(`${args.join(' ') || '(nothing)'}: ${expected}`, async () => {
      const { code, stdout, stderr } = await run(...args);
      assert.equal(code, expected, stdout + stderr);
      assert.doesNotMatch(stdout + stderr, /^\s+at |node:internal|\bundefined\b|\[object|NaN/m);
    });
  }
});

it('every format gives the same verdict', async () => {
  const flags = [...triple('15s', '14s', '2s'), '--no-release-on-cancel'];
  const [table, json, name, short] = await Promise.all(
    [[], ['-o', 'json'], ['-o', 'name'], ['-o', 'short']].map((format) => run(...flags, ...format)),
  );
  assert.match(table?.stdout ?? '', /^▲ warning {3}15s,14s,2s\n/);
  const report = JSON.parse(json?.stdout ?? '') as { kind: string; verdict: string; exitCode: number };
  assert.deepEqual([report.kind, report.verdict, report.exitCode], ['Timing', 'warning', 1]);
  assert.equal(name?.stdout, '15s,14s,2s\n');
  assert.match(short?.stdout ?? '', /^▲ 15s,14s,2s timing-margin: two may lead for 1s/);
  for (const one of [table, json, name, short]) assert.equal(one?.code, 1);
});

it('an error is a Timing too, with every key of it', async () => {
  const { stdout } = await run('-o', 'json');
  const report = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual([report.kind, report.verdict, report.timing, report.advice], ['Timing', 'unknown', null, null]);
});

it('without a release is a flag of its own', async () => {
  const releases = await Promise.all(
    [[], ['--release-on-cancel'], ['--no-release-on-cancel']].map(async (flag) => {
      const { stdout } = await run(...triple('15s', '10s', '2s'), ...flag, '-o', 'json');
      return (JSON.parse(stdout) as { timing: { gracefulFailoverMs: unknown } }).timing.gracefulFailoverMs;
    }),
  );
  // reference 1.6 a and b
  assert.deepEqual(releases, [
    [0, 23_800],
    [0, 4400],
    [13_000, 23_800],
  ]);
});
