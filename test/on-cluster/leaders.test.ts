// Who leads under which lock, and how often that changes: two Leases, a shared one, old locks, failed releases, and a harmless past.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { create, kubectl, ON_1_37, until } from '../support/cluster.ts';
import {
  DEPLOYMENT,
  LEASE,
  leaderOf,
  leaseIn,
  podsIn,
  rolledOut,
  withInstall,
  withStarting,
} from '../support/install.ts';
import { crashForGood, follow, holds, last } from '../support/samples.ts';
import { judge, only } from '../support/status.ts';

const OLD_LOCK = 'control-plane.alpha.kubernetes.io/leader';
const MANY = { concurrency: 4, timeout: 120_000, ...ON_1_37 };

/** A Deployment of a namespace as it would be created again, changed. */
async function copyOf(namespace: string, change: (deployment: Deployment) => void): Promise<Deployment> {
  const text = await kubectl(['-n', namespace, 'get', 'deployment', DEPLOYMENT, '-o', 'json']);
  const { apiVersion, kind, metadata, spec } = JSON.parse(text) as Deployment;
  const copy = { apiVersion, kind, metadata: { name: metadata.name, namespace, labels: metadata.labels }, spec };
  change(copy);
  return copy;
}

interface Deployment {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; labels?: Record<string, string> | undefined };
  spec: {
    replicas: number;
    minReadySeconds?: number;
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: { containers: { args: string[] }[] };
    };
  };
}

function argsOf({ spec }: Deployment): string[] {
  const [container] = spec.template.spec.containers;
  assert.ok(container);
  return container.args;
}

/** Names the Lease in the arguments, whatever they said of it before. */
function withId(args: readonly string[], id: string): string[] {
  return [...args.filter((arg) => !arg.startsWith('--leader-election-id')), `--leader-election-id=${id}`];
}

async function patch(namespace: string, deployment: string, spec: object): Promise<void> {
  await kubectl(['-n', namespace, 'patch', 'deployment', deployment, '--type=merge', '-p', JSON.stringify({ spec })]);
}

/** The record of an old lock on a ConfigMap, renewed at the moment given. */
function record(holder: string, at: Date): string {
  const now = `${at.toISOString().slice(0, 19)}Z`;
  const times = { acquireTime: now, renewTime: now };
  return JSON.stringify({ holderIdentity: holder, leaseDurationSeconds: 15, leaderTransitions: 0, ...times });
}

function annotation(value: string): object {
  return { annotations: { [OLD_LOCK]: value } };
}

/** Renews a ConfigMap's lock every two seconds, as client-go did, until the test is over. */
async function whileRenewed(namespace: string, name: string, holder: string, test: () => Promise<void>): Promise<void> {
  let over = false;
  const renew = () => {
    const metadata = JSON.stringify({ metadata: annotation(record(holder, new Date())) });
    return kubectl(['-n', namespace, 'patch', 'configmap', name, '--type=merge', '-p', metadata]);
  };
  // before the first of them the lock is somebody else's
  await renew();
  const renewing = (async () => {
    while (!over) {
      await sleep(2_000);
      await renew();
    }
  })();
  try {
    await test();
  } finally {
    over = true;
    await renewing;
  }
}

