// Stopping and giving the Lease up, by version (reference 1.4, 2.1, 3).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LeaseRequest } from '../../src/elector/lease-store.ts';
import { type Process, Stage } from '../support/electing.ts';

/** A leader cancelled while it sleeps between two renewals. */
function stopped(clientGo: number, releaseOnCancel = true): { stage: Stage; a: Process } {
  const stage = new Stage();
  const a = stage.start('a', { clientGo, releaseOnCancel });
  stage.runFor(5000);
  a.told.length = 0;
  a.elector.cancel();
  return { stage, a };
}

describe('a planned stop', () => {
  for (const clientGo of [20, 26, 30, 31, 33, 34, 37]) {
    it(`0.${clientGo} leaves the signature of a released Lease`, () => {
      const { stage, a } = stopped(clientGo);
      const now = '2026-05-02T10:00:05.000000Z';
      assert.deepEqual(stage.record, {
        holderIdentity: '',
        leaseDurationSeconds: 1,
        acquireTime: now,
        renewTime: now,
        leaseTransitions: 0,
      });
      // since 0.27 the Event comes with every end of leading, after the release; the gauge stays on
      const recorded = clientGo >= 27 ? ['recorded'] : [];
      assert.deepEqual(a.types(), ['released', ...recorded, 'stopped-leading']);
      assert.equal(a.elector.leads(), false);
      assert.equal(stage.clock.pending, 0);
    });
  }

  it('0.19 asks for what the API refuses, and the Lease stays held', () => {
    const { stage, a } = stopped(19);
    assert.match(a.of('release-failed')[0]?.message ?? '', /leaseDurationSeconds: Invalid value: 0/);
    assert.equal(stage.record.holderIdentity, 'a');
  });

  it('without release leaves the Lease held', () => {
    const { stage, a } = stopped(33, false);
    assert.equal(stage.record.holderIdentity, 'a');
    assert.deepEqual(a.types(), ['recorded', 'stopped-leading']);
  });
});

describe('a stop during a renewal', () => {
  /** The renewal arrives at the server, but its answer is cut off by the stop. */
  function race(clientGo: number): { stage: Stage; a: Process } {
    const stage = new Stage();
    const a = stage.start('a', { clientGo, releaseOnCancel: true }, { latencyMs: () => 200 });
    stage.runFor(1);
    while (stage.history.length < 4) stage.runFor(1);
    a.told.length = 0;
    a.elector.cancel();
    stage.runFor(5000);
    return { stage, a };
  }

  it('up to 0.33 ends in a conflict: the Lease is not released', () => {
    const { stage, a } = race(33);
    assert.match(a.of('release-failed')[0]?.message ?? '', /the object has been modified/);
    assert.equal(stage.record.holderIdentity, 'a');
  });

  for (const clientGo of [34, 37]) {
    it(`0.${clientGo} reads first, and releases`, () => {
      const { stage, a } = race(clientGo);
      assert.equal(stage.record.holderIdentity, '');
      assert.deepEqual(a.of('renew-lost'), [{ type: 'renew-lost', error: 'context canceled', reason: 'canceled' }]);
    });
  }

  it('is told in words that depend on the version', () => {
    for (const [clientGo, error] of [
      [31, 'timed out waiting for the condition'],
      [32, 'context canceled'],
    ] as const) {
      assert.equal(race(clientGo).a.of('renew-lost')[0]?.error, error, `0.${clientGo}`);
    }
  });
});

/** A write from elsewhere comes between the read and the write of the release. */
function disturbed(clientGo: number): { stage: Stage; a: Process } {
  const stage = new Stage();
  let disturb = false;
  const fault = ({ verb }: LeaseRequest) => {
    if (disturb && verb === 'update') {
      disturb = false;
      stage.lease.put(stage.record);
    }
    return null;
  };
  const a = stage.start('a', { clientGo, releaseOnCancel: true }, { fault });
  stage.runFor(5000);
  disturb = true;
  a.elector.cancel();
  return { stage, a };
}

