// The API server's time, learnt from Dates that are cut to a second.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ServerClock } from '../../src/cluster/server-clock.ts';

const EPOCH = Date.parse('2026-11-24T10:00:00Z');

/** What a server whose clock is `offset` ahead of the local one writes when it answers at a local moment. */
function dateAt(answeredAt: number, offset: number): string {
  return new Date(Math.floor((EPOCH + answeredAt + offset) / 1000) * 1000).toISOString();
}

const answer = fc.record({ pause: fc.integer({ min: 0, max: 5000 }), there: fc.nat(400), back: fc.nat(400) });

describe('the clock of the API server', () => {
  it('is not known before an answer had a Date', () => {
    const clock = new ServerClock();
    clock.note(null, 0, 10);
    clock.note('yesterday', 0, 10);
    assert.equal(clock.at(1000), null);
    assert.equal(clock.accuracyMs, Number.POSITIVE_INFINITY);
  });

  it('is never wrong by more than it says, whatever the answers', () => {
    const offsets = fc.integer({ min: -3_600_000, max: 3_600_000 });
    fc.assert(
      fc.property(offsets, fc.array(answer, { minLength: 1, maxLength: 200 }), (offset, answers) => {
        const clock = new ServerClock();
        let now = 0;
        for (const { pause, there, back } of answers) {
          const sentAt = now + pause;
          now = sentAt + there + back;
          clock.note(dateAt(sentAt + there, offset), sentAt, now);
        }
        const error = Math.abs((clock.at(now) as number) - (EPOCH + now + offset));
        assert.ok(error <= clock.accuracyMs + 1, `${error} ms, and says ${clock.accuracyMs}`);
        assert.ok(clock.accuracyMs <= 500 + 400, String(clock.accuracyMs));
      }),
    );
  });

  it('narrows down to a tenth of a second by quick answers at other parts of a second', () => {
    const clock = new ServerClock();
    for (let asked = 0; asked < 6; asked++) {
      const sentAt = asked * 217;
      clock.note(dateAt(sentAt + 2, 123_456), sentAt, sentAt + 4);
    }
    assert.ok(clock.accuracyMs < 150, String(clock.accuracyMs));
  });

  it('follows a server whose clock was set', () => {
    const clock = new ServerClock();
    for (let asked = 0; asked < 20; asked++) clock.note(dateAt(asked * 217, 0), asked * 217, asked * 217 + 2);
    clock.note(dateAt(10_000, 60_000), 9998, 10_002);
    assert.ok(Math.abs((clock.at(10_002) as number) - (EPOCH + 70_002)) <= 502);
  });
});
