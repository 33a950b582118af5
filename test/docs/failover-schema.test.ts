// What `failover-test -o json` prints conforms to the published schema, and the schema notices what is missing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failoverErrorReport } from '../../src/report/failover-report.ts';
import { FAILOVERS } from '../support/failovers.ts';
import { failuresBy } from '../support/published-schema.ts';

const failuresOf = failuresBy('failover-test');

describe('the schema of FailoverTest', () => {
  for (const { name, report } of FAILOVERS) it(`fits ${name}`, () => assert.deepEqual(failuresOf(report), []));

  it('fits an error report', () => {
    const place = { namespace: null, context: null, server: null } as const;
    const facts = { ...place, what: 'w', reason: 'unreachable', detail: 'd' } as const;
    assert.deepEqual(failuresOf(failoverErrorReport({ generatedAt: '2026-05-02T10:00:00Z', ...facts }, 'kill')), []);
  });

  it('demands every key of a report, of a round, and of a handover', () => {
    const [{ report } = assert.fail()] = FAILOVERS;
    for (const key of Object.keys(report)) {
      const { [key]: _, ...rest } = report as unknown as Record<string, unknown>;
      assert.notDeepEqual(failuresOf(rest), [], key);
    }
    const [round = assert.fail()] = report.rounds;
    for (const key of Object.keys(round)) {
      const { [key]: _, ...rest } = round as unknown as Record<string, unknown>;
      assert.notDeepEqual(failuresOf({ ...report, rounds: [rest] }), [], key);
    }
    const [handover = assert.fail()] = round.handovers;
    for (const key of Object.keys(handover)) {
      const { [key]: _, ...rest } = handover as unknown as Record<string, unknown>;
      assert.notDeepEqual(failuresOf({ ...report, rounds: [{ ...round, handovers: [rest] }] }), [], key);
    }
  });
});
