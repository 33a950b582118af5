// Laws of every story, whatever the logs hold: nothing is lost, order is kept, lengths are lengths.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { instantOf } from '../../src/logs/instant.ts';
import type { ContainerLog, LogEntry, LogEventKind, LogSign } from '../../src/logs/log-event.ts';
import { storyOf } from '../../src/logs/story.ts';
import { at, factsOf, LEASE, NAMESPACE, podOf } from '../support/told.ts';

const KINDS: readonly LogEventKind[] = [
  'attempting',
  'acquired',
  'observed-new-leader',
  'renew-failed',
  'lost',
  'released',
  'lock-error',
  'not-expired',
];
const SIGNS: readonly (LogSign | null)[] = [null, 'started', 'shutdown-begun', 'lost-after-stop', 'release-failed'];

const entry = fc.record({
  event: fc.option(fc.constantFrom(...KINDS), { nil: null }),
  sign: fc.constantFrom(...SIGNS),
  ms: fc.option(fc.integer({ min: 0, max: 3_600_000 }), { nil: null, freq: 8 }),
  lease: fc.constantFrom(LEASE, `${NAMESPACE}/other`, 'other', null),
  graceful: fc.constantFrom(true, false, null),
});

function entryOf(
  { event, sign, ms, lease, graceful }: typeof entry extends fc.Arbitrary<infer T> ? T : never,
  index: number,
): LogEntry {
  const time = ms === null ? null : new Date(at('11:00:00.000') + ms).toISOString();
  return {
    event,
    sign,
    cause: null,
    lease,
    identity: null,
    level: null,
    time,
    at: time,
    format: 'klog',
    message: `line ${index}`,
    error: null,
    graceful,
    line: `line ${index}`,
  };
}

const log = fc
  .record({ pod: fc.constantFrom('a', 'b', 'c'), previous: fc.boolean(), entries: fc.array(entry, { maxLength: 12 }) })
  .map(({ pod, previous, entries }): ContainerLog => {
    const all = entries.map(entryOf);
    const times = all.flatMap(({ at: time }) => (time === null ? [] : [time])).sort();
    return {
      namespace: NAMESPACE,
      pod,
      container: 'manager',
      previous,
      fromStart: true,
      firstAt: times[0] ?? null,
      lastAt: times.at(-1) ?? null,
      lines: all.length,
      entries: all,
      dropped: 0,
    };
  });

const pods = fc.constantFrom(null, [], [podOf('a'), podOf('b', { runningSince: null })]);

describe('every story', () => {
  it('holds each event of each log once', () => {
    fc.assert(
      fc.property(fc.array(log, { maxLength: 5 }), pods, (logs, there) => {
        const told = storyOf(factsOf({ logs, pods: there })).lines.filter(({ entry: { source } }) => source === 'log');
        const events = logs.flatMap(({ entries }) => entries.filter(({ event }) => event !== null));
        assert.deepEqual(told.map(({ entry: { line } }) => line).sort(), events.map(({ line }) => line).sort());
      }),
    );
  });

  it('is in time order wherever its logs are', () => {
    fc.assert(
      fc.property(fc.array(log, { maxLength: 5 }), (logs) => {
        const sorted = logs.map((one) => ({
          ...one,
          entries: one.entries
            .filter(({ at: time }) => time !== null)
            .toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1)),
        }));
        const times = storyOf(factsOf({ logs: sorted })).lines.map((one) => one.at);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => (a ?? 0) - (b ?? 0)),
        );
      }),
    );
  });

  it('has claims that begin before they end, vacancies and overlaps that are no shorter than nothing', () => {
    fc.assert(
      fc.property(fc.array(log, { maxLength: 5 }), pods, (logs, there) => {
        for (const { claims, vacancies, overlaps } of storyOf(factsOf({ logs, pods: there })).elections) {
          for (const { from, to, seenUntil } of claims) assert.ok((to ?? from) >= from && seenUntil >= from);
          for (const { ms } of vacancies) assert.ok(ms === null || ms >= 0);
          for (const { ms, from, to } of overlaps) assert.ok((ms === null || ms > 0) && (to ?? from) >= from);
        }
      }),
    );
  });
});

describe('an instant', () => {
  it('keeps nanoseconds in their order to a microsecond, and takes a time without a zone for UTC', () => {
    const times = ['2026-11-23T11:00:00.000001Z', '2026-11-23T11:00:00.000002345Z', '2026-11-23T11:00:00.0001Z'];
    const instants = times.map((time) => instantOf(time) ?? 0);
    assert.deepEqual(
      instants,
      [...instants].sort((a, b) => a - b),
    );
    assert.equal(new Set(instants).size, 3);
    assert.equal(instantOf('2026-11-23T11:00:00'), at('11:00:00.000'));
    assert.equal(instantOf('2026-11-23T12:00:00.5+01:00'), at('11:00:00.500'));
    assert.equal(instantOf('--11-23T11:00:00'), null);
    assert.equal(instantOf('soon'), null);
  });
});
