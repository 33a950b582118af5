// Installations that scenarios start from: Beskar7 as kustomize and as Helm install it, with the names of reference 10.

import type { Draft } from '../objects/object.ts';
import type { Knobs } from './scenario.ts';

export const NAMESPACE = 'beskar7-system';
export const LEASE = 'beskar7.infrastructure.cluster.x-k8s.io';

/** What most scenarios are about: the election of a kustomize install with three replicas. */
export const BESKAR7 = { namespace: NAMESPACE, lease: LEASE, workload: 'controller-manager', replicas: 3 } as const;

export interface Install {
  readonly namespace: string;
  /** The Deployment. */
  readonly name: string;
  readonly serviceAccount: string;
  readonly image: string;
  readonly replicas: number;
  /** Arguments of the manager, the election's among them. */
  readonly args: readonly string[];
  /** Rules of its Role in the namespace. */
  readonly rules: readonly Rule[];
  readonly labels?: Readonly<Record<string, string>>;
  /** What the practice programs read to behave in a special way. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Containers besides the manager, before it. */
  readonly sidecars?: readonly Draft[];
  readonly env?: readonly Draft[];
  /** More of the Deployment's spec: strategy, deadlines. */
  readonly spec?: Draft;
  /** Plain metrics on this port, so that replicas can be asked who leads. */
  readonly metricsPort: number;
  readonly memory?: string;
  /** How long the kubelet waits between SIGTERM and SIGKILL; 10 s, as kubebuilder sets it. */
  readonly graceSeconds?: number;
}

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

export const LEASE_RULE: Rule = {
  apiGroups: ['coordination.k8s.io'],
  resources: ['leases'],
  verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
};
export const EVENT_RULE: Rule = { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] };
/** What its controllers watch; without it they never start. */
export const WORK_RULE: Rule = { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] };

/** The election flags of Beskar7 v0.4, with the timings spelt out. */
export function electionArgs({ timings }: Knobs): string[] {
  return [
    '--leader-elect',
    `--leader-elect-lease-duration=${timings.leaseDuration}`,
    `--leader-elect-renew-deadline=${timings.renewDeadline}`,
    `--leader-elect-retry-period=${timings.retryPeriod}`,
  ];
}

/** Beskar7 v0.4 as kustomize installs it, its metrics readable. */
export function beskar7(knobs: Knobs, changes: Partial<Install> = {}): Install {
  return {
    namespace: NAMESPACE,
    name: 'controller-manager',
    serviceAccount: 'controller-manager',
    image: 'practice/beskar7:v0.4.0-alpha.7',
    replicas: knobs.replicas,
    args: [
      ...electionArgs(knobs),
      '--secure-metrics=false',
      '--metrics-bind-address=:8080',
      '--health-probe-bind-address=:8081',
    ],
    rules: [LEASE_RULE, EVENT_RULE, WORK_RULE],
    metricsPort: 8080,
    ...changes,
  };
}

/** Beskar7 as its Helm chart installs it under the release name `beskar7`: bare `--leader-elect`, secured metrics. */
export function helmRelease(knobs: Knobs, version: string, changes: Partial<Install> = {}): Install {
  return beskar7(knobs, {
    name: 'beskar7-controller-manager',
    serviceAccount: 'beskar7',
    image: `practice/beskar7:${version}`,
    args: ['--leader-elect', '--health-probe-bind-address=:8081'],
    labels: { 'app.kubernetes.io/instance': 'beskar7' },
    metricsPort: 8443,
    memory: '128Mi',
    ...changes,
  });
}

/** The objects of an installation, in the order in which they are applied. */
export function objectsOf(install: Install): Draft[] {
  const { namespace, name, serviceAccount, rules } = install;
  const role = `${name}-role`;
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: serviceAccount, namespace } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: role, namespace }, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: `${role}binding`, namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
      subjects: [{ kind: 'ServiceAccount', name: serviceAccount, namespace }],
    },
    deployment(install),
  ];
}

function deployment(install: Install): Draft {
  const { namespace, name, replicas, annotations, spec } = install;
  const labels = { 'control-plane': 'controller-manager', 'app.kubernetes.io/name': 'beskar7', ...install.labels };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      ...spec,
      template: {
        metadata: { labels, ...(annotations ? { annotations } : {}) },
        spec: {
          serviceAccountName: install.serviceAccount,
          terminationGracePeriodSeconds: install.graceSeconds ?? 10,
          containers: [...(install.sidecars ?? []), manager(install)],
        },
      },
    },
  };
}

function manager({ image, args, env, metricsPort, memory }: Install): Draft {
  const probe = (path: string) => ({ httpGet: { path, port: 8081 } });
  return {
    name: 'manager',
    image,
    imagePullPolicy: 'IfNotPresent',
    args,
    ...(env ? { env } : {}),
    ports: [
      { name: 'metrics', containerPort: metricsPort, protocol: 'TCP' },
      { name: 'health', containerPort: 8081, protocol: 'TCP' },
    ],
    livenessProbe: { ...probe('/healthz'), initialDelaySeconds: 15, periodSeconds: 20 },
    readinessProbe: { ...probe('/readyz'), initialDelaySeconds: 1, periodSeconds: 2 },
    resources: { limits: { memory: memory ?? '1Gi' }, requests: { cpu: '100m', memory: '64Mi' } },
  };
}
