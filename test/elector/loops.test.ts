// Competing, renewing, losing and stopping, with what is told of it (reference 1.2, 1.3, 2.1, 3).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LeaseRequest } from '../../src/elector/lease-store.ts';
import { START, Stage } from '../support/electing.ts';

/** Fails every request from a moment on. */
function failingFrom(stage: Stage, seconds: number, error: string) {
  return { fault: () => (stage.at() >= seconds * 1000 ? error : null) };
}

const held = {
  holderIdentity: 'other',
  leaseDurationSeconds: 15,
  acquireTime: '2026-05-02T09:00:00.000000Z',
  renewTime: '2026-05-02T09:00:00.000000Z',
  leaseTransitions: 3,
};

describe('a candidate', () => {
  it('tries at once, then again RP to 2.2 RP after the end of each try', () => {
    const stage = new Stage();
    const asked: number[] = [];
    const latencyMs = () => {
      asked.push(stage.at());
      return 300;
    };
    stage.start('leader');
    stage.start('b', {}, { latencyMs });
    stage.runFor(300_000);
    const waits = asked.slice(1).map((at, index) => at - (asked[index] ?? 0) - 300);
    assert.equal(asked[0], 0);
    assert.ok(
      waits.every((wait) => wait >= 1999.99 && wait < 4400),
      String(waits),
    );
    const mean = waits.reduce((a, b) => a + b, 0) / waits.length;
    assert.ok(Math.abs(mean - 3200) < 250, `mean ${mean}`);
  });

  it('waits a full duration after its own first read, however old the Lease is', () => {
    const stage = new Stage();
    stage.lease.put(held);
    const { told, of } = stage.start('b');
    stage.runFor(14_999);
    assert.equal(of('acquired').length, 0);
    stage.runFor(4401);
    const at = told.find(({ event }) => event.type === 'acquired')?.atMs ?? Number.NaN;
    assert.ok(at >= 15_000 && at < 19_400, String(at));
    assert.ok(of('held-by').every(({ holder }) => holder === 'other'));
  });

  it('waits anew when any field changes, yet not for fractions of a second', () => {
    const changes = [
      { leaseTransitions: 4, moves: true },
      { acquireTime: '2026-05-02T09:00:01.000000Z', moves: true },
      { leaseDurationSeconds: 14, moves: true },
      { renewTime: '2026-05-02T09:00:00.999999Z', moves: false },
    ];
    for (const { moves, ...change } of changes) {
      const stage = new Stage();
      stage.lease.put(held);
      const { of } = stage.start('b');
      stage.runFor(10_000);
      stage.lease.put({ ...held, ...change });
      stage.runFor(9500);
      assert.equal(of('acquired').length, moves ? 0 : 1, JSON.stringify(change));
    }
  });

  it('judges by its own duration up to 0.26, by the record since', () => {
    for (const [clientGo, steals] of [
      [26, true],
      [27, false],
    ] as const) {
      const stage = new Stage();
      stage.start('leader', { leaseDurationMs: 60_000, renewDeadlineMs: 40_000, retryPeriodMs: 15_000 });
      const { of } = stage.start('short', {
        leaseDurationMs: 10_000,
        renewDeadlineMs: 6000,
        retryPeriodMs: 1000,
        clientGo,
      });
      stage.runFor(120_000);
      assert.equal(of('acquired').length > 0, steals, `0.${clientGo}`);
    }
  });

  it('goes on for ever when every request fails', () => {
    const stage = new Stage();
    const { of, types } = stage.start('b', {}, { fault: () => 'no route to host' });
    stage.runFor(3_600_000);
    // a try every 1.6 RP on average
    assert.ok(Math.abs(of('get-error').length - 3600 / 3.2) < 60);
    assert.equal(of('get-error')[0]?.message, 'no route to host');
    assert.deepEqual(types().slice(0, 3), ['attempting', 'get-error', 'try-failed']);
    assert.ok(!types().includes('stopped-leading'));
  });

  it('loses the race to create, and says so', () => {
    const stage = new Stage();
    const [a, b] = ['a', 'b'].map((id) => stage.start(id, {}, { latencyMs: () => 100 }));
    stage.runFor(1000);
    assert.equal(a?.of('acquired').length, 1);
    assert.equal(b?.of('create-error')[0]?.message, 'leases.coordination.k8s.io "lease" already exists');
  });

  it('stops without a release when it is cancelled, and still calls back', () => {
    const stage = new Stage();
    stage.lease.put(held);
    const { elector, types, of } = stage.start('b', { releaseOnCancel: true });
    elector.cancel();
    assert.deepEqual(types(), ['attempting', 'held-by', 'new-leader', 'try-failed', 'stopped-leading']);
    assert.deepEqual(of('stopped-leading'), [{ type: 'stopped-leading', wasLeading: false }]);
    assert.deepEqual(stage.record, held);
    assert.equal(stage.clock.pending, 0);
  });

  it('tells of every new leader once, and of a released Lease', () => {
    const stage = new Stage();
    const a = stage.start('a', { releaseOnCancel: true });
    const b = stage.start('b');
    stage.runFor(10_000);
    a.elector.cancel();
    stage.runFor(10_000);
    assert.deepEqual(
      b.of('new-leader').map(({ identity }) => identity),
      ['a', 'b'],
    );
    assert.deepEqual(
      a.of('new-leader').map(({ identity }) => identity),
      ['a'],
    );
  });
});

