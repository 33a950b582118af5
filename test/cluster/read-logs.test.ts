// Whether a log was read from its process's first line, and what is told of logs that could not be read.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import { gapsOfLogs, isFromStart } from '../../src/cluster/read-logs.ts';
import type { LogSource } from '../../src/election/log-sources.ts';
import { KeptEntries } from '../../src/logs/kept-entries.ts';
import type { LogEntry } from '../../src/logs/log-event.ts';
import { readLine } from '../../src/logs/read-line.ts';

const SOURCE: LogSource = {
  namespace: 'ns',
  pod: 'web-0',
  podUid: 'u',
  container: 'manager',
  previous: false,
  restarts: 0,
  startedAt: '2026-05-02T10:00:00Z',
};

describe('a log read from its start', () => {
  const rows: [what: string, since: string | null, tail: number | null, firstAt: string | null, whole: boolean][] = [
    ['begins with its process', null, null, '2026-05-02T10:00:00.512345678Z', true],
    ['may begin some seconds later', null, null, '2026-05-02T10:00:04.9Z', true],
    [
      'that begins much later was rotated, or its program is silent at first',
      null,
      null,
      '2026-05-02T10:00:06Z',
      false,
    ],
    ['may be young', '2026-05-02T09:00:00Z', null, '2026-05-02T10:00:00.5Z', true],
    ['is cut by --since within its first seconds', '2026-05-02T10:00:01Z', null, '2026-05-02T10:00:01.5Z', false],
    ['is cut by --tail', null, 10, '2026-05-02T10:00:00.5Z', false],
    ['is not cut by a --tail that is longer', null, 11, '2026-05-02T10:00:00.5Z', true],
    ['has a line', null, null, null, false],
    ['is of this process', null, null, '2026-05-02T09:30:00Z', false],
    ['may have stamps of another zone', null, null, '2026-05-02T12:00:00.5+02:00', true],
  ];
  for (const [what, since, tail, firstAt, whole] of rows) {
    it(what, () => assert.equal(isFromStart(SOURCE, { since, tail }, { firstAt, lines: 10 }), whole));
  }

  it('has a process whose start is known', () => {
    const read = { firstAt: '2026-05-02T10:00:00Z', lines: 1 };
    assert.equal(isFromStart({ ...SOURCE, startedAt: null }, { since: null, tail: null }, read), false);
  });
});

describe('logs that could not be read', () => {
  const unread = (pod: string, error: ClusterError) => ({ source: { ...SOURCE, pod }, error });
  const forbidden = (pod: string) =>
    unread(pod, new ClusterError('forbidden', `user "x" may not get pods/log/${pod} in ns`));

  it('are one gap where the same right is missing to all of them', () => {
    const gaps = gapsOfLogs([forbidden('a'), forbidden('b')], 2);
    assert.deepEqual(
      gaps.map(({ evidence, reason, detail }) => [evidence, reason, detail]),
      [['logs', 'forbidden', 'user "x" may not get pods/log/a in ns']],
    );
  });

  it('are some where others were read, and gone where the kubelet has none', () => {
    const words =
      'x answered 400 to get pods/log/a in ns: previous terminated container "manager" in pod "a" not found';
    const gaps = gapsOfLogs(
      [unread('a', new ClusterError('error', words)), unread('b', new ClusterError('error', 'broken'))],
      5,
    );
    assert.deepEqual(
      gaps.map(({ evidence, reason }) => [evidence, reason]),
      [
        ['some-logs', 'not-found'],
        ['some-logs', 'error'],
      ],
    );
  });
});

describe('entries that are kept', () => {
  const entry = (line: string): LogEntry => ({ ...readLine(line), at: null, graceful: null, line });

  it('are the newest, and those that were dropped are counted', () => {
    const kept = new KeptEntries(1 << 30);
    for (let at = 0; at < 10_000; at++) kept.add(entry(`leader election lost ${at}`));
    assert.equal(kept.all.length + kept.dropped, 10_000);
    assert.ok(kept.dropped > 0);
    assert.equal(kept.all.at(-1)?.line, 'leader election lost 9999');
    assert.equal(kept.all[0]?.line, `leader election lost ${kept.dropped}`);
  });

  it('take no more room than they may, but for one', () => {
    const kept = new KeptEntries(10_000);
    for (let at = 0; at < 50; at++) kept.add(entry(`leader election lost ${'x'.repeat(at === 49 ? 1 << 20 : 1000)}`));
    assert.deepEqual([kept.all.length, kept.dropped], [1, 49]);
  });
});
