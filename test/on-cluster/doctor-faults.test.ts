// Faults made for real: the first cause is the fault that was made, and nothing critical is said that is not so (reference 8).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fault, kubectl, ON_1_37 } from '../support/cluster.ts';
import { doctor, firstCause } from '../support/doctored.ts';
import {
  type DeploymentSpec,
  type InstallOptions,
  LEASE,
  leaderOf,
  leaseIn,
  rolledOut,
  withInstall,
  withStarting,
} from '../support/install.ts';

const UNLED = ['lease-absent', 'lease-unclaimed', 'holder-gone', 'no-candidates'];
const DOWN = ['crash-looping', 'no-candidates', 'lease-unclaimed', 'lease-absent', 'holder-gone'];
/** Two at once, of one or two pods each: two cores do not bear more. */
const MANY = { concurrency: 3, timeout: 400_000, ...ON_1_37 };

type Args = (args: readonly string[]) => readonly string[];

/** A lease of 6s, so that what needs a lease duration takes less. */
const brief: Args = (args) =>
  args.map((arg) =>
    arg.replace('duration=15s', 'duration=6s').replace('deadline=10s', 'deadline=4s').replace('period=2s', 'period=1s'),
  );
const briefly =
  (...more: readonly string[]): Args =>
  (args) => [...brief(args), ...more];
const without =
  (pattern: RegExp, ...more: readonly string[]): Args =>
  (args) => [...brief(args).filter((arg) => !pattern.test(arg)), ...more];

/** Its Role and binding in its own namespace, in place of the manifest's. */
function rights(rules: readonly object[], subject = 'controller-manager'): object[] {
  const group = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: `${group}/v1`, kind: 'Role', metadata: { name: 'election' }, rules },
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'election' },
      roleRef: { apiGroup: group, kind: 'Role', name: 'election' },
      subjects: [{ kind: 'ServiceAccount', name: subject }],
    },
  ];
}
const leases = (verbs: readonly string[], more: object = {}) => ({
  apiGroups: ['coordination.k8s.io'],
  resources: ['leases'],
  verbs,
  ...more,
});
const one: InstallOptions = { replicas: 1, args: brief };

describe('rights that are missing', MANY, () => {
  it('F4: update, so that who takes the Lease loses it', () =>
    withStarting(
      'doctor-f4',
      { ...one, replicas: 2, rights: rights([leases(['get', 'create'])]) },
      async (namespace) => {
        const { told, report, first } = await firstCause(
          namespace,
          'lease-access-denied',
          [...UNLED, 'holder-wedged'],
          { effect: 'lease-unclaimed' },
        );
        assert.match(first?.summary ?? '', /may not update leases/, told);
        assert.match(
          report.next.map(({ command }) => command).join('\n'),
          /rbac-check .*--fix.* \| kubectl apply -f -/,
          told,
        );
      },
    ));

  it('F5: get, so that there is no Lease', () =>
    withStarting('doctor-f5get', { ...one, rights: rights([leases(['create', 'update'])]) }, async (namespace) => {
      await firstCause(namespace, 'lease-access-denied', UNLED, { effect: 'lease-absent' });
    }));

  it('F5: create, so that there is no Lease', () =>
    withStarting('doctor-f5create', { ...one, rights: rights([leases(['get', 'update'])]) }, async (namespace) => {
      await firstCause(namespace, 'lease-access-denied', UNLED, { effect: 'lease-absent' });
    }));

  it('F5: all of them, as in the charts of Beskar7 0.3', () =>
    withStarting('doctor-f5none', { ...one, rights: rights([]) }, async (namespace) => {
      await firstCause(namespace, 'lease-access-denied', UNLED, { effect: 'lease-absent' });
    }));

  it('F5: all of them, bound to another account', () =>
    withStarting('doctor-f5account', { ...one, rights: rights([leases(['*'])], 'manager') }, async (namespace) => {
      await firstCause(namespace, 'lease-access-denied', UNLED, { effect: 'lease-absent' });
    }));

  it('F5: all of them, where the Lease is looked for in another namespace', () =>
    withStarting(
      'doctor-f5ns',
      { ...one, args: briefly('--leader-election-namespace=default'), rights: rights([leases(['*'])]) },
      async (namespace) => {
        const { first, told } = await firstCause(namespace, 'lease-access-denied', UNLED, { effect: 'lease-absent' });
        assert.match(first?.summary ?? '', / in default:/, told);
      },
    ));

  it('create by name, which no request for a create has', () =>
    withStarting(
      'doctor-byname',
      { ...one, rights: rights([leases(['get', 'create', 'update'], { resourceNames: [LEASE] })]) },
      async (namespace) => {
        await firstCause(namespace, 'create-by-name', [...UNLED, 'lease-access-denied'], { effect: 'lease-absent' });
      },
    ));
});

