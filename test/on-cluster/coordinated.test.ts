// Coordinated election, made real: kube-scheduler chosen by the API server among LeaseCandidates (reference 1.10).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { kubectl, STAMPED } from '../support/cluster.ts';
import { type Election, type Judged, judge, only, status } from '../support/status.ts';

const NAMESPACE = 'kube-system';
const SCHEDULER = 'kube-scheduler';
const COORDINATED = ['kube-controller-manager', SCHEDULER];
const STRATEGY = 'OldestEmulationVersion';

function skipped(): { readonly skip?: string } {
  if (!STAMPED) return { skip: 'there is none before 1.31' };
  if (process.env.B7LE_TEST_COORDINATED === '1') return {};
  return { skip: 'only where B7LE_TEST_COORDINATED=1 says that the feature gate is on' };
}

interface Coordinated extends Election {
  readonly leaseCandidates: readonly { readonly name: string; readonly strategy: string | null }[] | null;
}

function electionOf({ report, told }: Judged, name: string): Coordinated {
  const found = report.elections.find(({ lease }) => lease.name === name);
  assert.ok(found, told);
  return found as Coordinated;
}

/** Waits until the coordinator has given the Lease to somebody who renews it by himself. */
async function settled(): Promise<Judged> {
  for (let tries = 0; ; tries++) {
    const judged = await judge([SCHEDULER, '-n', NAMESPACE]);
    const { state, lease } = only(judged);
    if (state === 'renewing' && lease.leaseDurationSeconds === 15 && !lease.preferredHolder) return judged;
    assert.ok(tries < 60, judged.told);
    await sleep(1_000);
  }
}

describe('a coordinated election', { timeout: 150_000, ...skipped() }, () => {
  it('is recognised, with its candidates, and healthy', async () => {
    await settled();
    const judged = await judge(['-n', NAMESPACE]);
    const { report, code, troubles, told } = judged;
    assert.deepEqual([code, report.verdict, troubles], [0, 'healthy', []], told);
    for (const name of COORDINATED) {
      const { lease, leaseCandidates, state, timing } = electionOf(judged, name);
      assert.deepEqual([state, lease.strategy, lease.acquireTime], ['renewing', STRATEGY, null], told);
      assert.ok(
        leaseCandidates?.some((one) => one.name === lease.holderIdentity && one.strategy === STRATEGY),
        told,
      );
      assert.deepEqual([timing.leaseDurationMs, timing.crashFailoverMs], [15_000, [13_000, 25_000]], told);
    }
    // the coordinator's own election is an ordinary one
    const own = electionOf(judged, 'leader-election-controller');
    assert.deepEqual([own.lease.strategy, own.leaseCandidates], [null, null], told);
  });

  it('is shown with its strategy and candidates', async () => {
    const { stdout } = await status([SCHEDULER, '-n', NAMESPACE]);
    assert.match(stdout, /^ {2}coordinated {2}OldestEmulationVersion · \d+ candidates?: \S+/m);
    const wide = await status([SCHEDULER, '-n', NAMESPACE, '-o', 'wide']);
    assert.match(wide.stdout, /^ {2}CANDIDATE +EMULATES +BINARY +RENEWED/m);
  });

  it('hands over without an alarm: the holder lets its term end, and the API server chooses anew', async () => {
    const { holderIdentity } = only(await settled()).lease;
    const spec = { preferredHolder: 'nobody-in-particular' };
    await kubectl(['-n', NAMESPACE, 'patch', 'lease', SCHEDULER, '--type=merge', '-p', JSON.stringify({ spec })]);
    const samples: Judged[] = [];
    for (let over = false; !over; ) {
      assert.ok(samples.length < 80, samples.at(-1)?.told);
      const judged = await judge([SCHEDULER, '-n', NAMESPACE]);
      samples.push(judged);
      const { state, lease } = only(judged);
      over = state === 'renewing' && lease.holderIdentity !== holderIdentity && lease.leaseDurationSeconds === 15;
      await sleep(500);
    }
    for (const { report, told } of samples) {
      assert.notEqual(report.verdict, 'critical', told);
      assert.ok(report.elections[0]?.state !== 'unclaimed', told);
    }
    // while it gives way it is late on purpose, and that is no alarm
    const leaving = samples.filter((judged) => only(judged).state === 'late' && only(judged).lease.preferredHolder);
    assert.ok(leaving.length > 0, 'the end of the term was seen');
    for (const { finding, code, told } of leaving)
      assert.deepEqual([finding('lease-late')?.severity, code], ['info', 0], told);
  });
});
