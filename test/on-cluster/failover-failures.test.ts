// `failover-test` on a real cluster where something stands in the way: what is refused, what fails, and what is only half seen.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { create, kubectl, ON_1_37, SERVER, until } from '../support/cluster.ts';
import { Door } from '../support/door.ts';
import { failoverTest, only, shortened } from '../support/failover.ts';
import { clusterWide, LEASE, leaderOf, leaseIn, podsIn, withInstall, withStarting } from '../support/install.ts';

const SHORT = { args: shortened() };
/** Nobody takes over within ten seconds: time for something to be done after the trigger. */
const KEEPS = { args: shortened('--leader-elect-release-on-cancel=false', '--leader-elect-lease-duration=10s') };
/** Renewals so far apart that something can be done between two of them. */
const SLOWER = {
  args: shortened(
    '--leader-elect-lease-duration=9s',
    '--leader-elect-renew-deadline=6s',
    '--leader-elect-retry-period=3s',
  ),
};
const budget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'all-of-them' },
  spec: { minAvailable: 3, selector: { matchLabels: { 'control-plane': 'controller-manager' } } },
};

async function refused(
  namespace: string,
  args: readonly string[] = [],
): Promise<readonly [number | null, string | null]> {
  const before = await podsIn(namespace);
  const { code, report } = await failoverTest(namespace, args);
  assert.deepEqual([report.performed, report.rounds], [false, []], report.told);
  assert.deepEqual(await podsIn(namespace), before, 'no pod went');
  return [code, report.refusalReason];
}