describe('which lock the leaders hold', MANY, () => {
  it('a rolling update to another Lease name that stands half-way: two lead', () =>
    withStarting('two-leases', { args: (args) => withId(args, 'old.example.com') }, async (namespace) => {
      await rolledOut(namespace);
      await until(
        'a first leader',
        30_000,
        async () => (await leaseIn(namespace, 'old.example.com'))?.holderIdentity || null,
      );
      const changed = await copyOf(namespace, () => {});
      const [container] = changed.spec.template.spec.containers;
      const containers = [{ ...container, args: withId(argsOf(changed), 'new.example.com') }];
      await patch(namespace, DEPLOYMENT, {
        minReadySeconds: 600,
        progressDeadlineSeconds: 1200,
        template: { spec: { containers } },
      });
      const judged = await until('both Leases renewed', 40_000, async () => {
        const seen = await judge(['-n', namespace]);
        return seen.finding('two-leases')?.severity === 'critical' ? seen : null;
      });
      assert.equal(judged.code, 2, judged.told);
      const { subject, facts, lease } = judged.finding('two-leases') ?? assert.fail();
      assert.deepEqual([subject.kind, subject.name, lease], ['Deployment', DEPLOYMENT, 'new.example.com'], judged.told);
      assert.deepEqual(facts.leases, [`${namespace}/old.example.com`, `${namespace}/new.example.com`], judged.told);
      assert.equal(judged.report.findings.filter(({ id }) => id === 'two-leases').length, 1, judged.told);
      const alone = await judge(['old.example.com', '-n', namespace]);
      assert.equal(alone.finding('two-leases')?.severity, 'critical', alone.told);
    }));

  it('two Deployments under one Lease: one of them works', () =>
    withInstall('shared', { replicas: 1, args: (args) => withId(args, LEASE) }, async (namespace) => {
      const other = await copyOf(namespace, ({ metadata, spec }) => {
        metadata.name = 'second';
        spec.selector = { matchLabels: { app: 'second' } };
        spec.template.metadata.labels = { app: 'second' };
      });
      await create([other]);
      await rolledOut(namespace, 'second');
      const judged = await judge(['-n', namespace]);
      assert.deepEqual([judged.code, judged.troubles], [2, ['shared-lease critical']], judged.told);
      assert.equal(only(judged).state, 'renewing', judged.told);
      assert.deepEqual(
        judged.finding('shared-lease')?.facts.workloads,
        ['deployment/controller-manager', 'deployment/second'],
        judged.told,
      );
      assert.equal(only(await judge(['deployment/second', '-n', namespace])).lease.name, LEASE);
      await kubectl(['-n', namespace, 'scale', 'deployment/second', '--replicas=0']);
      const alone = await judge(['-n', namespace]);
      assert.deepEqual([alone.code, alone.troubles], [0, []], alone.told);
    }));

  it('a ConfigMap lock beside the Lease: a warning while it is renewed, a note once it was left behind', () =>
    withInstall('legacy', { replicas: 1 }, async (namespace) => {
      const { identity } = await leaderOf(namespace);
      const metadata = { name: LEASE, namespace, ...annotation(record('gone_x', new Date('2026-01-01'))) };
      await create([{ apiVersion: 'v1', kind: 'ConfigMap', metadata }]);
      await whileRenewed(namespace, LEASE, identity, async () => {
        const judged = await judge(['-n', namespace]);
        assert.deepEqual([judged.code, judged.troubles], [1, ['legacy-lock warning']], judged.told);
        assert.match(judged.finding('legacy-lock')?.summary ?? '', /as well as the Lease/, judged.told);
        const { report, told } = await judge(['-A']);
        const asked = report.findings.filter(
          ({ id, subject }) => id === 'legacy-lock' && subject.namespace === namespace,
        );
        assert.deepEqual(
          asked.map(({ severity }) => severity),
          ['unknown'],
          told,
        );
      });
      const left = await until('a lock that was left', 30_000, async () => {
        const seen = await judge(['-n', namespace]);
        return seen.finding('legacy-lock')?.severity === 'info' ? seen : null;
      });
      assert.equal(left.code, 0, left.told);
    }));

  it('a ConfigMap lock and no Lease: somebody leads all the same', () =>
    // its own election is kept from working, so that the lock is the only one
    withStarting(
      'instead',
      { replicas: 1, args: (args) => [...args, '--leader-election-namespace=nowhere'] },
      async (namespace) => {
        await rolledOut(namespace);
        const [pod = ''] = await podsIn(namespace);
        const metadata = { name: 'old-lock', namespace, ...annotation(record('gone_x', new Date('2026-01-01'))) };
        await create([{ apiVersion: 'v1', kind: 'ConfigMap', metadata }]);
        await whileRenewed(namespace, 'old-lock', `${pod}_${randomUUID()}`, async () => {
          await sleep(11_000);
          const judged = await judge(['-n', namespace]);
          assert.equal(judged.finding('lease-absent'), undefined, judged.told);
          assert.deepEqual([judged.code, judged.troubles], [1, ['legacy-lock warning']], judged.told);
        });
      },
    ));
});

