// Changes in words: who, how long nobody led, and since when that is counted.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Change } from '../../src/election/change.ts';
import { reportedChange, severityOf, verdictChange } from '../../src/report/change.ts';
import { bareReport } from '../../src/report/report.ts';

const A = 'web-5875b8f7c6-zcbmh_3f0a2c1e-8d4b-4f6a-9b7c-5e1d2a3b4c5d';
const B = 'web-5875b8f7c6-9ccl2_11111111-2222-4333-8444-555555555555';
const BASE: Change = {
  kind: 'taken-over',
  at: 0,
  namespace: 'team-a',
  lease: 'web',
  from: A,
  to: B,
  leaderlessMs: null,
  leaderlessFrom: null,
  sinceRenewalMs: null,
  pod: null,
  how: null,
};

const CASES: readonly (readonly [Partial<Change>, string, string])[] = [
  [
    { leaderlessMs: 17_240, leaderlessFrom: 'last-renewal' },
    "web-5875b8f7c6-zcbmh → web-5875b8f7c6-9ccl2, 17.2s without a leader (since its predecessor's last renewal)",
    'healthy',
  ],
  [
    { leaderlessMs: 1200, leaderlessFrom: 'release' },
    'web-5875b8f7c6-zcbmh → web-5875b8f7c6-9ccl2, 1.2s without a leader (since the release)',
    'healthy',
  ],
  [
    { leaderlessMs: 252_000, leaderlessFrom: 'container-end' },
    "web-5875b8f7c6-zcbmh → web-5875b8f7c6-9ccl2, 4m 12s without a leader (since its predecessor's container ended)",
    'healthy',
  ],
  [{}, 'web-5875b8f7c6-zcbmh → web-5875b8f7c6-9ccl2', 'info'],
  [{ from: null }, 'web-5875b8f7c6-9ccl2 leads', 'info'],
  [{ kind: 'released', to: null }, 'web-5875b8f7c6-zcbmh released the Lease', 'info'],
  [{ kind: 'late', to: A, sinceRenewalMs: 8000 }, 'web-5875b8f7c6-zcbmh is late, renewed 8.0s ago', 'warning'],
  [
    { kind: 'expired', to: A, sinceRenewalMs: 15_040 },
    'the Lease of web-5875b8f7c6-zcbmh expired, renewed 15.0s ago',
    'warning',
  ],
  [{ kind: 'unclaimed', to: A }, 'nobody took the Lease of web-5875b8f7c6-zcbmh', 'critical'],
  [{ kind: 'renewed-again', to: A }, 'web-5875b8f7c6-zcbmh renews again', 'healthy'],
  [{ kind: 'deleted', to: null }, 'the Lease was deleted; web-5875b8f7c6-zcbmh held it', 'warning'],
  [{ kind: 'created', from: null }, 'the Lease was created, held by web-5875b8f7c6-9ccl2', 'info'],
  [{ kind: 'recreated', to: A }, 'the Lease was deleted and made anew by its holder web-5875b8f7c6-zcbmh', 'warning'],
  [
    { kind: 'stopped', to: A, pod: 'web-5875b8f7c6-zcbmh', how: 'exit 137, OOMKilled' },
    "web-5875b8f7c6-zcbmh: the holder's container ended, exit 137, OOMKilled",
    'warning',
  ],
];

describe('a change in words', () => {
  for (const [overrides, words, severity] of CASES) {
    it(words, () => {
      const reported = reportedChange({ ...BASE, ...overrides, time: '2026-11-24T10:00:00.123Z' });
      assert.equal(reported.summary, words);
      assert.equal(severityOf(reported), severity);
      assert.equal(reported.time, '2026-11-24T10:00:00.123Z');
    });
  }
});

describe('a change of the verdict', () => {
  const report = { ...bareReport('2026-11-24T10:00:00Z'), verdict: 'critical' as const };
  it('is none at first, and none where it stays', () => {
    assert.equal(verdictChange(null, report), null);
    assert.equal(verdictChange('critical', report), null);
  });
  it('names both', () => {
    const change = verdictChange('healthy', report);
    assert.deepEqual(
      [change?.kind, change?.from, change?.to, change?.summary],
      ['verdict', 'healthy', 'critical', 'critical'],
    );
  });
});
