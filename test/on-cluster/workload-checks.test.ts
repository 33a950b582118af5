// How an install is set up, made real: budgets, limits, time to stop, memory that runs out, a rollout that waits for itself.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { kubectl, ON_1_37, STAMPED, until } from '../support/cluster.ts';
import { DEPLOYMENT, type DeploymentSpec, leaderOf, withInstall, withStarting } from '../support/install.ts';
import { follow, holds, last } from '../support/samples.ts';
import { type Judged, judge, only } from '../support/status.ts';

const NOTES = [
  'no-disruption-budget',
  'grace-period-short',
  'no-priority-class',
  'no-resource-limits',
  'timing-slow',
  'release-off',
];
const OWN = [
  ...NOTES,
  'out-of-memory',
  'rollout-blocked',
  'same-node',
  'disruption-budget-blocks',
  'lease-duration-mismatch',
];

function budget(bounds: object): object {
  const selector = { matchLabels: { 'control-plane': 'controller-manager' } };
  const apiVersion = STAMPED ? 'policy/v1' : 'policy/v1beta1';
  return { apiVersion, kind: 'PodDisruptionBudget', metadata: { name: 'guard' }, spec: { selector, ...bounds } };
}

/** `id severity` of what this file's checks say, sorted. */
function said({ report }: Judged): string[] {
  const own = report.findings.filter(({ id }) => OWN.includes(id));
  return own.map(({ id, severity }) => `${id} ${severity}`).sort();
}

/** Looks until the finding is, or is not, there with this severity; what others have to write may take some seconds. */
function seen(namespace: string, id: string, severity: string | undefined): Promise<Judged> {
  return until(`${id} ${severity ?? 'gone'} in ${namespace}`, 30_000, async () => {
    const judged = await judge(['-n', namespace]);
    return judged.finding(id)?.severity === severity ? judged : null;
  });
}

/** Runs the command of a finding's remedy as a user would, from a shell. */
async function paste(judged: Judged, id: string, at = 0): Promise<void> {
  const command = judged.finding(id)?.remedy[at]?.command;
  assert.ok(command, `${id} has no command: ${judged.told}`);
  await promisify(execFile)('sh', ['-c', command]);
}

function limited(memory: string) {
  return (spec: DeploymentSpec) => {
    for (const container of spec.template.spec.containers) container.resources = { limits: { memory } };
  };
}

describe('how an install is set up', { concurrency: 3, timeout: 300_000 }, () => {
  it('with all that could be wished for: no word about it', () => {
    const deployment = ({ template }: DeploymentSpec) => {
      template.spec.terminationGracePeriodSeconds = 45;
      template.spec.priorityClassName = 'system-cluster-critical';
    };
    const beside = [budget({ minAvailable: 1 })];
    return withInstall('well', { replicas: 2, deployment, beside }, async (namespace) => {
      const judged = await judge(['-n', namespace]);
      assert.deepEqual([judged.code, said(judged), judged.report.gaps], [0, [], []], judged.told);
      // one is about to come back: the budget allows nothing for the moment, and is none the worse for it
      await kubectl(['-n', namespace, 'delete', 'pod', (await leaderOf(namespace)).pod, '--wait=false']);
      assert.equal((await judge(['-n', namespace])).finding('disruption-budget-blocks'), undefined);
    });
  });

  it('with nothing of it: notes that change no exit code, and commands that mend it', () => {
    const deployment = ({ template }: DeploymentSpec) => {
      for (const container of template.spec.containers) delete container.resources;
    };
    const off = (args: readonly string[]) => args.map((arg) => arg.replace(/(release-on-cancel)=true/, '$1=false'));
    return withInstall('bare', { replicas: 2, args: off, deployment }, async (namespace) => {
      const judged = await judge(['-n', namespace]);
      const notes = NOTES.filter((id) => id !== 'timing-slow').map((id) => `${id} info`);
      assert.deepEqual([judged.code, said(judged)], [0, notes.sort()], judged.told);
      assert.match(judged.finding('grace-period-short')?.summary ?? '', /10s to stop.*30s.*cut off$/);
      assert.match(judged.finding('release-off')?.summary ?? '', /13 to 23\.8s .*up to 4\.4s/);
      // a kubectl of today makes budgets of policy/v1, which 1.20 does not serve
      if (STAMPED) await paste(judged, 'no-disruption-budget');
      await paste(judged, 'grace-period-short');
      const mended = await seen(namespace, 'grace-period-short', undefined);
      assert.equal(mended.finding('no-disruption-budget')?.severity, STAMPED ? undefined : 'info', mended.told);
    });
  });

  it('a budget that lets nobody go: a warning, until its command is pasted', () =>
    withInstall('budget', { replicas: 2, beside: [budget({ minAvailable: 2 })] }, async (namespace) => {
      const judged = await seen(namespace, 'disruption-budget-blocks', 'warning');
      const { subject, summary } = judged.finding('disruption-budget-blocks') ?? assert.fail(judged.told);
      assert.deepEqual([judged.code, subject.kind, subject.name], [1, 'PodDisruptionBudget', 'guard'], judged.told);
      assert.match(summary, /minAvailable 2 of 2 pods/, judged.told);
      assert.equal(judged.finding('no-disruption-budget'), undefined, judged.told);
      await paste(judged, 'disruption-budget-blocks');
      await seen(namespace, 'disruption-budget-blocks', undefined);
    }));
});