describe('how leadership came and went', MANY, () => {
  it('a planned stop that has no time to release: killed at the end of its grace period', () =>
    // its reconcile never ends, so that controller-runtime waits for it and renews, until the kubelet kills it
    withInstall(
      'release',
      { program: 'manager', args: (args) => [...args, '--block-reconcile'] },
      async (namespace) => {
        const { pod } = await leaderOf(namespace);
        await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
        const samples = await follow(namespace, 'a failed release', 40_000, (sample) =>
          holds(sample, 'release-failed', 'warning'),
        );
        for (const { election, finding, told } of samples) {
          const stops = election.holder?.phase === 'Running' && election.state === 'renewing';
          if (stops) assert.equal(finding('release-failed'), undefined, told);
        }
        const { told, finding, code } = last(samples);
        assert.equal(code, 1, told);
        assert.match(finding('release-failed')?.summary ?? '', new RegExp(`^${pod} was stopped as planned`), told);
        assert.deepEqual([finding('release-failed')?.cause, finding('lease-late')?.cause], [true, false], told);
        const after = await follow(
          namespace,
          'the next leader',
          40_000,
          ({ election }) => election.state === 'renewing',
        );
        assert.equal(last(after).finding('release-failed'), undefined, last(after).told);
      },
    ));

  it('a leader that is killed is no failed release', () =>
    withInstall('crash', { replicas: 2 }, async (namespace) => {
      const { pod, identity } = await crashForGood(namespace);
      const samples = await follow(namespace, 'the next leader', 40_000, ({ election }) => {
        return election.state === 'renewing' && election.lease.holderIdentity !== identity;
      });
      for (const { finding, told } of samples) {
        const severity = finding('release-failed')?.severity;
        assert.ok(severity === undefined || severity === 'unknown', `${pod}: ${told}`);
      }
    }));

  it('five leaders in half a minute: it flaps', () =>
    withInstall('flapping', { replicas: 2 }, async (namespace) => {
      for (let move = 0; move < 5; move++) {
        const { pod, identity } = await leaderOf(namespace);
        await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
        await leaderOf(namespace, identity);
      }
      await rolledOut(namespace);
      const judged = await until('an Event of each leader', 20_000, async () => {
        const seen = await judge(['-n', namespace]);
        return seen.finding('lease-flapping') ? seen : null;
      });
      const finding = judged.finding('lease-flapping');
      assert.equal(finding?.severity, 'warning', judged.told);
      assert.ok(Number(finding?.facts.moves) >= 4 && Number(finding?.facts.moves) <= 6, judged.told);
      assert.match(finding?.summary ?? '', /every \d+s/, judged.told);
    }));

  it('a rolling restart is no flapping', () =>
    withInstall('rolling', { replicas: 3 }, async (namespace) => {
      await kubectl(['-n', namespace, 'rollout', 'restart', `deployment/${DEPLOYMENT}`]);
      await rolledOut(namespace);
      await leaderOf(namespace);
      const judged = await judge(['-n', namespace]);
      assert.equal(judged.finding('lease-flapping'), undefined, judged.told);
    }));

  it('a healthy install with a past: 20 transitions, an outage in its Events, an orphaned Lease', () =>
    withInstall('past', { replicas: 2 }, async (namespace) => {
      const { identity } = await leaderOf(namespace);
      await kubectl([
        '-n',
        namespace,
        'patch',
        'lease',
        LEASE,
        '--type=merge',
        '-p',
        '{"spec":{"leaseTransitions":20}}',
      ]);
      const uid = await kubectl(['-n', namespace, 'get', 'lease', LEASE, '-o', 'jsonpath={.metadata.uid}']);
      await create([...outage(namespace, uid), orphan(namespace)]);
      assert.equal((await leaseIn(namespace))?.holderIdentity, identity);
      await sleep(5_000);
      const { code, report, troubles, told } = await judge(['-n', namespace]);
      assert.deepEqual([code, report.verdict, troubles], [0, 'healthy', []], told);
      assert.equal(
        report.findings.find(({ lease, id }) => lease === 'old.example.com' && id === 'lease-orphaned')?.severity,
        'info',
        told,
      );
    }));
});

/** Events of two hours ago, in which the Lease changed hands every 20 seconds. */
function outage(namespace: string, uid: string): object[] {
  const begin = Date.now() - 2 * 3_600_000;
  return Array.from({ length: 8 }, (_, index) => {
    const at = `${new Date(begin + index * 20_000).toISOString().slice(0, 19)}Z`;
    const identity = `${DEPLOYMENT}-5875b8f7c6-zcbmh_3f0a2c1e-8d4b-4f6a-9b7c-00000000000${index}`;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${LEASE}.${index}`, namespace },
      involvedObject: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: LEASE, namespace, uid },
      reason: 'LeaderElection',
      message: `${identity} became leader`,
      type: 'Normal',
      source: { component: identity },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
    };
  });
}

/** What a controller left that was removed in spring; its duration is short, so that the API server's stamp soon tells. */
function orphan(namespace: string): object {
  const at = '2026-04-01T08:00:00.000000Z';
  const holderIdentity = 'removed-operator-6b7c8d9f4d-x7k2p_3f0a2c1e-8d4b-4f6a-9b7c-5e1d2a3b4c5d';
  const spec = { holderIdentity, leaseDurationSeconds: 1, acquireTime: at, renewTime: at, leaseTransitions: 3 };
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'old.example.com', namespace },
    spec,
  };
}
