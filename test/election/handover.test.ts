// A handover measured from what was seen of it: histories with a known truth, seen promptly, late, or through a gap.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { measure, type RoundOf } from '../../src/election/handover.ts';
import type { LeaseSeen, Seen } from '../../src/election/handover-seen.ts';
import type { Lease } from '../../src/election/lease.ts';
import { HASH, identityOf, makeContainer, makeLease, makePod, makeTermination, WORKLOAD } from '../support/build.ts';

/** The holders' clock at local moment 0; hours off, which must not matter. */
const EPOCH = Date.parse('2026-11-23T17:42:00Z');
const POD_A = makePod({ name: `${WORKLOAD}-${HASH}-zcbmh`, uid: 'pod-a' });
const POD_B = makePod({ name: `${WORKLOAD}-${HASH}-9ccl2`, uid: 'pod-b' });
const A = identityOf(POD_A);
const B = identityOf(POD_B, '11111111-2222-4333-8444-555555555555');
const C = identityOf(`${WORKLOAD}-${HASH}-zpj57`, '22222222-2222-4333-8444-555555555555');
const ROUND: RoundOf = { from: A, pod: POD_A, known: new Set(['pod-a', 'pod-b']) };
const RP = 1000;

function stamp(ms: number): string {
  return new Date(EPOCH + ms).toISOString();
}

/** One write of a Lease, when it truly happened. */
interface Write {
  readonly at: number;
  readonly lease: Lease;
}

/** Builds a Lease's history from who held it when. */
class History {
  readonly writes: Write[] = [];
  private transitions = 4;
  private acquired = stamp(-60_000);

  renew(holder: string, from: number, to: number): this {
    for (let at = from; at <= to; at += RP) this.write(at, { holderIdentity: holder, renewTime: stamp(at) });
    return this;
  }

  release(at: number): this {
    const now = stamp(at);
    return this.write(at, { holderIdentity: '', leaseDurationSeconds: 1, acquireTime: now, renewTime: now });
  }

  take(holder: string, at: number): this {
    this.transitions++;
    this.acquired = stamp(at);
    return this.write(at, { holderIdentity: holder, renewTime: stamp(at) });
  }

  private write(at: number, more: Partial<Lease>): this {
    const resourceVersion = String(100 + this.writes.length);
    const base = { leaseTransitions: this.transitions, acquireTime: this.acquired, leaseDurationSeconds: 5 };
    this.writes.push({ at, lease: makeLease({ ...base, resourceVersion, ...more }) });
    return this;
  }
}

const trigger = { kind: 'trigger', sentAt: 0, at: 0 } as const;

function prompt(writes: readonly Write[], delay: (at: number) => number = () => 5): LeaseSeen[] {
  let last = Number.NEGATIVE_INFINITY;
  return writes.map(({ at, lease }) => {
    last = Math.max(last, at + delay(at));
    return { kind: 'lease', at: last, since: last, whole: true, lease };
  });
}

function ordered(...seen: readonly (readonly Seen[])[]): Seen[] {
  const momentOf = (one: Seen) => (one.kind === 'trigger' ? one.sentAt : one.at);
  return seen.flat().toSorted((a, b) => momentOf(a) - momentOf(b));
}

const GRACEFUL = () => new History().renew(A, -3500, -500).release(210).take(B, 1420).renew(B, 2420, 5420);

