// How long news may have waited in this process: nothing while it runs, and the time in which it could not.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lateness } from '../../src/cluster/lateness.ts';

/** Keeps the process from running anything else. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

async function watched(test: (lateness: Lateness) => Promise<void>): Promise<void> {
  const lateness = new Lateness();
  try {
    await sleep(60);
    await test(lateness);
  } finally {
    lateness.end();
  }
}

describe('the lateness of this process', () => {
  it('is the time in which it could not run, for what is looked at then', () =>
    watched(async (lateness) => {
      lateness.reset();
      block(200);
      const held = lateness.heldUpMs();
      assert.ok(held >= 170, `${held}`);
      await sleep(0);
      assert.ok(lateness.heldUpMs() >= 170);
      await sleep(15);
      assert.ok(lateness.worstMs >= 170, `${lateness.worstMs}`);
    }));

  it('is one for pauses that follow upon each other', () =>
    watched(async (lateness) => {
      block(100);
      await sleep(12);
      block(100);
      assert.ok(lateness.heldUpMs() >= 180, `${lateness.heldUpMs()}`);
    }));
});
