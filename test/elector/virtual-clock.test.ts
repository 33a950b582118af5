// The virtual clock: order, cancelling, and what acts plan while it runs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProcessClock } from '../../src/elector/process-clock.ts';
import { VirtualClock } from '../../src/elector/virtual-clock.ts';

test('acts happen in the order of their instants, those of one instant as they were planned, whatever is cancelled', () => {
  const plans = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 20 }), cancelled: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(plans, (all) => {
      const clock = new VirtualClock(1000);
      const done: string[] = [];
      const cancels = all.map(({ ms }, at) => clock.after(ms, () => done.push(`${clock.now()}:${at}`)));
      for (const [at, { cancelled }] of all.entries()) if (cancelled) cancels[at]?.();
      assert.equal(clock.pending, all.filter(({ cancelled }) => !cancelled).length);
      clock.runFor(20);
      const expected = all
        .map(({ ms, cancelled }, at) => ({ ms, cancelled, at }))
        .filter(({ cancelled }) => !cancelled)
        .toSorted((a, b) => a.ms - b.ms || a.at - b.at)
        .map(({ ms, at }) => `${1000 + ms}:${at}`);
      assert.deepEqual(done, expected);
      assert.equal(clock.pending, 0);
      for (const cancel of cancels) cancel();
    }),
  );
});

test('it stops at the instant it was told, with what is later still planned', () => {
  const clock = new VirtualClock(0);
  const done: number[] = [];
  const tick = () => {
    done.push(clock.now());
    clock.after(10, tick);
  };
  clock.after(10, tick);
  clock.runUntil(35);
  assert.deepEqual([done, clock.now(), clock.pending, clock.nextAt], [[10, 20, 30], 35, 1, 40]);
  clock.runUntil(20);
  assert.equal(clock.now(), 35, 'it never goes back');
  clock.runFor(5);
  assert.deepEqual(done, [10, 20, 30, 40], 'an act at the very end is done');
});

test('a frozen process does what fell due when it thaws, and not what was cancelled', () => {
  const world = new VirtualClock(0);
  const clock = new ProcessClock(world);
  const done: string[] = [];
  clock.after(1, () => done.push(`one at ${clock.now()}`));
  const cancel = clock.after(2, () => done.push('cancelled'));
  clock.after(9, () => done.push(`nine at ${clock.now()}`));
  clock.freeze();
  world.runFor(5);
  cancel();
  assert.deepEqual(done, []);
  clock.thaw();
  world.runFor(5);
  assert.deepEqual(done, ['one at 5', 'nine at 9']);
});

test('what thaws and freezes again leaves the rest for the next time', () => {
  const world = new VirtualClock(0);
  const clock = new ProcessClock(world);
  const done: number[] = [];
  clock.after(1, () => {
    done.push(1);
    clock.freeze();
  });
  clock.after(2, () => done.push(2));
  clock.freeze();
  world.runFor(5);
  clock.thaw();
  assert.deepEqual(done, [1]);
  clock.thaw();
  assert.deepEqual(done, [1, 2]);
});