describe('a conflict on release', () => {
  it('is final up to 0.36', () => {
    const { stage, a } = disturbed(36);
    assert.equal(a.of('release-failed').length, 1);
    assert.equal(stage.record.holderIdentity, 'a');
  });

  it('is retried from 0.37 on', () => {
    const { stage, a } = disturbed(37);
    assert.deepEqual([a.of('release-conflict-retry').length, a.of('release-failed').length], [1, 0]);
    assert.equal(stage.record.holderIdentity, '');
  });
});

describe('a release that meets a silent server', () => {
  // RD 10 s bounds it since 0.31; before, the client's timeout of 5 s if it has one, else nothing
  const TABLE = [
    { clientGo: 30, timeoutMs: null, endsAfterMs: null },
    { clientGo: 30, timeoutMs: 5000, endsAfterMs: 5000 },
    { clientGo: 31, timeoutMs: null, endsAfterMs: 10_000 },
    { clientGo: 34, timeoutMs: null, endsAfterMs: 10_000 },
    { clientGo: 34, timeoutMs: 5000, endsAfterMs: 5000 },
  ];
  for (const { clientGo, timeoutMs, endsAfterMs } of TABLE) {
    it(`0.${clientGo}, client timeout ${timeoutMs ?? 'none'}: ${endsAfterMs ?? 'never'}`, () => {
      const stage = new Stage();
      const fault = () => (stage.at() >= 5000 ? 'hang' : null);
      const a = stage.start('a', { clientGo, releaseOnCancel: true, requestTimeoutMs: timeoutMs }, { fault });
      stage.runFor(5000);
      a.elector.cancel();
      stage.runFor(3_600_000);
      const end = a.told.find(({ event }) => event.type === 'stopped-leading');
      assert.equal(end === undefined ? null : end.atMs - 5000, endsAfterMs);
    });
  }
});

describe('a lost renewal', () => {
  it('is followed by a release attempt before the work is told to stop', () => {
    const stage = new Stage();
    const fault = () => (stage.at() >= 5000 ? 'hang' : null);
    const { told } = stage.start('a', { clientGo: 33, releaseOnCancel: true }, { fault });
    stage.runFor(60_000);
    const at = (type: string) => told.find(({ event }) => event.type === type)?.atMs;
    // reference 1.6 d: the last renewal at 4 s; lost 12 s later, stopped 17 s later with a client timeout of 5 s
    assert.deepEqual([at('renew-lost'), at('stopped-leading')], [16_000, 21_000]);
  });

  it('to another holder releases nothing', () => {
    const stage = new Stage();
    const a = stage.start('a', { releaseOnCancel: true });
    stage.runFor(5000);
    stage.lease.put({ ...stage.record, holderIdentity: 'other' });
    stage.runFor(60_000);
    assert.equal(stage.record.holderIdentity, 'other');
    assert.equal(a.of('released').length, 0);
  });
});

describe('since 0.34 a process that froze past its Lease and is then stopped', () => {
  for (const [clientGo, blanks] of [
    [33, false],
    [34, true],
  ] as const) {
    it(`0.${clientGo} ${blanks ? "blanks the successor's Lease" : 'meets a conflict'}`, () => {
      const stage = new Stage();
      const a = stage.start('a', { clientGo, releaseOnCancel: true });
      stage.start('b');
      stage.runFor(9000);
      a.clock.freeze();
      stage.runFor(60_000);
      assert.equal(stage.record.holderIdentity, 'b');
      // the signal is the first thing it sees
      a.elector.cancel();
      a.clock.thaw();
      assert.equal(stage.record.holderIdentity, blanks ? '' : 'b');
    });
  }
});

it('a Lease deleted while 0.34 releases is told, not created', () => {
  const stage = new Stage();
  const a = stage.start('a', { clientGo: 34, releaseOnCancel: true });
  stage.runFor(5000);
  stage.lease.delete();
  a.elector.cancel();
  assert.deepEqual(a.of('release-not-found').length, 1);
  assert.equal(stage.lease.stored, null);
});
