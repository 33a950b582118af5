// The cluster's own elections, and the Leases that are none: node heartbeats and API server identities (reference 1.10).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kubectl, ON_1_37 } from '../support/cluster.ts';
import { judge, only, status } from '../support/status.ts';

const CONTROL_PLANE = ['kube-controller-manager', 'kube-scheduler'];

async function leasesOf(namespace: string): Promise<string[]> {
  const names = await kubectl(['-n', namespace, 'get', 'leases', '-o', 'jsonpath={.items[*].metadata.name}']);
  return names.split(' ').filter(Boolean);
}

describe('the control plane', { timeout: 60_000 }, () => {
  it('of kube-system is judged, and nothing but its elections is listed', async () => {
    const { report, troubles, told } = await judge(['-n', 'kube-system']);
    assert.deepEqual(report.elections.map(({ lease }) => lease.name).sort(), CONTROL_PLANE, told);
    assert.deepEqual([report.verdict, report.exitCode, troubles], ['healthy', 0, []], told);
    for (const election of report.elections) {
      assert.equal(election.state, 'renewing', told);
      assert.notEqual(election.evidence, 'holder-clock', told);
      assert.deepEqual([election.holder?.pod, election.holder?.match, election.workload], [null, 'none', null], told);
    }
    const unresolved = report.findings.filter(({ id }) => id === 'holder-unresolved');
    assert.deepEqual(unresolved.map(({ lease, severity }) => `${lease} ${severity}`).sort(), [
      'kube-controller-manager info',
      'kube-scheduler info',
    ]);
  });

  it('is part of -A, without heartbeats and identities', async () => {
    const { report, told } = await judge(['-A']);
    const listed = report.elections.map(({ lease }) => `${lease.namespace}/${lease.name}`);
    for (const name of CONTROL_PLANE) assert.ok(listed.includes(`kube-system/${name}`), told);
    assert.deepEqual(
      listed.filter((name) => /^kube-node-lease\/|\/(kube-)?apiserver-/.test(name)),
      [],
      told,
    );
    assert.equal(report.namespace, null, told);
    const { stdout } = await status(['-A']);
    assert.match(stdout, /kube-system +kube-scheduler +renewing/);
    assert.doesNotMatch(stdout, /kube-node-lease/);
  });

  it('has an identity Lease that is shown when asked for by name', ON_1_37, async () => {
    const identity = (await leasesOf('kube-system')).find((name) => name.startsWith('apiserver-'));
    assert.ok(identity, 'this server has an identity Lease');
    const judged = await judge([identity, '-n', 'kube-system']);
    assert.deepEqual([only(judged).lease.name, only(judged).state], [identity, 'renewing'], judged.told);
    assert.equal(judged.code, 0, judged.told);
  });

  it('has a node heartbeat that is shown when asked for by name', async () => {
    const [node] = await leasesOf('kube-node-lease');
    assert.equal(node, 'node-1');
    const judged = await judge(['lease/node-1', '-n', 'kube-node-lease']);
    const { lease, state, timing } = only(judged);
    assert.deepEqual([lease.name, lease.holderIdentity, lease.leaseDurationSeconds], ['node-1', 'node-1', 40]);
    assert.deepEqual([lease.acquireTime, lease.leaseTransitions], [null, null], judged.told);
    assert.deepEqual([state, timing.leaseDurationMs, judged.code], ['renewing', 40_000, 0], judged.told);
    const unnamed = await status(['-n', 'kube-node-lease']);
    assert.equal(unnamed.code, 3, 'a namespace without an election is no success');
    assert.match(unnamed.stderr, /kube-node-lease.* has no election/);
  });
});