describe('a leader', () => {
  it('begins with what every program sees', () => {
    const stage = new Stage();
    const { types } = stage.start('a');
    assert.deepEqual(types(), [
      'attempting',
      'new-leader',
      'recorded',
      'gauge',
      'acquired',
      'started-leading',
      'renewed',
    ]);
  });

  it('loses RD after the start of the cycle that fails', () => {
    const stage = new Stage();
    const { told, of } = stage.start('a', {}, failingFrom(stage, 5, 'connection refused'));
    stage.runFor(60_000);
    const lost = told.find(({ event }) => event.type === 'renew-lost');
    // the last success at 4 s, the next cycle at 6 s, its deadline at 16 s: RP + RD after the last renewal
    assert.equal(lost?.atMs, 16_000);
    assert.deepEqual(of('get-error').length, 5);
    assert.deepEqual(of('fastpath-miss').length, 5);
    assert.deepEqual(of('stopped-leading'), [{ type: 'stopped-leading', wasLeading: true }]);
    assert.deepEqual(
      of('gauge').map(({ on }) => on),
      [true, false],
    );
    assert.equal(stage.clock.pending, 0, 'it never competes again');
  });

  it('survives an outage of (⌈RD/RP⌉ − 1)·RP, with whatever triple', () => {
    for (const [ld, rd, rp] of [
      [15, 10, 2],
      [10, 6, 1],
      [30, 20, 5],
      [60, 40, 15],
      [20, 15, 3],
    ] as const) {
      const tolerated = (Math.ceil(rd / rp) - 1) * rp * 1000;
      for (const [outage, survives] of [
        [tolerated, true],
        [tolerated + rp * 1000 + 1, false],
      ] as const) {
        const stage = new Stage();
        // the outage begins just before a renewal is due
        const from = 4 * rp * 1000;
        const fault = () => (stage.at() >= from && stage.at() < from + outage ? 'connection refused' : null);
        const settings = { leaseDurationMs: ld * 1000, renewDeadlineMs: rd * 1000, retryPeriodMs: rp * 1000 };
        const { of } = stage.start('a', settings, { fault });
        stage.runFor(from + 200_000);
        assert.equal(of('renew-lost').length === 0, survives, `${ld}/${rd}/${rp} ${outage}`);
      }
    }
  });

  it('sees another holder and keeps trying until RD is over', () => {
    const stage = new Stage();
    const { told, of, elector } = stage.start('a');
    stage.runFor(5000);
    stage.lease.put(held);
    stage.runFor(60_000);
    assert.equal(of('held-by').length, 5);
    assert.equal(told.find(({ event }) => event.type === 'renew-lost')?.atMs, 16_000);
    assert.equal(elector.leads(), false);
  });

  it('has only two requests where they hang: each takes RD/2', () => {
    const stage = new Stage();
    const asked: LeaseRequest['verb'][] = [];
    const fault = ({ verb }: LeaseRequest) => {
      if (stage.at() < 5000) return null;
      asked.push(verb);
      return 'hang';
    };
    const { told } = stage.start('a', {}, { fault });
    stage.runFor(60_000);
    assert.deepEqual(asked, ['update', 'get']);
    assert.equal(told.find(({ event }) => event.type === 'renew-lost')?.atMs, 16_000);
  });

  it('is cut off at the deadline where its client has no timeout, and reads no more', () => {
    const stage = new Stage();
    const fault = () => (stage.at() >= 5000 ? 'hang' : null);
    const { told, of } = stage.start('a', { requestTimeoutMs: null }, { fault });
    stage.runFor(60_000);
    assert.equal(told.find(({ event }) => event.type === 'renew-lost')?.atMs, 16_000);
    assert.deepEqual(of('fastpath-miss')[0]?.message, 'context deadline exceeded');
    // reference 2.6: throttle_client
    assert.equal(of('get-error')[0]?.message, 'client rate limiter Wait returned an error: context deadline exceeded');
  });

  it('reads before it writes up to 0.29', () => {
    for (const [clientGo, expected] of [
      [29, ['get', 'update']],
      [30, ['update']],
    ] as const) {
      const stage = new Stage();
      const asked: string[] = [];
      const fault = ({ verb }: LeaseRequest) => {
        asked.push(verb);
        return null;
      };
      stage.start('a', { clientGo }, { fault });
      asked.length = 0;
      stage.runFor(2000);
      assert.deepEqual(asked, expected, `0.${clientGo}`);
    }
  });

  // reference 2.1: the words of a lost renewal; 3: the Event "stopped leading"
  const WORDS = [
    { clientGo: 17, hang: true, error: 'failed to tryAcquireOrRenew context deadline exceeded' },
    { clientGo: 20, hang: true, error: 'timed out waiting for the condition' },
    { clientGo: 31, hang: false, error: 'timed out waiting for the condition' },
    { clientGo: 32, hang: false, error: 'context deadline exceeded' },
    { clientGo: 37, hang: true, error: 'context deadline exceeded' },
  ];
  for (const { clientGo, hang, error } of WORDS) {
    it(`0.${clientGo} loses with "${error}"`, () => {
      const stage = new Stage();
      const { of } = stage.start(
        'a',
        { clientGo, requestTimeoutMs: null },
        failingFrom(stage, 5, hang ? 'hang' : 'EOF'),
      );
      stage.runFor(60_000);
      assert.deepEqual(of('renew-lost'), [{ type: 'renew-lost', error, reason: 'deadline' }]);
      assert.deepEqual(
        of('recorded').map(({ message }) => message),
        ['became leader', 'stopped leading'],
      );
    });
  }

  it('that froze for longer than the Lease lasts acts again on waking, until it has failed for RD', () => {
    const stage = new Stage();
    const a = stage.start('a');
    const b = stage.start('b');
    stage.runFor(9000);
    a.clock.freeze();
    stage.runFor(60_000);
    assert.equal(stage.record.holderIdentity, 'b');
    assert.ok(b.acts());
    a.clock.thaw();
    const woke = stage.at();
    assert.ok(a.acts(), 'nothing told it to stop');
    stage.runFor(30_000);
    assert.equal(a.acts(), false);
    const lost = (a.told.find(({ event }) => event.type === 'renew-lost')?.atMs ?? Number.NaN) - woke;
    // reference 1.8: from resume, up to RD + RP
    assert.ok(lost > 0 && lost <= 12_000, String(lost));
    assert.equal(stage.record.holderIdentity, 'b', 'it does not take the Lease back');
  });

  it('refuses the triples that client-go refuses, in its words', () => {
    const stage = new Stage();
    const refused = (settings: object) => () => stage.start('a', settings);
    assert.throws(refused({ leaseDurationMs: 10_000 }), {
      message: 'leaseDuration must be greater than renewDeadline',
    });
    assert.throws(refused({ retryPeriodMs: 9000 }), {
      message: 'renewDeadline must be greater than retryPeriod*JitterFactor',
    });
    assert.throws(() => new Stage().start('', { clientGo: 28 }), { message: 'Lock identity is empty' });
    assert.doesNotThrow(() => new Stage().start('', { clientGo: 27 }));
  });

  it('with less than a second of lease is accepted by client-go and refused by the API', () => {
    const stage = new Stage();
    const { of } = stage.start('a', { leaseDurationMs: 900, renewDeadlineMs: 500, retryPeriodMs: 100 });
    assert.match(
      of('create-error')[0]?.message ?? '',
      /spec\.leaseDurationSeconds: Invalid value: 0: must be greater than 0$/,
    );
  });
});

it('what is killed says nothing more and does nothing more', () => {
  const stage = new Stage();
  const a = stage.start('a', { releaseOnCancel: true }, { latencyMs: () => 200 });
  stage.runFor(5100);
  const before = a.told.length;
  a.elector.abandon();
  a.elector.cancel();
  stage.runFor(60_000);
  assert.equal(a.told.length, before);
  assert.equal(stage.record.holderIdentity, 'a');
  assert.ok(stage.clock.now() > START);
});
