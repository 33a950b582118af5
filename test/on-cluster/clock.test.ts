// The holder's clock is ten minutes wrong: that changes no verdict, neither while it renews nor after it died (reference 1.3; F25).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { STAMPED } from '../support/cluster.ts';
import { inNamespace, podsIn, rolledOut } from '../support/install.ts';
import { assertConsistent } from '../support/samples.ts';
import { LEASE_OF_STAND_IN, StandIn, sleepers } from '../support/stand-in.ts';
import { type Judged, judge, only, rolesOf } from '../support/status.ts';

const TEN_MINUTES = 600_000;
/** Both stamps are whole seconds, and a write takes a moment (contract 3). */
const BLUR_MS = 1_500;

const CLOCKS = [
  ['right', 0],
  ['ten minutes ahead', TEN_MINUTES],
  ['ten minutes behind', -TEN_MINUTES],
] as const;

/** The states that ages from one to another allow, by the thresholds of 15/10/2 (contract 4). */
function statesBetween(leastMs: number, mostMs: number): string[] {
  const from: readonly [number, string][] = [
    [0, 'renewing'],
    [8_000, 'late'],
    [15_000, 'expired'],
    [23_800, 'unclaimed'],
  ];
  const at = (ms: number) => from.findLastIndex(([low]) => low <= Math.max(0, ms));
  return from.slice(at(leastMs), at(mostMs) + 1).map(([, state]) => state);
}

function assertNoTroubleWithClock({ finding, told }: Judged): void {
  for (const id of ['holder-restarted', 'holder-gone', 'lease-recreated', 'no-candidates']) {
    assert.ok([undefined, 'unknown'].includes(finding(id)?.severity), told);
  }
}

describe('the clock of the holder is', { concurrency: true, timeout: 150_000 }, () => {
  for (const [name, shiftMs] of CLOCKS) {
    it(name, () =>
      inNamespace('clock', sleepers, async (namespace) => {
        await rolledOut(namespace);
        const [pod = ''] = await podsIn(namespace);
        const standIn = await StandIn.start(namespace, pod, shiftMs);
        try {
          await assertRenewing(namespace, pod, standIn);
          // the stamp of the first write is old by now, and only that where stamps do not follow renewals
          await sleep(9_000);
          await assertRenewing(namespace, pod, standIn);
          await assertAtOnce(namespace, shiftMs);
        } finally {
          await standIn.stop();
        }
        if (STAMPED) await assertDyingByStamps(namespace, standIn);
        else await assertDyingByWatching(namespace);
        if (!STAMPED) await assertAtOnce(namespace, shiftMs, false);
      }),
    );
  }
});

async function assertRenewing(namespace: string, pod: string, standIn: StandIn): Promise<void> {
  const { renewedAt } = standIn;
  const judged = await judge(['-n', namespace]);
  const { lease, state, evidence, holder, renewedAgoMs } = only(judged);
  assert.deepEqual(
    [lease.name, state, judged.code, judged.troubles],
    [LEASE_OF_STAND_IN, 'renewing', 0, []],
    judged.told,
  );
  assert.ok(evidence === 'two-reads' || evidence === 'server-clock', judged.told);
  if (STAMPED) assert.equal(evidence, 'server-clock', judged.told);
  // renewed at least as late as it was before that look began
  const mostMs = performance.now() - renewedAt + BLUR_MS;
  assert.ok(renewedAgoMs !== null && renewedAgoMs <= mostMs, `${mostMs}: ${judged.told}`);
  assert.deepEqual([holder?.pod, rolesOf(only(judged))], [pod, { leader: 1, standby: 1 }], judged.told);
  assertNoTroubleWithClock(judged);
}

/** Judging at once may trust the holder's stamp for being fresh, and says so; it never proves anything stale. */
async function assertAtOnce(namespace: string, shiftMs: number, alive = true): Promise<void> {
  const judged = await judge(['-n', namespace, '--observe', '0s']);
  const { state, evidence } = only(judged);
  // that nothing was watched is told by the evidence; a busy machine takes its time to start anything
  assert.ok(judged.tookMs < 6_000, judged.told);
  if (STAMPED) assert.deepEqual([state, evidence], ['renewing', 'server-clock'], judged.told);
  else if (shiftMs === 0 && alive) assert.deepEqual([state, evidence], ['renewing', 'holder-clock'], judged.told);
  else assert.deepEqual([state, evidence, judged.code], ['unknown', 'none', 3], judged.told);
  assertNoTroubleWithClock(judged);
}

async function assertDyingByStamps(namespace: string, standIn: StandIn): Promise<void> {
  const seen = new Set<string>();
  // each a good second behind a threshold, so that a slow look still falls before the next one
  for (const ageMs of [2_500, 9_500, 16_500, 26_000]) {
    await sleep(Math.max(0, standIn.renewedAt + ageMs - performance.now()));
    const asked = performance.now() - standIn.renewedAt;
    const judged = await judge(['-n', namespace]);
    const answered = performance.now() - standIn.renewedAt;
    const election = only(judged);
    assertConsistent({ ...judged, election });
    assertNoTroubleWithClock(judged);
    assert.equal(election.evidence, 'server-clock', judged.told);
    // it was read at some moment between its start and its end
    const [leastMs, mostMs] = [asked - BLUR_MS, answered + BLUR_MS];
    const told = `from ${Math.round(asked)} to ${Math.round(answered)}ms: ${judged.told}`;
    assert.ok(statesBetween(leastMs, mostMs).includes(election.state), told);
    const ago = election.renewedAgoMs ?? Number.NaN;
    assert.ok(ago > leastMs && ago < mostMs, told);
    seen.add(election.state);
  }
  assert.deepEqual([...seen], ['renewing', 'late', 'expired', 'unclaimed']);
}

async function assertDyingByWatching(namespace: string): Promise<void> {
  const looks = await Promise.all([
    judge(['-n', namespace, '--timeout', '11s']),
    judge(['-n', namespace, '--timeout', '19s']),
    judge(['-n', namespace]),
  ]);
  for (const judged of looks) {
    assertConsistent({ ...judged, election: only(judged) });
    assertNoTroubleWithClock(judged);
    assert.equal(only(judged).evidence, 'two-reads', judged.told);
  }
  assert.deepEqual(
    looks.map((judged) => only(judged).state),
    ['late', 'expired', 'unclaimed'],
  );
  assert.ok((looks[2]?.tookMs ?? Number.NaN) < 40_000);
}
