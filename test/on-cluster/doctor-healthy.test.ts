// Healthy installs of every kind: doctor, with all that it asks, has nothing critical and no warning to say, and exits 0.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { create, kubectl, ON_1_37, STAMPED, until } from '../support/cluster.ts';
import { type Doctored, doctor } from '../support/doctored.ts';
import { LEASE, leaderOf, leaseIn, orphanedLease, rolledOut, withInstall } from '../support/install.ts';

function assertHealthy({ code, report, critical, first, told }: Doctored): void {
  assert.deepEqual([code, report.verdict, critical, first], [0, 'healthy', [], undefined], told);
  assert.deepEqual([report.next, report.chains], [[], []], told);
}

describe('doctor on a healthy install', { concurrency: 2, timeout: 300_000 }, () => {
  it('of the plain elector, with nothing that could not be told', () =>
    withInstall('doctor-elector', { replicas: 2 }, async (namespace) => {
      const seen = await doctor('-n', namespace);
      assertHealthy(seen);
      // whether it works it does not print: that is not to be told once it has led for a while
      const unknown = seen.report.checks.unknown.filter((id) => id !== 'leader-idle');
      if (STAMPED) assert.deepEqual([seen.report.gaps, unknown], [[], []], seen.told);
    }));

  it('of Beskar7 as it is shipped', ON_1_37, () =>
    withInstall('doctor-shipped', { manifest: 'beskar7-as-shipped.yaml', replicas: 2 }, async (namespace) =>
      assertHealthy(await doctor('-n', namespace)),
    ),
  );

  it('of a controller-runtime manager', ON_1_37, () =>
    withInstall('doctor-manager', { program: 'manager', replicas: 2 }, async (namespace) => {
      const seen = await doctor('-n', namespace);
      assertHealthy(seen);
      assert.deepEqual(seen.report.checks.unknown, [], seen.told);
    }),
  );

  it('of kube-scheduler, which runs in no pod', async () => {
    assertHealthy(await doctor('lease/kube-scheduler', '-n', 'kube-system'));
  });

  it('with other timings and other names', ON_1_37, () =>
    withInstall(
      'doctor-other',
      {
        replicas: 2,
        args: (args) =>
          args.map((arg) =>
            arg
              .replace('duration=15s', 'duration=20s')
              .replace('deadline=10s', 'deadline=12s')
              .replace('period=2s', 'period=3s'),
          ),
      },
      async (namespace) => assertHealthy(await doctor('-n', namespace)),
    ),
  );

  it('of three controllers in one namespace', ON_1_37, () =>
    withInstall('doctor-three', { replicas: 1 }, async (namespace) => {
      for (const name of ['second', 'third']) await create([await another(namespace, name)]);
      await Promise.all(
        ['second', 'third'].map(async (name) => {
          await rolledOut(namespace, name);
          const isLed = async () => ((await leaseIn(namespace, `${name}.example.com`))?.holderIdentity ? true : null);
          await until(`a leader of ${name}`, 40_000, isLed);
        }),
      );
      await sleep(5_000);
      const seen = await doctor('-n', namespace);
      assertHealthy(seen);
      assert.equal(seen.report.elections.length, 3, seen.told);
    }),
  );

  it('with a past: 20 transitions, an outage in its Events, an orphaned Lease', ON_1_37, () =>
    withInstall('doctor-past', { replicas: 2 }, async (namespace) => {
      await leaderOf(namespace);
      const transitions = '{"spec":{"leaseTransitions":20}}';
      await kubectl(['-n', namespace, 'patch', 'lease', LEASE, '--type=merge', '-p', transitions]);
      const uid = await kubectl(['-n', namespace, 'get', 'lease', LEASE, '-o', 'jsonpath={.metadata.uid}']);
      await create([...outage(namespace, uid), orphanedLease(namespace)]);
      await sleep(5_000);
      assertHealthy(await doctor('-n', namespace));
    }),
  );
});

/** The same Deployment under another name, with a Lease and labels of its own. */
async function another(namespace: string, name: string): Promise<object> {
  const text = await kubectl(['-n', namespace, 'get', 'deployment', 'controller-manager', '-o', 'json']);
  const { apiVersion, kind, spec } = JSON.parse(text) as { apiVersion: string; kind: string; spec: Spec };
  const labels = { app: name };
  spec.selector = { matchLabels: labels };
  spec.template.metadata = { labels };
  for (const container of spec.template.spec.containers) {
    container.args = [
      ...container.args.filter((arg) => !arg.includes('election-id')),
      `--leader-election-id=${name}.example.com`,
    ];
  }
  return { apiVersion, kind, metadata: { name, namespace, labels }, spec };
}

interface Spec {
  selector: object;
  template: { metadata: object; spec: { containers: { args: string[] }[] } };
}

/** Events of two hours ago, in which the Lease changed hands every 20 seconds. */
function outage(namespace: string, uid: string): object[] {
  const begin = Date.now() - 2 * 3_600_000;
  return Array.from({ length: 8 }, (_, index) => {
    const at = `${new Date(begin + index * 20_000).toISOString().slice(0, 19)}Z`;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${LEASE}.${index}`, namespace },
      involvedObject: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: LEASE, namespace, uid },
      type: 'Normal',
      reason: 'LeaderElection',
      message: `controller-manager-5875b8f7c6-zcbmh_3f0a2c1e-8d4b-4f6a-9b7c-00000000000${index} became leader`,
      firstTimestamp: at,
      lastTimestamp: at,
      source: { component: 'test' },
    };
  });
}
