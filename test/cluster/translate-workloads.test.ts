// From the API's JSON to b7le's types: pods and workloads (core/v1 and apps/v1; reference 1.9).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPod } from '../../src/cluster/translate.ts';
import { toWorkload } from '../../src/cluster/translate-workload.ts';
import type { Pod, Workload } from '../../src/election/observation.ts';
import { HASH, NAMESPACE } from '../support/build.ts';

const pod = (overrides: { metadata?: object; spec?: object; status?: object } = {}) => ({
  metadata: {
    name: `controller-manager-${HASH}-zcbmh`,
    namespace: NAMESPACE,
    labels: { 'pod-template-hash': HASH },
    ownerReferences: [
      { kind: 'Something', name: 'else' },
      { kind: 'ReplicaSet', name: `controller-manager-${HASH}`, controller: true },
    ],
    ...overrides.metadata,
  },
  spec: {
    nodeName: 'node-1',
    serviceAccountName: 'controller-manager',
    containers: [
      { name: 'kube-rbac-proxy', args: ['--secure-listen-address=:8443'] },
      {
        name: 'manager',
        command: ['/manager'],
        args: ['--leader-elect', '--leader-election-namespace=$(NS)', '--identity=$(NAME)'],
        env: [
          { name: 'NS', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
          { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        ],
      },
    ],
    ...overrides.spec,
  },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      {
        name: 'manager',
        ready: true,
        restartCount: 2,
        state: { running: { startedAt: '2026-11-23T10:00:00Z' } },
        lastState: {
          terminated: {
            exitCode: 137,
            reason: 'OOMKilled',
            startedAt: '2026-11-23T09:00:00Z',
            finishedAt: '2026-11-23T09:59:58Z',
          },
        },
      },
    ],
    ...overrides.status,
  },
});

// Field names of core/v1; the namespace of a fieldRef is known, the pod's name differs from pod to pod.
const PODS: readonly (readonly [string, object, (found: Pod) => unknown, unknown])[] = [
  [
    'its owner is the one that controls it',
    {},
    ({ owner }) => owner,
    { kind: 'ReplicaSet', name: `controller-manager-${HASH}` },
  ],
  ['no owner', { metadata: { ownerReferences: [] } }, ({ owner }) => owner, null],
  [
    'its container',
    {},
    ({ containers }) => containers,
    [
      {
        name: 'manager',
        ready: true,
        restarts: 2,
        runningSince: '2026-11-23T10:00:00Z',
        waitingReason: null,
        waitingMessage: null,
        ended: null,
        lastEnded: {
          exitCode: 137,
          reason: 'OOMKilled',
          startedAt: '2026-11-23T09:00:00Z',
          finishedAt: '2026-11-23T09:59:58Z',
        },
      },
    ],
  ],
  [
    'ready, on a node',
    {},
    ({ ready, nodeName, phase, hostNetwork }) => [ready, nodeName, phase, hostNetwork],
    [true, 'node-1', 'Running', false],
  ],
  ['not ready', { status: { conditions: [{ type: 'Ready', status: 'False' }] } }, ({ ready }) => ready, false],
  ['on the host network', { spec: { hostNetwork: true } }, ({ hostNetwork }) => hostNetwork, true],
  ['its host name', { spec: { hostname: 'payments' } }, ({ hostname }) => hostname, 'payments'],
  [
    'being deleted',
    { metadata: { deletionTimestamp: '2026-11-23T12:00:00Z' } },
    ({ deletedAt }) => deletedAt,
    '2026-11-23T12:00:00Z',
  ],
  [
    'not scheduled',
    {
      status: {
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }],
      },
    },
    ({ notScheduled }) => notScheduled,
    '0/3 nodes',
  ],
  [
    'crash-looping',
    {
      status: {
        containerStatuses: [
          { name: 'manager', state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } } },
        ],
      },
    },
    ({ containers }) => [containers[0]?.waitingReason, containers[0]?.waitingMessage, containers[0]?.runningSince],
    ['CrashLoopBackOff', 'back-off', null],
  ],
  [
    'its arguments, of the container that elects',
    {},
    ({ arguments: set }) => [set.container, set.enabled, set.leaseNamespace, set.identity],
    ['manager', true, NAMESPACE, null],
  ],
];

for (const [is, overrides, of, expected] of PODS) {
  test(`a pod: ${is}`, () => assert.deepEqual(of(toPod(pod(overrides))), expected));
}

const workload = (spec: object, status: object = {}) => ({
  metadata: { name: 'web', namespace: 'payments', labels: { tier: 'own', own: '1' } },
  spec: {
    template: {
      metadata: { labels: { tier: 'pod', pod: '1' }, annotations: { 'kubectl.kubernetes.io/default-container': 'b' } },
      spec: { serviceAccountName: 'web', containers: [{ name: 'a' }, { name: 'b' }] },
    },
    ...spec,
  },
  status,
});
const rolling = (maxSurge?: unknown) => ({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge } } });

// Defaults of apps/v1: one replica, RollingUpdate with maxSurge 25 %, which the Deployment controller rounds up.
const WORKLOADS: readonly (readonly [
  string,
  Workload['kind'],
  object,
  object,
  (found: Workload) => unknown,
  unknown,
])[] = [
  [
    'replicas',
    'Deployment',
    { replicas: 3 },
    { readyReplicas: 2 },
    (found) => [found.replicas, found.readyReplicas],
    [3, 2],
  ],
  [
    'scaled to zero is zero',
    'Deployment',
    { replicas: 0 },
    {},
    (found) => [found.replicas, found.readyReplicas],
    [0, 0],
  ],
  ['replicas by default', 'StatefulSet', {}, {}, ({ replicas }) => replicas, 1],
  [
    'a DaemonSet',
    'DaemonSet',
    {},
    { desiredNumberScheduled: 4, numberReady: 3 },
    (found) => [found.replicas, found.readyReplicas],
    [4, 3],
  ],
  ['surge by default', 'Deployment', { replicas: 3 }, {}, ({ surge }) => surge, 1],
  ['surge of 5 replicas by default', 'Deployment', { replicas: 5 }, {}, ({ surge }) => surge, 2],
  ['surge in pods', 'Deployment', { replicas: 3, ...rolling(2) }, {}, ({ surge }) => surge, 2],
  ['no surge', 'Deployment', { replicas: 3, ...rolling(0) }, {}, ({ surge }) => surge, 0],
  ['surge in percent', 'Deployment', { replicas: 3, ...rolling('34%') }, {}, ({ surge }) => surge, 2],
  ['Recreate', 'Deployment', { strategy: { type: 'Recreate' } }, {}, ({ surge }) => surge, null],
  ['a StatefulSet stops the old pod first', 'StatefulSet', {}, {}, ({ surge }) => surge, null],
  ['labels, its own first', 'Deployment', {}, {}, ({ labels }) => labels, { tier: 'own', own: '1', pod: '1' }],
  [
    'account and default container',
    'Deployment',
    {},
    {},
    (found) => [found.serviceAccount, found.arguments.container],
    ['web', 'b'],
  ],
];

for (const [is, kind, spec, status, of, expected] of WORKLOADS) {
  test(`a workload: ${is}`, () => assert.deepEqual(of(toWorkload(kind, workload(spec, status))), expected));
}
