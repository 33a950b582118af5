// What the order of lines adds (reference 2.4), with client-go's and controller-runtime's own lines.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogEntry } from '../../src/logs/log-event.ts';
import { readLine } from '../../src/logs/read-line.ts';
import { type Extent, withSequence } from '../../src/logs/sequence.ts';

const STARTED = '{"level":"info","ts":"2026-05-02T10:00:00Z","logger":"setup","msg":"starting manager"}';
const ATTEMPTING = 'I0502 10:00:00.000000       1 leaderelection.go:257] attempting to acquire leader lease a/b...';
const ACQUIRED = 'I0502 10:00:01.000000       1 leaderelection.go:271] successfully acquired lease a/b';
const REFUSED =
  'E0502 10:10:01.000000       1 leaderelection.go:436] error retrieving resource lock a/b: Get "https://10.0.0.1:443/apis": dial tcp 10.0.0.1:443: connect: connection refused';
const RACED =
  'E0502 10:10:01.000000       1 leaderelection.go:472] Failed to update lock: Operation cannot be fulfilled on leases.coordination.k8s.io "b": the object has been modified';
const STOPPING =
  '{"level":"info","ts":"2026-05-02T10:10:00Z","msg":"Stopping and waiting for non leader election runnables"}';
const DEADLINE =
  'I0502 10:10:10.000000       1 leaderelection.go:297] failed to renew lease a/b: context deadline exceeded';
const CANCELED = 'I0502 10:10:10.000000       1 leaderelection.go:297] failed to renew lease a/b: context canceled';
const EITHER =
  'I0502 10:10:10.000000       1 leaderelection.go:283] failed to renew lease a/b: timed out waiting for the condition';
const PROBLEM =
  '{"level":"error","ts":"2026-05-02T10:10:10Z","logger":"setup","msg":"problem running manager","error":"leader election lost"}';
const AFTER_STOP =
  '{"level":"error","ts":"2026-05-02T10:10:10Z","msg":"error received after stop sequence was engaged","error":"leader election lost"}';
const FATAL = 'E0502 10:10:10.000000       1 controllermanager.go:361] "leaderelection lost"';
const RELEASED = 'I0502 10:10:10.000000       1 main.go:361] released lease';

const WHOLE: Extent = { fromStart: true, ended: true };

function entry(line: string): LogEntry {
  return { ...readLine(line), at: null, graceful: null, line };
}

/** What the sequence says of each loss, release and failed renewal, in their order. */
function graceful(lines: readonly string[], extent: Extent = WHOLE): (boolean | null)[] {
  const judged = withSequence(lines.map(entry), extent);
  assert.deepEqual(
    judged.map(({ line }) => line),
    lines,
  );
  return judged.flatMap(({ event, graceful: is }) => {
    if (event === 'lost' || event === 'released' || event === 'renew-failed') return [is];
    assert.equal(is, null);
    return [];
  });
}

describe('a loss', () => {
  it('is planned where the stop sequence began before any renewal failed', () => {
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, STOPPING, AFTER_STOP]), [true]);
    assert.deepEqual(graceful([ACQUIRED, STOPPING, EITHER, PROBLEM], { fromStart: false, ended: false }), [true, true]);
  });
  it('is real where the renewal failed first, whatever is printed afterwards', () => {
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, REFUSED, DEADLINE, STOPPING, PROBLEM]), [false, false]);
    assert.deepEqual(graceful([DEADLINE, STOPPING, AFTER_STOP], { fromStart: false, ended: true }), [false, false]);
  });
  it('is planned where a cancelled context ended the renewal', () => {
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, CANCELED, FATAL]), [true, true]);
  });
  it('of the old ambiguous words is real where the lock could not be reached before, or the stop came after it', () => {
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, REFUSED, EITHER, FATAL]), [false, false]);
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, EITHER, STOPPING, PROBLEM]), [false, false]);
  });
  it('of the old ambiguous words is unknown where nothing else stands there, and a lost race explains nothing', () => {
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, EITHER, FATAL]), [null, null]);
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, RACED, EITHER, FATAL]), [null, null]);
  });
  it('of the old ambiguous words is real where the process lives on: a cancelled one would have ended', () => {
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, EITHER], { fromStart: true, ended: false }), [false]);
  });
  it('without any failed renewal was a stop, where the log is whole and client-go writes into it', () => {
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, FATAL]), [true]);
    assert.deepEqual(graceful([ATTEMPTING, ACQUIRED, FATAL], { fromStart: false, ended: true }), [null]);
    assert.deepEqual(graceful([FATAL]), [null]);
  });
  it('in one term says nothing of the next', () => {
    assert.deepEqual(
      graceful([ATTEMPTING, ACQUIRED, REFUSED, DEADLINE, FATAL, ATTEMPTING, ACQUIRED, STOPPING, AFTER_STOP]),
      [false, false, true],
    );
  });
  it('in one process says nothing of the next in a log that holds both', () => {
    assert.deepEqual(
      graceful([
        STARTED,
        ATTEMPTING,
        ACQUIRED,
        STOPPING,
        AFTER_STOP,
        STARTED,
        ATTEMPTING,
        ACQUIRED,
        REFUSED,
        EITHER,
        PROBLEM,
      ]),
      [true, false, false],
    );
  });
});

describe('a stop sequence with which a cut log begins', () => {
  const cut = (cutAt: string | null): Extent => ({ fromStart: false, ended: true, cutAt });
  const at = (time: string | null, lines: readonly string[], extent: Extent) =>
    withSequence(
      lines.map((line) => ({ ...entry(line), at: time })),
      extent,
    )
      .filter(({ event }) => event === 'lost')
      .map((one) => one.graceful);

  it('proves no plan: the lost renewal may stand in what was left out', () => {
    const stop = '2026-05-02T10:10:10.000000Z';
    assert.deepEqual(at(stop, [STOPPING, PROBLEM], cut('2026-05-02T10:10:09.000000Z')), [null]);
    assert.deepEqual(at(stop, [STOPPING, PROBLEM], cut(null)), [null]);
    assert.deepEqual(at(stop, [STOPPING, AFTER_STOP], cut('2026-05-02T10:10:09.000000Z')), [true]);
  });

  it('proves it where lines were read from long before, or nothing was left out', () => {
    const stop = '2026-05-02T10:10:10.000000Z';
    assert.deepEqual(at(stop, [STOPPING, PROBLEM], cut('2026-05-02T10:00:00.000000Z')), [true]);
    assert.deepEqual(at(stop, [ACQUIRED, STOPPING, PROBLEM], cut('2026-05-02T10:10:09.000000Z')), [true]);
    assert.deepEqual(at(stop, [STOPPING, PROBLEM], { fromStart: false, ended: true }), [true]);
  });
});

describe('a release', () => {
  it('is planned, unless the renewal had failed before', () => {
    assert.deepEqual(graceful([ACQUIRED, RELEASED]), [true]);
    assert.deepEqual(graceful([ACQUIRED, REFUSED, DEADLINE, RELEASED]), [false, false]);
  });
});
