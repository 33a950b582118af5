// What a measured handover comes to: the reference's bounds (1.6), the reasons of F18, F13, and the user's own bound.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimedTwiceMs } from '../../src/election/claimed-twice.ts';
import type { FailoverTerms } from '../../src/election/failover-terms.ts';
import type { Measured } from '../../src/election/handover.ts';
import { judge } from '../../src/election/handover-judged.ts';
import type { Seen } from '../../src/election/handover-seen.ts';
import type { Hop } from '../../src/election/handovers.ts';
import { HASH, identityOf, makePod, makeTermination, WORKLOAD } from '../support/build.ts';

const A = identityOf(makePod());
const B = identityOf(`${WORKLOAD}-${HASH}-9ccl2`, '11111111-2222-4333-8444-555555555555');

/** Those of 15s / 10s / 2s with a grace of ten seconds. */
const TERMS: FailoverTerms = {
  method: 'delete',
  stopMaxMs: 10_000,
  releases: true,
  freeMaxMs: 4400,
  unrenewedMaxMs: 23_800,
  expectedMs: [0, 14_400],
  nobodyWaits: false,
  limitMs: 38_800,
  maxMs: null,
};

/** Since the trigger, in milliseconds; `freed` is null where the Lease was never let go. */
function handover(freed: number | null, taken: number, renewed = -500, to = B): Measured {
  const hop: Hop = {
    from: A,
    to,
    instant: { at: taken, withinMs: 0 },
    freed: freed === null ? null : { at: freed, withinMs: 0 },
    wasFreed: freed !== null,
    renewedAt: renewed,
    leaderlessMs: taken - (freed ?? renewed),
    leaderlessFrom: freed === null ? 'last-renewal' : 'release',
    acquireTime: null,
    renewals: 2,
  };
  return {
    triggeredAt: { at: 0, withinMs: 0 },
    hops: [hop],
    holder: to,
    leaseFreedMs: freed,
    takeoverMs: taken,
    leaderlessMs: hop.leaderlessMs,
    leaderlessFrom: hop.leaderlessFrom,
    lastRenewalMs: renewed,
    work: { at: taken + 200, by: 'log', state: null, busySince: null },
    workMs: taken + 200,
    replacementReadyMs: null,
    twoClaimedMs: null,
    ended: null,
    said: null,
    accuracyMs: 0,
    hidden: null,
  };
}

const HOW = { from: A, tellsOfWork: true, workIsDue: false };
const judged = (measured: Measured, terms: Partial<FailoverTerms> = {}, how = HOW) =>
  judge(measured, { ...TERMS, ...terms }, how);

