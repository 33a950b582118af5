// What `logs -o json` prints conforms to the published schema, line by line, and the schema notices what is missing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineEntry } from '../../src/report/log-lines.ts';
import { logsErrorReport } from '../../src/report/logs-report.ts';
import { objectsOf } from '../../src/report/render/logs.ts';
import { LOGS_SITUATIONS } from '../support/logs-screens.ts';
import { failuresBy } from '../support/published-schema.ts';

const failuresOf = failuresBy('log-event');

const PLACE = { namespace: 'ns', pod: 'web-0', container: 'manager', previous: false };

describe('the schema of LogEvent', () => {
  for (const { name, report } of LOGS_SITUATIONS) {
    it(`fits every line of ${name}`, () => {
      const lines = objectsOf(report);
      assert.ok(lines.length > 0);
      for (const line of lines) assert.deepEqual(failuresOf(line), [], JSON.stringify(line));
    });
  }

  it('fits a line that was asked for and is no event', () => {
    const line = { at: '2026-05-02T10:11:12.123456789Z', text: 'hello', cut: false, reading: null, source: PLACE };
    assert.deepEqual(failuresOf(lineEntry(line)), []);
  });

  it('fits the error of a cluster that could not be read', () => {
    const facts = { generatedAt: '2026-05-02T10:00:00Z', namespace: null, context: null, server: null } as const;
    const [error, ...more] = objectsOf(logsErrorReport({ ...facts, what: 'w', reason: 'unreachable', detail: 'd' }));
    assert.deepEqual([failuresOf(error), more], [[], []]);
  });

  it('demands every key', () => {
    const lines = LOGS_SITUATIONS.flatMap(({ report }) => objectsOf(report));
    for (const kind of ['LogEvent', 'Finding']) {
      const one = lines.find((line) => 'kind' in line && line.kind === kind) ?? assert.fail(kind);
      const keys = Object.keys(one).filter((key) => !['election', 'follows'].includes(key));
      assert.ok(keys.length >= 9);
      for (const key of keys) {
        const { [key]: _, ...rest } = one as Record<string, unknown>;
        assert.notDeepEqual(failuresOf(rest), [], key);
      }
    }
  });
});
