// The fields of the Lease after each transition (reference 1.5), in the versions that differ.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LeaseRecord } from '../../src/elector/lease-store.ts';
import { START, Stage } from '../support/electing.ts';

/** Seconds after the beginning, as a Lease writes them. */
function stamp(seconds: number): string {
  return `${new Date(START + seconds * 1000).toISOString().slice(0, -1)}000Z`;
}

function record(holder: string, acquired: number, renewed: number, transitions: number, ld = 15): LeaseRecord {
  return {
    holderIdentity: holder,
    leaseDurationSeconds: ld,
    acquireTime: stamp(acquired),
    renewTime: stamp(renewed),
    leaseTransitions: transitions,
  };
}

const ERAS = [19, 26, 29, 30, 33, 34, 37];

for (const clientGo of ERAS) {
  describe(`client-go 0.${clientGo}`, () => {
    it('creates', () => {
      const stage = new Stage();
      stage.start('a', { clientGo });
      assert.deepEqual(stage.record, record('a', 0, 0, 0));
    });

    it('renews every retry period, and changes nothing but renewTime', () => {
      const stage = new Stage();
      stage.start('a', { clientGo });
      stage.runFor(7000);
      assert.deepEqual(
        stage.history.map(({ atMs }) => atMs),
        // leading begins with a renewal at once
        [0, 0, 2000, 4000, 6000],
      );
      assert.deepEqual(stage.record, record('a', 0, 6, 0));
    });

    it('takes over what expired, with its own duration and one transition more', () => {
      const stage = new Stage();
      stage.lease.put(record('gone', -100, -90, 4));
      const { told } = stage.start('b', { clientGo, leaseDurationMs: 20_000 });
      stage.runFor(60_000);
      const at = told.find(({ event }) => event.type === 'acquired')?.atMs ?? Number.NaN;
      const taken = stage.history.find(({ record: one }) => one?.holderIdentity === 'b')?.record;
      assert.ok(taken && taken.acquireTime === taken.renewTime);
      assert.equal(taken.leaseTransitions, 5);
      assert.equal(taken.leaseDurationSeconds, 20);
      // the record's duration since 0.27, its own before; then up to 2.2 retry periods
      const wait = clientGo >= 27 ? 15_000 : 20_000;
      assert.ok(at >= wait && at < wait + 4400, String(at));
      assert.equal(stage.record.acquireTime, taken.acquireTime);
    });

    it('takes an empty holder at its very next try', () => {
      const stage = new Stage();
      stage.lease.put(record('', -1, -1, 4, 1));
      stage.start('b', { clientGo });
      assert.deepEqual(stage.record, record('b', 0, 0, 5));
    });

    it('restarts under the same identity without waiting and without a trace', () => {
      const stage = new Stage();
      stage.start('fixed', { clientGo }).elector.abandon();
      stage.runFor(3000);
      const { told } = stage.start('fixed', { clientGo });
      assert.equal(told.find(({ event }) => event.type === 'acquired')?.atMs, 3000);
      assert.deepEqual(stage.record, record('fixed', 0, 3, 0));
    });

    it('creates a deleted Lease anew: with its memory since 0.30, from nothing before', () => {
      const stage = new Stage();
      stage.lease.put(record('', -1, -1, 4, 1));
      stage.start('a', { clientGo });
      stage.runFor(3000);
      stage.lease.delete();
      stage.runFor(1500);
      assert.deepEqual(stage.record, clientGo >= 30 ? record('a', 0, 4, 5) : record('a', 4, 4, 0));
    });

    it('is not remembered by another who creates a deleted Lease anew', () => {
      const stage = new Stage();
      stage.lease.put(record('', -1, -1, 4, 1));
      stage.start('a', { clientGo }).elector.abandon();
      stage.lease.delete();
      stage.start('b', { clientGo });
      assert.deepEqual(stage.record, record('b', 0, 0, 0));
    });

    it('takes back what somebody else cleared while it lives, with one transition more', () => {
      const stage = new Stage();
      stage.start('a', { clientGo });
      stage.runFor(3000);
      stage.lease.put({ ...stage.record, holderIdentity: '' });
      stage.runFor(1500);
      // up to 0.29 nothing is remembered; the fast path has set the old acquisition before it fails
      assert.deepEqual(stage.record, record('a', clientGo >= 30 ? 0 : 4, 4, 1));
    });
  });
}

it('stores the lease duration in whole seconds, cut off', () => {
  const stage = new Stage();
  stage.start('a', { leaseDurationMs: 15_999 });
  assert.equal(stage.record.leaseDurationSeconds, 15);
});

it('writes stamps by its own clock, however wrong, and six digits', () => {
  const stage = new Stage();
  stage.start('a', {}, {}, 3_600_000.125);
  assert.equal(stage.record.renewTime, '2026-05-02T11:00:00.000125Z');
});