describe('a handover is judged', () => {
  it('within bounds while the stop, and the time that the Lease was free, are', () => {
    for (const [freed, taken] of [
      [210, 1420],
      [9900, 14_200],
      [0, 0],
    ] as const)
      assert.deepEqual(judged(handover(freed, taken)), { outcome: 'taken-over', withinBounds: true, why: null });
  });

  const slow: readonly (readonly [what: string, why: RegExp, Measured, Partial<FailoverTerms>?])[] = [
    ['a stop longer than the pod is given', /its stop took 11\.20s, and 10s/, handover(11_200, 12_000)],
    ['a free Lease that nobody took in time', /free for 5\.80s .* 4\.4s is the most/, handover(200, 6000)],
    [
      'a Lease that ran out late',
      /25\.00s after the last renewal, and 23\.8s/,
      handover(null, 24_500),
      { releases: false },
    ],
    ['the bound of the user', /taken over after 1\.42s, and --max is 1s/, handover(210, 1420), { maxMs: 1000 }],
    ['no release, and nothing that tells why', /was not released: nothing seen tells why/, handover(null, 16_000)],
    [
      'a release that failed',
      /its log says that the release failed/,
      { ...handover(null, 16_000), said: 'release-failed' },
    ],
    [
      'a kill before the release',
      /killed before it let go \(exit 137\): its grace is too short/,
      { ...handover(null, 20_000, 4000), ended: makeTermination({ exitCode: 137, reason: 'Error' }) },
    ],
  ];
  for (const [what, why, measured, terms] of slow)
    it(`slow with ${what}`, () => {
      const told = judged(measured, terms);
      assert.deepEqual([told.outcome, told.withinBounds], ['taken-over', false]);
      assert.match(told.why ?? '', why);
    });

  it('not slow where it need not release: after a kill, or where release is off or unknown', () => {
    const kill = judged(handover(null, 17_000), { method: 'kill', stopMaxMs: 2000 });
    const off = judged(handover(null, 17_000), { releases: false });
    const unknown = judged(handover(null, 17_000), { releases: null });
    for (const told of [kill, off, unknown]) assert.equal(told.withinBounds, true, told.why ?? '');
  });

  it('back to the old leader, which is no failure, and whose work is no question', () => {
    const back = judged(
      { ...handover(10, 900, -500, A), work: { at: null, by: null, state: null, busySince: null } },
      {},
      { ...HOW, workIsDue: true },
    );
    assert.deepEqual([back.outcome, back.withinBounds], ['taken-back', true]);
  });

  it('failed where nobody holds the Lease in the end', () => {
    const nobody = judged({ ...handover(300, 0), hops: [], holder: null, takeoverMs: null });
    assert.deepEqual([nobody.outcome, nobody.withinBounds], ['nobody', false]);
    assert.match(nobody.why ?? '', /released after 0\.30s, and nobody took it within 38\.8s/);
    const lost = judged({ ...handover(300, 900), holder: null });
    assert.match(lost.why ?? '', /9ccl2 took the Lease and did not keep it/);
  });

  it('idle only where its log would tell, or its metrics say so, and the time for it is over', () => {
    const silent = { ...handover(210, 1420), work: { at: null, by: null, state: null, busySince: null }, workMs: null };
    const busy = { ...handover(210, 1420), work: { at: 1500, by: 'log', state: 'busy', busySince: 1500 } } as Measured;
    const due = { ...HOW, workIsDue: true };
    assert.equal(judged(silent, {}, due).outcome, 'idle');
    assert.equal(judged(busy, {}, due).outcome, 'idle');
    assert.equal(judged(silent, {}, HOW).outcome, 'taken-over');
    assert.equal(judged(silent, {}, { ...due, tellsOfWork: false }).outcome, 'taken-over');
  });

  it('void where something was hidden, whatever the figures say', () => {
    const told = judged({ ...handover(210, 1420), hidden: 'the watch was down' });
    assert.deepEqual(told, { outcome: 'void', withinBounds: null, why: 'the watch was down' });
  });
});

describe('two that claim to lead at once', () => {
  const round = (at: number, ...claiming: string[]): Seen => ({
    kind: 'claims',
    at,
    until: at + 20,
    answers: ['a', 'b'].map((pod) => ({ pod, claims: claiming.includes(pod), work: { done: null, open: null } })),
  });

  it('are two in two rounds in a row: one round may see the handover itself', () => {
    assert.equal(claimedTwiceMs([round(100, 'a'), round(600, 'a', 'b'), round(1100, 'b')], 0), 0);
    assert.equal(claimedTwiceMs([round(100, 'a', 'b'), round(600, 'a', 'b'), round(1100, 'b')], 0), 520);
  });

  it('are not a pod that is being deleted, whose gauge stays until it exits', () => {
    const pod = makePod({ name: 'a' });
    const leaving: Seen = { kind: 'pod', at: 50, before: pod, pod: { ...pod, deletedAt: '2026-11-23T12:00:00Z' } };
    assert.equal(claimedTwiceMs([leaving, round(100, 'a', 'b'), round(600, 'a', 'b')], 0), 0);
  });

  it('are not known where nobody answered, and do not count before the trigger', () => {
    assert.equal(claimedTwiceMs([], 0), null);
    assert.equal(claimedTwiceMs([round(100, 'a', 'b'), round(600, 'a', 'b')], 700), null);
  });
});
