// What is past alarms nobody: an install that had its troubles and is well exits 0 (contract 4, "past is not present").

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { diagnose } from '../../src/checks/diagnose.ts';
import { doctorReportOf } from '../../src/report/doctor-report.ts';
import { reportOf } from '../../src/report/report.ts';
import { fixture } from '../support/fixture.ts';

it('a healthy install with a past exits 0, and tells of it in notes', () => {
  const { observation } = fixture('screens', 'with-a-past');
  assert.equal(observation.events.length, 8);
  assert.deepEqual(observation.leases.map(({ lease }) => lease.leaseTransitions).sort(), [20, 3].sort());
  const report = reportOf(observation, diagnose(observation), 'warning');
  assert.deepEqual([report.verdict, report.exitCode], ['healthy', 0]);
  const past = report.findings.filter(({ severity }) => severity === 'info').map(({ id }) => id);
  for (const id of ['out-of-memory', 'lease-orphaned']) assert.ok(past.includes(id), id);
  assert.equal(
    report.findings.some(({ severity }) => severity === 'critical' || severity === 'warning'),
    false,
  );
});

it('the same with its logs, rotated, and an outage of yesterday in them: doctor exits 0', () => {
  const { observation } = fixture('screens', 'with-a-past-in-logs');
  const report = doctorReportOf(observation, diagnose(observation), 'warning');
  const problems = report.findings.filter(({ severity }) => severity === 'critical' || severity === 'warning');
  assert.deepEqual(problems, []);
  assert.deepEqual([report.verdict, report.exitCode, report.next], ['healthy', 0, []]);
  const lines = report.timeline.flatMap((told) => told.lines);
  assert.ok(
    lines.some((line) => /9ccl2 .*exit 137/.test(line)),
    'the timeline tells of it',
  );
  assert.ok(lines.some((line) => /lock-error .*connection/.test(line)));
});
