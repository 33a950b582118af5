// The end of all reads, and that a new beginning is one.

import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { Deadline } from '../../src/cluster/deadline.ts';

describe('the deadline of reads', () => {
  it('ends them after a minute, and is lengthened from now on', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const deadline = new Deadline('https://server', null);
      const { signal } = deadline;
      mock.timers.tick(59_999);
      deadline.extend(90_000);
      mock.timers.tick(89_999);
      assert.equal(signal.aborted, false);
      mock.timers.tick(1);
      assert.equal(signal.aborted, true);
      // what is asked after that has a time of its own
      deadline.extend(0);
      assert.equal(deadline.signal.aborted, false);
      mock.timers.tick(60_000);
      assert.equal(deadline.signal.aborted, true);
    } finally {
      mock.timers.reset();
    }
  });

  it('stays where --timeout put it', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const deadline = new Deadline('https://server', 5000);
      deadline.extend(90_000);
      mock.timers.tick(5000);
      assert.equal(deadline.signal.aborted, true);
      assert.match(String(deadline.signal.reason.message), /within 5s/);
    } finally {
      mock.timers.reset();
    }
  });
});
