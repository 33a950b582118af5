// The commands that the workload checks propose: complete for this cluster, and right for what was found.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Observation } from '../../src/election/observation.ts';
import {
  LEASE,
  makeContainer,
  makeObservation,
  makePod,
  makeSettings,
  makeTermination,
  makeWorkload,
  NAMESPACE,
} from '../support/build.ts';
import { containerLogOf } from '../support/fixture-logs.ts';

function commandOf(id: string, overrides: Partial<Observation>): string | null | undefined {
  const { findings } = diagnose(makeObservation(overrides));
  const found = findings.find((finding) => finding.id === id && finding.severity !== 'unknown');
  assert.ok(found, `${id} does not fire, but ${findings.map((one) => one.id)}`);
  return found.remedy[0]?.command;
}

const killed = makeContainer({ restarts: 1, lastEnded: makeTermination({ exitCode: 137, reason: 'OOMKilled' }) });
const at = `kubectl -n ${NAMESPACE}`;

describe('out-of-memory: the limit is doubled in its own unit', () => {
  for (const [limit, double] of [
    ['128Mi', '256Mi'],
    ['1.5Gi', '3Gi'],
    ['134217728', '268435456'],
    ['128e6', '256e6'],
    ['500M', '1000M'],
  ] as const) {
    it(`${limit} to ${double}`, () => {
      const pods = [makePod({ containers: [killed], settings: makeSettings({ memoryLimits: { manager: limit } }) })];
      const command = `${at} set resources deployment/controller-manager -c manager --limits=memory=${double}`;
      assert.equal(commandOf('out-of-memory', { pods }), command);
    });
  }

  it('no command where the limit is not read, or the workload not known', () => {
    const odd = makePod({ containers: [killed], settings: makeSettings({ memoryLimits: { manager: '1Quux' } }) });
    assert.equal(commandOf('out-of-memory', { pods: [odd] }), null);
    assert.equal(commandOf('out-of-memory', { pods: [makePod({ containers: [killed] })], workloads: [] }), null);
  });

  it('the node, where there is no limit', () => {
    const free = makePod({ containers: [killed], settings: makeSettings({ memoryLimits: { manager: null } }) });
    assert.equal(commandOf('out-of-memory', { pods: [free] }), 'kubectl describe node node-1');
  });
});

describe('no-disruption-budget: a selector that lasts', () => {
  const commandFor = (podLabels: Record<string, string>) =>
    commandOf('no-disruption-budget', { workloads: [makeWorkload({ podLabels })] });
  const create = (selector: string) =>
    `${at} create poddisruptionbudget controller-manager --selector=${selector} --max-unavailable=1`;

  it('leaves out what changes with the version', () => {
    const labels = { 'control-plane': 'a', 'app.kubernetes.io/version': 'v1', 'helm.sh/chart': 'a-1.2.3' };
    assert.equal(commandFor(labels), create('control-plane=a'));
  });

  it('takes what there is, and none where there is nothing', () => {
    assert.equal(commandFor({ version: 'v1' }), create('version=v1'));
    assert.equal(commandFor({}), null);
  });
});

it('carries the context that was given', () => {
  const { scope } = makeObservation();
  const given = {
    scope: { ...scope, contextGiven: 'prod' },
    workloads: [makeWorkload({ settings: makeSettings({ graceSeconds: 10 }) })],
  };
  const patch = '{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":40}}}}';
  const place = `kubectl --context prod -n ${NAMESPACE}`;
  assert.equal(
    commandOf('grace-period-short', given),
    `${place} patch deployment/controller-manager --type=merge -p '${patch}'`,
  );
});

it('thresholds of the user decide what is slow, and which margin is worth a note', () => {
  const { scope } = makeObservation();
  const ids = (thresholds: object) =>
    diagnose(makeObservation({ scope: { ...scope, thresholds } })).findings.map(({ id, lease }) => `${id} ${lease}`);
  // 15s, 10s and 2s: a crash costs 23.8s at most, and the margin is 3s
  assert.ok(ids({ slowFailoverMs: 23_799 }).includes(`timing-slow ${LEASE}`));
  assert.ok(!ids({ slowFailoverMs: 23_800 }).includes(`timing-slow ${LEASE}`));
  assert.ok(ids({ marginMs: 3001 }).includes(`timing-margin ${LEASE}`));
  assert.ok(!ids({ marginMs: 3000 }).includes(`timing-margin ${LEASE}`));
});

describe('unknown-flag: what can be done', () => {
  const text = '2026-11-23T11:59:58.100456Z flag provided but not defined: -nope\n';
  const log = containerLogOf(text, {
    namespace: NAMESPACE,
    pod: makePod().name,
    container: 'manager',
    previous: true,
    fromStart: true,
  });
  const dead = makeContainer({ ready: false, runningSince: null, waitingReason: 'CrashLoopBackOff', restarts: 3 });
  const commandAt = (revision: number | null) =>
    commandOf('unknown-flag', {
      logs: [log],
      pods: [makePod({ ready: false, containers: [dead] })],
      workloads: [makeWorkload({ rollout: { revision, updated: 1, maxUnavailable: 0, stuck: null } })],
    });

  it('goes back where there is a revision to go back to', () => {
    assert.equal(commandAt(2), `${at} rollout undo deployment/controller-manager`);
  });

  it('takes the flag out of what never ran without it: rollout undo would find no history', () => {
    for (const revision of [1, null]) assert.equal(commandAt(revision), `${at} edit deployment/controller-manager`);
  });
});