describe('programs that do not come up, or not as they were meant to', MANY, () => {
  it('F22: a flag that nobody knows', () =>
    withStarting('doctor-f22flag', { ...one, args: briefly('--no-such-flag') }, async (namespace) => {
      const { first, told } = await firstCause(namespace, 'unknown-flag', DOWN, { effect: 'crash-looping' });
      assert.match(first?.summary ?? '', /no-such-flag/, told);
    }));

  it('F22: timings that client-go refuses', () =>
    withStarting(
      'doctor-f22triple',
      { replicas: 1, args: without(/deadline/, '--leader-elect-renew-deadline=6s') },
      (namespace) => firstCause(namespace, 'timing-invalid', DOWN, { effect: 'crash-looping' }).then(() => {}),
    ));

  it('F23: election off with two replicas', () =>
    withStarting(
      'doctor-f23',
      { replicas: 2, args: without(/leader-elect=/, '--leader-elect=false') },
      async (namespace) => {
        await rolledOut(namespace);
        await firstCause(namespace, 'election-off', []);
      },
    ));

  it('a flag that is two words, so that those after it are ignored', () =>
    withStarting(
      'doctor-words',
      { replicas: 1, args: (args) => ['--leader-elect', 'false', ...args.slice(1)] },
      async (namespace) => {
        // a workload that has no pod yet has no candidate, which is critical and so
        await rolledOut(namespace);
        await firstCause(namespace, 'flag-swallowed', []);
      },
    ));

  it('F11: out of memory, again and again', () => {
    const small = ({ template }: DeploymentSpec) => {
      for (const container of template.spec.containers) container.resources = { limits: { memory: '64Mi' } };
    };
    const leaking = {
      program: 'manager',
      replicas: 1,
      args: briefly('--leak-per-second=40'),
      deployment: small,
    } as const;
    return withStarting('doctor-f11', leaking, async (namespace) => {
      const { first, told } = await firstCause(namespace, 'out-of-memory', [...DOWN, 'leader-idle'], {
        effect: 'crash-looping',
      });
      assert.match(first?.summary ?? '', /limit 64Mi/, told);
    });
  });

  it('F13: elected, it cannot fill its cache, exits and starts again', () => {
    const args = briefly('--cache-sync-timeout=8s');
    const own = rights([leases(['*'])]);
    return withStarting('doctor-f13', { program: 'manager', replicas: 1, args, rights: own }, async (namespace) => {
      await firstCause(namespace, 'leader-idle', ['crash-looping', 'no-candidates', 'lease-unclaimed'], {
        effect: 'crash-looping',
      });
    });
  });

  it('Beskar7 as it is shipped, without the Secret of its certificate: no pod ever starts', () =>
    withStarting('doctor-secret', { manifest: 'beskar7-as-shipped.yaml', replicas: 1 }, async (namespace) => {
      await kubectl(['-n', namespace, 'delete', 'secret', '--all']);
      await kubectl(['-n', namespace, 'delete', 'pods,leases', '--all', '--force', '--grace-period=0']);
      const { first, told } = await firstCause(
        namespace,
        'no-candidates',
        ['lease-absent', 'lease-unclaimed', 'holder-gone'],
        { ms: 120_000 },
      );
      assert.match(first?.summary ?? '', /secret "[^"]+" not found/, told);
    }));
});

