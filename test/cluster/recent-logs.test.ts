// `observe` with logs: what replicas printed lately is in the Observation, bounded.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clock, connect, observe } from '../../src/cluster/index.ts';
import { chosenPods } from '../../src/cluster/recent-logs.ts';
import { electionsOf } from '../../src/election/election.ts';
import { type Scenario, scenarioNamed, startPractice } from '../../src/practice/index.ts';
import {
  identityOf,
  LEASE,
  makeLease,
  makeObservation,
  makeSighting,
  makeWorkload,
  NAMESPACE,
  replicaOf,
  stranger,
} from '../support/build.ts';

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

describe('whose logs are read', () => {
  const replicas = (workload: Parameters<typeof replicaOf>[0], many: number) =>
    Array.from({ length: many }, (_, at) => replicaOf(workload, `x${String(at).padStart(4, '0')}`));
  const held = (name: string, holder: string, namespace = NAMESPACE) =>
    makeSighting({ lease: makeLease({ name, namespace, holderIdentity: identityOf(holder) }) });

  it('of many replicas: twenty, and the holder among them wherever it stands; the rest is a gap', () => {
    const workload = makeWorkload({ replicas: 25 });
    const pods = replicas(workload, 25);
    const last = pods.at(-1)?.name ?? '';
    const observation = makeObservation({ leases: [held(LEASE, last)], workloads: [workload], pods });
    const chosen = chosenPods(electionsOf(observation), observation);
    assert.equal(chosen.pods.length, 20);
    assert.equal(chosen.pods[0]?.name, last);
    assert.deepEqual(
      chosen.gaps.map(({ evidence, namespace }) => [evidence, namespace]),
      [['some-logs', NAMESPACE]],
    );
    assert.match(chosen.gaps[0]?.detail ?? '', /^the logs of 5 more pods in beskar7-system were not read: 20 pods/);
  });

  it('of many elections: those of each, whatever the names of the others are', () => {
    const workloads = Array.from({ length: 12 }, (_, at) => {
      const leaseName = `lock-${at}`;
      return stranger(`web-${String.fromCharCode(97 + at)}`, 'crowd', { leaseName });
    });
    const pods = workloads.flatMap((workload) => replicas(workload, 2));
    const leases = workloads.map(({ arguments: { leaseName } }, at) =>
      held(leaseName ?? '', pods[2 * at]?.name ?? '', 'crowd'),
    );
    const observation = makeObservation({ leases, workloads, pods });
    const chosen = chosenPods(electionsOf(observation), observation);
    assert.deepEqual([chosen.pods.length, chosen.gaps], [24, []]);
  });
});
