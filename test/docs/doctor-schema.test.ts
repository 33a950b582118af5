// What `doctor -o json` prints conforms to the published schema, and the schema notices what is missing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose } from '../../src/checks/diagnose.ts';
import { doctorErrorReport, doctorReportOf } from '../../src/report/doctor-report.ts';
import { fixtures, folders } from '../support/fixture.ts';
import { failuresBy } from '../support/published-schema.ts';

const failuresOf = failuresBy('doctor');

describe('the schema of Doctor', () => {
  const reports = folders()
    .flatMap(fixtures)
    .map(({ folder, name, observation }) => ({
      name: `${folder}/${name}`,
      report: doctorReportOf(observation, diagnose(observation), 'warning'),
    }));

  it('fits every fixture', () => {
    for (const { name, report } of reports) assert.deepEqual(failuresOf(report), [], name);
  });

  it('fits an error report', () => {
    const facts = {
      namespace: null,
      context: null,
      server: null,
      what: 'w',
      reason: 'unreachable',
      detail: 'd',
    } as const;
    assert.deepEqual(failuresOf(doctorErrorReport({ generatedAt: '2026-05-02T10:00:00Z', ...facts })), []);
  });

  it('demands every key of what doctor adds', () => {
    const { report } =
      reports.find((one) => one.report.chains.length > 0 && one.report.next.length > 0) ?? assert.fail();
    for (const key of ['checks', 'chains', 'next'] as const) {
      const { [key]: _, ...rest } = report;
      assert.notDeepEqual(failuresOf(rest), [], key);
    }
    for (const key of ['chains', 'next'] as const) {
      const [first, ...others] = report[key] as readonly object[];
      for (const inner of Object.keys(first ?? assert.fail())) {
        const { [inner]: _, ...less } = first as Record<string, unknown>;
        assert.notDeepEqual(failuresOf({ ...report, [key]: [less, ...others] }), [], `${key}.${inner}`);
      }
    }
  });

  it('refuses a fourth command', () => {
    const { report } = reports.find((one) => one.report.next.length > 0) ?? assert.fail();
    const [step = assert.fail()] = report.next;
    assert.notDeepEqual(failuresOf({ ...report, next: [step, step, step, step] }), []);
  });
});