describe('a failover that is refused or fails', { concurrency: 2, timeout: 400_000, ...ON_1_37 }, () => {
  it('is refused with a budget that blocks, without the right to it, and with a method that there is not', () =>
    withInstall('failover-refused', { ...SHORT, beside: [budget] }, async (namespace) => {
      await until('the budget to be counted', 20_000, async () => {
        const path = 'jsonpath={.status.currentHealthy}';
        const healthy = await kubectl(['-n', namespace, 'get', 'pdb', 'all-of-them', '-o', path]);
        return healthy === '3' ? true : null;
      });
      assert.deepEqual(await refused(namespace), [4, 'budget']);
      assert.deepEqual(await refused(namespace, ['--method', 'evict', '--force']), [4, 'budget']);
      await create([
        role('reader', namespace, [
          { apiGroups: ['', 'apps', 'coordination.k8s.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
        ]),
        binding('reader', namespace),
      ]);
      assert.deepEqual(await refused(namespace, ['--as', 'reader', '--force']), [4, 'forbidden']);
      await assert.rejects(failoverTest(namespace, ['--method', 'shout']), /method/);
    }));

  it('is refused with one replica, which --force passes: the new pod leads', () =>
    withInstall('failover-one', { ...SHORT, replicas: 1 }, async (namespace) => {
      assert.deepEqual(await refused(namespace), [4, 'single-candidate']);
      const { code, report } = await failoverTest(namespace, ['--force']);
      assert.deepEqual([code, only(report).outcome], [0, 'taken-over'], report.told);
    }));

  it('is refused with a standby that is not ready', () =>
    withStarting(
      'failover-unready',
      {
        ...SHORT,
        replicas: 2,
        deployment: (spec) => {
          // ready is only who leads (F15): the page of a standby says 0
          for (const container of spec.template.spec.containers)
            container.readinessProbe = { httpGet: { path: '/nothing-here', port: 8081 }, periodSeconds: 2 };
        },
      },
      async (namespace) => {
        await leaderOf(namespace);
        await until('two pods', 20_000, async () => ((await podsIn(namespace)).length === 2 ? true : null));
        assert.deepEqual(await refused(namespace), [4, 'no-ready-standby']);
      },
    ));

  it('ends with 2 where nobody takes over, since update was taken away after the trigger', () =>
    withInstall('failover-denied', KEEPS, async (namespace) => {
      const { pod } = await leaderOf(namespace);
      // longer than a candidate that may take the Lease would need
      const running = failoverTest(namespace, ['--method', 'kill', '--wait', '20s']);
      const isGone = async () => ((await podsIn(namespace)).includes(pod) ? null : true);
      await until('the trigger', 60_000, isGone, 50);
      await kubectl(['patch', 'clusterrole', clusterWide('manager-role', namespace), '--type=json', '-p', NO_LEASES]);
      const { code, report } = await running;
      const round = only(report);
      assert.deepEqual([code, report.verdict, round.outcome], [2, 'critical', 'nobody'], report.told);
      assert.match(round.why ?? '', /nobody/);
    }));

  it('ends with 2 and leader-idle where the new leader never finishes anything', () =>
    withInstall(
      'failover-idle',
      { args: shortened('--block-reconcile=true'), program: 'manager', replicas: 2 },
      async (namespace) => {
        // it renews until it is killed, two seconds later or more; from then on a takeover may take 9.4s
        const { code, report } = await failoverTest(namespace, ['--method', 'kill', '--wait', '20s']);
        assert.deepEqual([code, report.verdict, only(report).outcome], [2, 'critical', 'idle'], report.told);
        assert.equal(report.findings.find(({ id }) => id === 'leader-idle')?.severity, 'critical');
      },
    ));

  it('touches no follower where the holder changed after the preflight', () =>
    withInstall('failover-changed', SLOWER, async (namespace) => {
      const before = await podsIn(namespace);
      const { pod } = await leaderOf(namespace);
      const [other = ''] = before.filter((name) => name !== pod);
      const holderIdentity = `${other}_11111111-2222-4333-8444-555555555555`;
      const take = () => {
        const spec = { holderIdentity, renewTime: `${new Date().toISOString().slice(0, -1)}000Z` };
        return kubectl(['-n', namespace, 'patch', 'lease', LEASE, '--type=merge', '-p', JSON.stringify({ spec })]);
      };
      let over = false;
      let taking: Promise<void> = Promise.resolve();
      // b7le waits for two renewals before it triggers: by then somebody else holds the Lease, and renews it
      const { code, report } = await failoverTest(namespace, [], {
        during: (child) => {
          child.once('close', () => {
            over = true;
          });
          child.stderr?.once('data', () => {
            taking = (async () => {
              while (!over) await take();
            })();
          });
        },
      });
      await taking;
      assert.deepEqual([code, report.refusalReason, report.performed], [4, 'holder-changed', false], report.told);
      assert.deepEqual(await podsIn(namespace), before);
    }));

  it('survives a watch that breaks in the middle, or says that it is void', () =>
    withInstall('failover-broken', SHORT, async (namespace) => {
      const { identity } = await leaderOf(namespace);
      const { hostname, port } = new URL(SERVER);
      const door = new Door(Number(port), hostname);
      const kubeconfig = join(tmpdir(), `${namespace}.kubeconfig`);
      const [own = ''] = (process.env.KUBECONFIG ?? '').split(':');
      const text = readFileSync(own, 'utf8').replaceAll(SERVER, `https://127.0.0.1:${await door.port}`);
      writeFileSync(kubeconfig, text, { mode: 0o600 });
      try {
        const running = failoverTest(namespace, ['--kubeconfig', kubeconfig]);
        await until(
          'the release',
          30_000,
          async () => ((await leaseIn(namespace))?.holderIdentity !== identity ? true : null),
          20,
        );
        door.shut();
        await new Promise((resolve) => setTimeout(resolve, 1500));
        door.open();
        const { code, report, stderr } = await running;
        const round = only(report);
        assert.ok(round.outcome === 'taken-over' || round.outcome === 'void', `${round.outcome} ${stderr}`);
        // slow is no failure of what is told: a busy machine may be
        assert.equal(code, round.outcome === 'void' ? 3 : round.withinBounds ? 0 : 1, round.why ?? '');
        if (round.outcome === 'void') assert.deepEqual([round.takeoverMs, round.withinBounds], [null, null]);
      } finally {
        door.close();
      }
    }));
});

const NO_LEASES = JSON.stringify([{ op: 'replace', path: '/rules/2/verbs', value: ['get', 'list', 'watch'] }]);

function role(name: string, namespace: string, rules: readonly object[]) {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name, namespace }, rules };
}

function binding(name: string, namespace: string) {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }],
  };
}