describe('a handover', () => {
  it('that is released: freed, taken over, and the length in between', () => {
    const told = measure(ordered(prompt(GRACEFUL().writes), [trigger]), ROUND);
    assert.deepEqual([told.leaseFreedMs, told.takeoverMs, told.leaderlessMs], [215, 1425, 1210]);
    assert.deepEqual([told.leaderlessFrom, told.holder, told.hidden], ['release', B, null]);
    assert.deepEqual(
      told.hops.map(({ to, renewals }) => [to, renewals]),
      [[B, 4]],
    );
  });

  it('that was never released: the time since the last renewal, and no moment at which it became free', () => {
    const { writes } = new History().renew(A, -3500, 500).take(B, 6100).renew(B, 7100, 9100);
    const told = measure(ordered(prompt(writes), [trigger]), ROUND);
    assert.deepEqual([told.leaseFreedMs, told.takeoverMs, told.lastRenewalMs], [null, 6105, 505]);
    assert.deepEqual([told.leaderlessMs, told.leaderlessFrom], [5600, 'last-renewal']);
  });

  it("counts from the end of the old leader's container where that was seen", () => {
    const { writes } = new History().renew(A, -3500, 500).take(B, 6100).renew(B, 7100, 9100);
    const ended = makeContainer({
      runningSince: null,
      ended: makeTermination({ exitCode: 137, finishedAt: stamp(1000) }),
    });
    const seen: Seen = { kind: 'pod', at: 1600, before: POD_A, pod: { ...POD_A, containers: [ended] } };
    const told = measure(ordered(prompt(writes), [trigger, seen]), ROUND);
    assert.equal(told.leaderlessFrom, 'container-end');
    assert.ok(Math.abs((told.leaderlessMs ?? 0) - 5000) <= 600, `${told.leaderlessMs}`);
    assert.equal(told.ended?.exitCode, 137);
  });

  it('of which nothing is seen but the holder that goes on', () => {
    const told = measure(ordered(prompt(new History().renew(A, -3500, 9500).writes), [trigger]), ROUND);
    assert.deepEqual([told.hops.length, told.holder, told.takeoverMs, told.leaseFreedMs], [0, A, null, null]);
  });

  it('in which nobody comes: when it became free, and no holder', () => {
    const told = measure(ordered(prompt(new History().renew(A, -3500, -500).release(300).writes), [trigger]), ROUND);
    assert.deepEqual([told.hops.length, told.holder, told.leaseFreedMs, told.takeoverMs], [0, null, 305, null]);
  });

  it('back to the old leader, whose identity is the same', () => {
    const { writes } = new History().renew(A, -3500, -500).release(10).take(A, 900).renew(A, 1900, 3900);
    const told = measure(ordered(prompt(writes), [trigger]), ROUND);
    assert.deepEqual([told.hops.map(({ to }) => to), told.holder, told.takeoverMs], [[A], A, 905]);
  });

  it('with several hops: each with its own time', () => {
    const history = GRACEFUL().release(6000).take(C, 6800).renew(C, 7800, 9800);
    const told = measure(ordered(prompt(history.writes), [trigger]), ROUND);
    assert.deepEqual(
      told.hops.map(({ from, to, leaderlessMs }) => [from, to, leaderlessMs]),
      [
        [A, B, 1210],
        [B, C, 800],
      ],
    );
    assert.deepEqual([told.holder, told.takeoverMs, told.leaderlessMs], [C, 1425, 1210]);
  });

  it('dates the trigger between its sending and the first sign that it was done', () => {
    const marked: Seen = { kind: 'pod', at: 40, before: POD_A, pod: { ...POD_A, deletedAt: stamp(10_000) } };
    const slow = { kind: 'trigger', sentAt: 0, at: 900 } as const;
    const told = measure(ordered(prompt(GRACEFUL().writes), [slow, marked]), ROUND);
    assert.equal(told.takeoverMs, 1405);
    assert.equal(told.accuracyMs, 20);
  });

  it('takes an answer that waited in a busy process for as early as it can have come', () => {
    const slow = { kind: 'trigger', sentAt: 0, at: 400, heldUpMs: 380 } as const;
    const told = measure(ordered(prompt(GRACEFUL().writes), [slow]), ROUND);
    assert.deepEqual([told.takeoverMs, told.accuracyMs], [1415, 390]);
  });
});

describe('news of a handover that waited in a busy process', () => {
  const late = (heldUpMs: number, by: number) =>
    prompt(GRACEFUL().writes).map((one) =>
      one.lease?.holderIdentity === '' ? { ...one, at: one.at + by, since: one.at + by, heldUpMs } : one,
    );

  it('are dated between their stamp and their sight: wrong by half of the wait at most', () => {
    const told = measure(ordered(late(90, 80), [trigger]), ROUND);
    assert.equal(told.leaseFreedMs, 255);
    assert.equal(told.accuracyMs, 40);
  });

  it('are dated by their sight where nothing waited: then the write was slow', () => {
    const told = measure(ordered(late(0, 80), [trigger]), ROUND);
    assert.deepEqual([told.leaseFreedMs, told.accuracyMs], [295, 0]);
  });

  it('did not come before they can have begun to wait', () => {
    const told = measure(ordered(late(20, 80), [trigger]), ROUND);
    assert.deepEqual([told.leaseFreedMs, told.accuracyMs], [285, 10]);
  });
});