describe('leaders that are gone, stuck or two', MANY, () => {
  it('F2: the holder is gone and nobody else runs', () =>
    withInstall('doctor-f2', { replicas: 1, args: brief }, async (namespace) => {
      const { pod } = await leaderOf(namespace);
      // killed, so that nothing is released; its successor has no time to lead
      await fault('kill', pod, namespace);
      await kubectl(['-n', namespace, 'scale', 'deployment/controller-manager', '--replicas=0']);
      await firstCause(namespace, 'no-candidates', UNLED, { effect: 'lease-unclaimed' });
    }));

  it('F3: the process was killed, and its successor waits the Lease out', () =>
    withInstall('doctor-f3', { replicas: 1 }, async (namespace) => {
      const { pod } = await leaderOf(namespace);
      await fault('kill', pod, namespace);
      const { first, told } = await firstCause(namespace, 'holder-restarted', [], { effect: 'lease-late' });
      assert.ok(first?.summary.includes('manager'), told);
    }));

  it('F14: the holder stands still', () =>
    withInstall('doctor-f14', { replicas: 1, args: brief, livenessProbe: false }, async (namespace) => {
      const { pod } = await leaderOf(namespace);
      await fault('pause', pod, namespace);
      try {
        await firstCause(namespace, 'holder-wedged', ['lease-unclaimed'], { effect: 'lease-unclaimed' });
      } finally {
        await fault('resume', pod, namespace);
      }
    }));

  it('F24: the former leader goes on after a pause, and two act', () =>
    withInstall('doctor-f24', { replicas: 2, livenessProbe: false }, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      await fault('pause', pod, namespace);
      await leaderOf(namespace, identity);
      await fault('resume', pod, namespace);
      await firstCause(namespace, 'multiple-leaders', ['crash-looping']);
    }));

  it('F12: every replica is cut off from the API server', () =>
    withInstall(
      'doctor-f12',
      { program: 'manager', replicas: 2, args: brief, livenessProbe: false },
      async (namespace) => {
        const pods = (
          await kubectl(['-n', namespace, 'get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}'])
        ).split(' ');
        for (const pod of pods) await fault('partition', pod, namespace);
        await firstCause(namespace, 'api-unreachable', [...DOWN, 'holder-wedged', 'api-slow'], {
          effect: 'lease-unclaimed',
        });
      },
    ));

  it('F18: killed at the end of its grace period, before it could release', () =>
    withInstall(
      'doctor-f18',
      { program: 'manager', replicas: 1, args: (args) => [...args, '--block-reconcile'] },
      async (namespace) => {
        const { pod } = await leaderOf(namespace);
        await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
        const { first, told } = await firstCause(namespace, 'release-failed', [], { effect: 'lease-late' });
        assert.ok(first?.summary.startsWith(pod), told);
      },
    ));

  it('the Lease of a live leader is deleted', () =>
    withInstall('doctor-deleted', { replicas: 2, args: brief }, async (namespace) => {
      await kubectl(['-n', namespace, 'delete', 'lease', LEASE]);
      await leaderOf(namespace);
      await firstCause(namespace, 'lease-recreated', ['multiple-leaders', 'crash-looping']);
    }));
});

describe('who contends for what', MANY, () => {
  it('F6: two replicas with one identity', () =>
    withInstall('doctor-f6', { replicas: 2, args: briefly('--identity=same') }, async (namespace) => {
      await firstCause(namespace, 'duplicate-identity', ['multiple-leaders']);
    }));

  it('F7: two Leases for one controller, in the middle of an upgrade', () =>
    withInstall('doctor-f7two', { replicas: 1, args: brief }, async (namespace) => {
      const at = ['-n', namespace, 'patch', 'deployment/controller-manager', '--type=json', '-p'];
      const args = '/spec/template/spec/containers/0/args/-';
      const upgrade = [
        { op: 'add', path: args, value: '--leader-election-id=new.example.com' },
        { op: 'add', path: '/spec/minReadySeconds', value: 600 },
        { op: 'add', path: '/spec/progressDeadlineSeconds', value: 1200 },
      ];
      await kubectl([...at, JSON.stringify(upgrade)]);
      await firstCause(namespace, 'two-leases', []);
    }));

  it('F7: one Lease for two controllers', () =>
    withInstall('doctor-f7one', { replicas: 1, args: briefly(`--leader-election-id=${LEASE}`) }, async (namespace) => {
      const text = await kubectl(['-n', namespace, 'get', 'deployment', 'controller-manager', '-o', 'json']);
      const labels = { 'control-plane': 'another' };
      const copy = JSON.parse(text) as { metadata: object; spec: { selector: object; template: { metadata: object } } };
      copy.metadata = { name: 'another-manager', namespace };
      copy.spec.selector = { matchLabels: labels };
      copy.spec.template.metadata = { labels };
      await kubectl(['create', '-f', '-'], { input: JSON.stringify(copy) });
      await rolledOut(namespace, 'another-manager');
      assert.ok(await leaseIn(namespace));
      const { told, report } = await firstCause(namespace, 'shared-lease', []);
      assert.ok(report.next.length + (report.findings[0]?.remedy.length ?? 0) > 0, told);
    }));
});

it('a doctor who is told of nothing says so', ON_1_37, async () => {
  const { code, told } = await doctor('-n', 'kube-public').catch((error: Error) => ({ code: 3, told: error.message }));
  assert.equal(code, 3, told);
});
