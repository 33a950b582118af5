// What `rbac-check -o json` prints conforms to the published schema, and the schema notices what is missing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rbacErrorReport } from '../../src/report/rbac-report.ts';
import { failuresBy } from '../support/published-schema.ts';
import { RIGHTS } from '../support/rights.ts';

const failuresOf = failuresBy('rbac-check');

describe('the schema of RbacCheck', () => {
  for (const { name, report } of RIGHTS) it(`fits ${name}`, () => assert.deepEqual(failuresOf(report), []));

  it('fits an error report', () => {
    const facts = {
      namespace: null,
      context: null,
      server: null,
      what: 'w',
      reason: 'unreachable',
      detail: 'd',
    } as const;
    assert.deepEqual(failuresOf(rbacErrorReport({ generatedAt: '2026-05-02T10:00:00Z', ...facts })), []);
  });

  it('demands every key of what rbac-check adds', () => {
    const { report } = RIGHTS.find((one) => one.report.access.length > 0) ?? assert.fail();
    for (const key of ['account', 'lock', 'access', 'notAsked', 'caller', 'fix'] as const) {
      const { [key]: _, ...rest } = report;
      assert.notDeepEqual(failuresOf(rest), [], key);
    }
    const [right, ...others] = report.access;
    for (const inner of Object.keys(right ?? assert.fail())) {
      const { [inner]: _, ...less } = right as unknown as Record<string, unknown>;
      assert.notDeepEqual(failuresOf({ ...report, access: [less, ...others] }), [], `access.${inner}`);
    }
  });
});