describe('a handover behind a gap in the watch', () => {
  const between = (writes: readonly Write[], from: number, to: number): LeaseSeen[] => {
    let rest = 0;
    return writes.map(({ at, lease }) => {
      if (at < from || at > to) return { kind: 'lease', at: at + 5, since: at + 5, whole: true, lease };
      return { kind: 'lease', at: to + 20 + rest++, since: from, whole: true, lease };
    });
  };

  it('is dated by the stamps of its holders, whatever their clocks say', () => {
    const told = measure(ordered(between(GRACEFUL().writes, 100, 2000), [trigger]), ROUND);
    assert.deepEqual([told.leaseFreedMs, told.takeoverMs, told.hidden], [215, 1425, null]);
    assert.ok(told.accuracyMs >= 100);
  });

  it('is void where nothing dates it', () => {
    // the new holder is seen once only, behind the gap
    const { writes } = new History().renew(A, -3500, -500).release(210).take(B, 1420);
    const told = measure(ordered(between(writes, 100, 2000), [trigger]), ROUND);
    assert.equal(told.takeoverMs, null);
    assert.equal(told.leaderlessMs, null);
    assert.notEqual(told.hidden, null);
  });

  it('is void where a list shows that it changed hands more than once', () => {
    const history = GRACEFUL().release(6000).take(C, 6800).renew(C, 7800, 9800);
    const shown = history.writes.filter(({ at }) => at < 100 || at >= 6800);
    const seen = prompt(shown).map((one) =>
      one.lease?.holderIdentity === C && one.at < 7000 ? { ...one, since: 0, whole: false } : one,
    );
    const told = measure(ordered(seen, [trigger]), ROUND);
    assert.match(told.hidden ?? '', /changed hands while the watch was down/);
    assert.equal(told.leaderlessMs, null);
  });

  it('is void where the Lease was made anew in it', () => {
    const { writes } = GRACEFUL();
    const seen = prompt(writes).map((one) =>
      one.at > 1000 && one.lease
        ? { ...one, since: 0, whole: one.at > 2000, lease: { ...one.lease, uid: 'new' } }
        : one,
    );
    const told = measure(ordered(seen, [trigger]), ROUND);
    assert.match(told.hidden ?? '', /made anew/);
  });
});

describe('what is measured, whatever happens to the watch', () => {
  const histories = fc.record({
    release: fc.option(fc.integer({ min: 20, max: 900 }), { nil: null }),
    takes: fc.array(fc.integer({ min: 300, max: 4000 }), { minLength: 1, maxLength: 3 }),
    delays: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 8, maxLength: 8 }),
    gap: fc.option(fc.tuple(fc.integer({ min: -500, max: 6000 }), fc.integer({ min: 200, max: 4000 })), { nil: null }),
    forgets: fc.boolean(),
  });

  it('is true to the delay with which it was seen, or is not told', () => {
    fc.assert(
      fc.property(histories, ({ release, takes, delays, gap, forgets }) => {
        const history = new History().renew(A, -3600, -600);
        const holders = [B, C, A];
        let at = release ?? 0;
        if (release !== null) history.release(release);
        const truth: { to: string; at: number }[] = [];
        takes.forEach((after, nth) => {
          at += after;
          history.take(holders[nth] as string, at);
          truth.push({ to: holders[nth] as string, at });
          history.renew(holders[nth] as string, at + RP, at + 3 * RP);
          at += 3 * RP;
        });
        const seen = seenThrough(history.writes, delays, gap, forgets);
        const told = measure(ordered(seen, [trigger]), ROUND);
        const tolerance = 60 + 100;
        if (told.hidden === null) {
          assert.deepEqual(
            told.hops.map(({ to }) => to),
            truth.map(({ to }) => to),
          );
        }
        const [first] = truth;
        // where hops are hidden, a figure may only be of the hop that it names
        for (const hop of told.hops) {
          const own = truth.filter(({ to }) => to === hop.to);
          if (hop.instant !== null)
            assert.ok(
              own.some((one) => Math.abs(one.at - (hop.instant?.at ?? 0)) <= tolerance),
              JSON.stringify(hop),
            );
        }
        if (told.takeoverMs !== null && told.hidden === null)
          assert.ok(Math.abs(told.takeoverMs - (first?.at ?? 0)) <= tolerance, `${told.takeoverMs} ${first?.at}`);
        if (told.leaseFreedMs !== null && told.hidden === null)
          assert.ok(release !== null && Math.abs(told.leaseFreedMs - release) <= tolerance, `${told.leaseFreedMs}`);
        if (told.leaderlessMs !== null && told.hidden === null) {
          const begin = release ?? -600;
          const length = (first?.at ?? 0) - begin;
          assert.ok(Math.abs(told.leaderlessMs - length) <= 2 * tolerance, `${told.leaderlessMs} ${length}`);
        }
        if (gap === null) assert.equal(told.hidden, null);
      }),
      { numRuns: 2000 },
    );
  });
});

/** News as a watch gives them: late by a little; behind a gap all at once, or only the last state where the past was forgotten. */
function seenThrough(
  writes: readonly Write[],
  delays: readonly number[],
  gap: readonly [number, number] | null,
  forgets: boolean,
): LeaseSeen[] {
  let last = Number.NEGATIVE_INFINITY;
  const [from, length] = gap ?? [Number.POSITIVE_INFINITY, 0];
  const to = from + length;
  const before = writes.findLast(({ at }) => at < from);
  const proven = before ? Math.min(from, before.at) : from;
  const inGap = writes.filter(({ at }) => at >= from && at <= to);
  return writes.flatMap((write, nth): LeaseSeen[] => {
    const { at, lease } = write;
    const hides = at >= from && at <= to;
    if (hides && forgets && write !== inGap.at(-1)) return [];
    last = Math.max(last, (hides ? to : at) + (delays[nth % delays.length] ?? 0));
    return [{ kind: 'lease', at: last, since: hides ? proven : last, whole: !(hides && forgets), lease }];
  });
}
