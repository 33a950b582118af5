// `observe` with logs: what replicas printed lately is in the Observation, bounded.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clock, connect, observe } from '../../src/cluster/index.ts';
import { type Scenario, scenarioNamed, startPractice } from '../../src/practice/index.ts';

async function observed(name: string) {
  const practice = await startPractice({ scenario: scenarioNamed(name) as Scenario, seed: 'recent' });
  const choice = { kubeconfig: practice.kubeconfig, context: null, as: null, asGroups: [], env: {} };
  const cluster = connect({ ...choice, timeoutMs: null, trace: null });
  try {
    const scope = { namespace: 'beskar7-system', namespaceSource: '-n', target: null, contextGiven: null } as const;
    const how = { scope, observeMs: 0, askReplicas: false, clock, progress: () => {} };
    return { with: await observe(cluster, { ...how, logs: true }), without: await observe(cluster, how) };
  } finally {
    cluster.close();
    await practice.close();
  }
}

describe('observe with logs', () => {
  it('reads the present process and the one before of each replica', async () => {
    const { with: observation, without } = await observed('flapping');
    assert.equal(without.logs, null);
    const logs = observation.logs ?? assert.fail();
    assert.equal(new Set(logs.map(({ pod }) => pod)).size, 3);
    assert.ok(logs.some(({ previous }) => previous) && logs.some(({ previous }) => !previous));
    for (const { lines, entries, firstAt, lastAt } of logs) {
      assert.ok(lines > 0 && entries.length > 0);
      assert.ok((firstAt ?? '') <= (lastAt ?? ''));
      for (const { event, sign } of entries) assert.ok(event !== null || sign !== null);
    }
    assert.ok(logs.flatMap(({ entries }) => entries).some(({ event }) => event === 'acquired'));
    assert.ok(Object.isFrozen(logs[0]?.entries));
    assert.deepEqual(
      observation.gaps.filter(({ evidence }) => evidence === 'logs' || evidence === 'some-logs'),
      [],
    );
  });
});
