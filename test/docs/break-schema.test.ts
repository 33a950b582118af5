// What `break-lease -o json` prints conforms to the published schema, and the schema notices what is missing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { breakErrorReport } from '../../src/report/break-report.ts';
import { BREAKS } from '../support/breaks.ts';
import { failuresBy } from '../support/published-schema.ts';

const failuresOf = failuresBy('break-lease');

describe('the schema of BreakLease', () => {
  for (const { name, report } of BREAKS) it(`fits ${name}`, () => assert.deepEqual(failuresOf(report), []));

  it('fits an error report', () => {
    const facts = {
      namespace: null,
      context: null,
      server: null,
      what: 'w',
      reason: 'unreachable',
      detail: 'd',
    } as const;
    assert.deepEqual(failuresOf(breakErrorReport({ generatedAt: '2026-05-02T10:00:00Z', ...facts }, 'delete')), []);
  });

  it('demands every key of what break-lease adds', () => {
    const [{ report } = assert.fail()] = BREAKS;
    const keys = [
      'method',
      'performed',
      'refusal',
      'refusalReason',
      'backup',
      'newHolder',
      'takeoverMs',
      'outcome',
      'told',
      'plan',
    ];
    for (const key of keys) {
      const { [key as 'plan']: _, ...rest } = report;
      assert.notDeepEqual(failuresOf(rest), [], key);
    }
  });
});