describe('what an install runs into', { concurrency: 4, timeout: 300_000, ...ON_1_37 }, () => {
  it('the only replica runs out of memory: nobody leads by it', () => {
    const leaking = (args: readonly string[]) => [...args, '--leak-per-second=16'];
    const options = { program: 'manager', replicas: 1, args: leaking, deployment: limited('64Mi') } as const;
    return withStarting('memory', options, async (namespace) => {
      const samples = await follow(namespace, 'out of memory', 60_000, (sample) =>
        holds(sample, 'out-of-memory', 'critical'),
      );
      const { code, told, finding } = last(samples);
      const { summary, facts, remedy } = finding('out-of-memory') ?? assert.fail(told);
      assert.equal(code, 2, told);
      assert.match(summary, /container manager ran out of memory \(limit 64Mi\)/, told);
      assert.deepEqual([facts.exitCode, facts.memoryLimit], [137, '64Mi'], told);
      assert.match(remedy[0]?.command ?? '', / deployment\/controller-manager -c manager --limits=memory=128Mi$/);
    });
  });

  it('a new version runs out of memory, while the old one leads: a warning, and no rollout that waits', () =>
    withInstall('leak', { program: 'manager', replicas: 1, deployment: limited('64Mi') }, async (namespace) => {
      const path = '/spec/template/spec/containers/0/args/-';
      const patch = [
        { op: 'add', path, value: '--leak-per-second=40' },
        // it never counts as available, so that the old one stays
        { op: 'add', path: '/spec/minReadySeconds', value: 100 },
        { op: 'add', path: '/spec/progressDeadlineSeconds', value: 101 },
      ];
      const words = ['patch', `deployment/${DEPLOYMENT}`, '--type=json', '-p', JSON.stringify(patch)];
      await kubectl(['-n', namespace, ...words]);
      const samples = await follow(namespace, 'a new pod out of memory', 60_000, (sample) =>
        holds(sample, 'out-of-memory', 'warning'),
      );
      const { election, told, finding } = last(samples);
      assert.equal(election.state, 'renewing', told);
      assert.notEqual(finding('out-of-memory')?.subject.name, election.holder?.pod, told);
      assert.equal(finding('rollout-blocked'), undefined, told);
    }));

  it('readiness that waits for leadership: the rollout stands still until the old leader goes', () => {
    const probe = "wget -qO- http://127.0.0.1:8080/metrics | grep -q '^leader_election_master_status.* 1$'";
    const deployment = ({ template }: DeploymentSpec) => {
      template.spec.containers.push({
        name: 'gate',
        image: 'localhost/busybox:1',
        imagePullPolicy: 'Never',
        command: ['sh', '-c', 'trap exit TERM; sleep 3600 & wait'],
        // a busy machine may take longer than the second that a probe has by default, and three in a row unready the leader
        readinessProbe: { exec: { command: ['sh', '-c', probe] }, periodSeconds: 1, timeoutSeconds: 10 },
      });
    };
    return withInstall('gate', { replicas: 1, deployment }, async (namespace) => {
      const template = { metadata: { annotations: { version: '2' } } };
      const patch = JSON.stringify({ spec: { progressDeadlineSeconds: 10, template } });
      await kubectl(['-n', namespace, 'patch', `deployment/${DEPLOYMENT}`, '-p', patch]);
      const samples = await follow(namespace, 'a rollout that stands still', 90_000, (sample) =>
        holds(sample, 'rollout-blocked', 'critical'),
      );
      const judged = last(samples);
      const leader = judged.election.holder?.pod ?? '';
      assert.deepEqual([judged.code, judged.troubles], [2, ['rollout-blocked critical']], judged.told);
      assert.equal(judged.finding('rollout-blocked')?.facts.leader, leader, judged.told);
      await paste(judged, 'rollout-blocked');
      const mended = await until('a new leader that is Ready', 60_000, async () => {
        const next = await judge(['-n', namespace]);
        const { holder } = only(next);
        return holder?.ready && holder.pod !== leader ? next : null;
      });
      assert.equal(mended.finding('rollout-blocked'), undefined, mended.told);
    });
  });

  it('a variable that the program does not read: the Lease has another duration', () => {
    const without = (args: readonly string[]) => args.filter((arg) => !arg.includes('lease-duration'));
    const deployment = ({ template }: DeploymentSpec) => {
      template.spec.containers[0]?.env?.push({ name: 'LEASE_DURATION_SECONDS', value: '30' });
    };
    return withInstall('variable', { replicas: 1, args: without, deployment }, async (namespace) => {
      const judged = await judge(['-n', namespace]);
      assert.deepEqual([judged.code, judged.troubles], [1, ['lease-duration-mismatch warning']], judged.told);
      assert.match(judged.finding('lease-duration-mismatch')?.summary ?? '', /15s, not the 30s .*LEASE_DURATION/);
    });
  });
});
