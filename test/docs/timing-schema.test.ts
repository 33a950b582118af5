// What `timing -o json` prints conforms to the published schema, and the schema notices what is missing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timingErrorReport } from '../../src/report/timing-report.ts';
import { failuresBy } from '../support/published-schema.ts';
import { TIMINGS } from '../support/timings.ts';

const failuresOf = failuresBy('timing');

describe('the schema of Timing', () => {
  for (const { name, report } of TIMINGS) it(`fits ${name}`, () => assert.deepEqual(failuresOf(report), []));

  it('fits an error report', () => {
    const facts = {
      namespace: null,
      context: null,
      server: null,
      what: 'w',
      reason: 'unreachable',
      detail: 'd',
    } as const;
    assert.deepEqual(failuresOf(timingErrorReport({ generatedAt: '2026-05-02T10:00:00Z', ...facts })), []);
  });

  it('demands every key of what timing adds', () => {
    const report = TIMINGS.find(({ name }) => name === 'timing-goal')?.report ?? assert.fail();
    const keys = ['timing', 'simulation', 'presets', 'goal', 'advice'] as const;
    for (const key of keys) {
      const { [key]: _, ...rest } = report;
      assert.notDeepEqual(failuresOf(rest), [], key);
      const value = report[key];
      if (value === null || Array.isArray(value)) continue;
      for (const inner of Object.keys(value)) {
        const { [inner]: __, ...other } = value as unknown as Record<string, unknown>;
        assert.notDeepEqual(failuresOf({ ...report, [key]: other }), [], `${key}.${inner}`);
      }
    }
  });
});
