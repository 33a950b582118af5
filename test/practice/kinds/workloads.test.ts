// What the server fills into pods and workloads, and what it refuses of them.

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { KubeObject } from '../../../src/practice/objects/object.ts';
import { kindOf, made, rowOf, sentencesOf } from './made.ts';

const labels = { app: 'x' };
const template = (spec: object = {}) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'i:1' }], ...spec },
});
const workload = (spec: object = {}): KubeObject =>
  made({ kind: 'Deployment', spec: { selector: { matchLabels: labels }, template: template(), ...spec } });
const DEPLOYMENT = kindOf('deployments');
const complete = (spec: object = {}) =>
  DEPLOYMENT.complete(workload(spec)) as KubeObject & { spec: Record<string, unknown> };
const judged = (spec: object, before: KubeObject | null = null) => sentencesOf(DEPLOYMENT, complete(spec), before);

describe('the server fills in', () => {
  it('a Deployment', () => {
    const { template: filled, selector: _, ...rest } = complete().spec;
    assert.deepEqual(rest, {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    });
    assert.deepEqual(filled, {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: 'c',
            image: 'i:1',
            imagePullPolicy: 'IfNotPresent',
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
          },
        ],
        dnsPolicy: 'ClusterFirst',
        restartPolicy: 'Always',
        schedulerName: 'default-scheduler',
        securityContext: {},
        terminationGracePeriodSeconds: 30,
      },
    });
  });
  it('nothing that was said', () => {
    const said = {
      replicas: 0,
      strategy: { type: 'Recreate' },
      template: template({ terminationGracePeriodSeconds: 10 }),
    };
    const { spec } = complete(said);
    assert.deepEqual([spec.replicas, spec.strategy], [0, { type: 'Recreate' }]);
    assert.equal(
      (spec.template as { spec: { terminationGracePeriodSeconds: number } }).spec.terminationGracePeriodSeconds,
      10,
    );
  });
  for (const [image, policy] of [
    ['i', 'Always'],
    ['i:latest', 'Always'],
    ['registry:5000/i', 'Always'],
    ['registry:5000/i:v1', 'IfNotPresent'],
    ['i@sha256:00', 'IfNotPresent'],
    ['i:latest@sha256:00', 'Always'],
  ] as const) {
    it(`imagePullPolicy ${policy} for ${image}`, () => {
      const { spec } = kindOf('pods').complete(made({ spec: { containers: [{ name: 'c', image }] } }));
      assert.equal((spec as { containers: { imagePullPolicy: string }[] }).containers[0]?.imagePullPolicy, policy);
    });
  }
  it('probes, ports and fields of the environment', () => {
    const container = {
      name: 'c',
      image: 'i:1',
      ports: [{ containerPort: 8081 }],
      env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      livenessProbe: { httpGet: { port: 8081 }, periodSeconds: 20 },
    };
    const { spec } = kindOf('pods').complete(made({ spec: { containers: [container] } }));
    const [filled] = (spec as { containers: Record<string, unknown>[] }).containers;
    assert.deepEqual(filled?.ports, [{ containerPort: 8081, protocol: 'TCP' }]);
    assert.deepEqual(filled?.env, [
      { name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ]);
    assert.deepEqual(filled?.livenessProbe, {
      httpGet: { path: '/', port: 8081, scheme: 'HTTP' },
      failureThreshold: 3,
      periodSeconds: 20,
      successThreshold: 1,
      timeoutSeconds: 1,
    });
  });
  it('the account of a pod, under both names, and the tolerations of a failing node', () => {
    const { spec } = kindOf('pods').complete(made({ spec: { containers: [] } }));
    const { serviceAccountName, serviceAccount, tolerations } = spec as Record<string, unknown>;
    assert.deepEqual([serviceAccountName, serviceAccount], ['default', 'default']);
    assert.deepEqual(
      (tolerations as { key: string }[]).map(({ key }) => key),
      ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'],
    );
  });
  for (const [resources, qos] of [
    [{}, 'BestEffort'],
    [{ requests: { cpu: '1' } }, 'Burstable'],
    [{ limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'],
    [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }, 'Burstable'],
  ] as const) {
    it(`the class ${qos} for ${JSON.stringify(resources)}`, () => {
      const object = made({ spec: { containers: [{ resources }] } });
      assert.deepEqual(kindOf('pods').initialStatus?.(object), { phase: 'Pending', qosClass: qos });
    });
  }
});

const containers = (...list: readonly object[]) => ({ template: template({ containers: list }) });
const REFUSED: readonly (readonly [string, object, readonly string[]])[] = [
  ['a good one', {}, []],
  ['no selector', { selector: undefined }, ['spec.selector: Required value']],
  [
    'an empty selector',
    { selector: {} },
    ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  ],
  [
    'a selector of other pods',
    { selector: { matchLabels: { app: 'y' } } },
    ['spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`'],
  ],
  ['replicas below 0', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
  ['no containers', containers(), ['spec.template.spec.containers: Required value']],
  [
    'a container without anything',
    containers({}),
    ['spec.template.spec.containers[0].name: Required value', 'spec.template.spec.containers[0].image: Required value'],
  ],
  [
    'two containers of a name',
    containers({ name: 'c', image: 'i' }, { name: 'c', image: 'i' }),
    ['spec.template.spec.containers[1].name: Duplicate value: "c"'],
  ],
  [
    'a volume that is not there',
    containers({ name: 'c', image: 'i', volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
    ['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "v"'],
  ],
  [
    'pods that do not start again',
    { template: template({ restartPolicy: 'Never' }) },
    ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  ],
  [
    'a rollout that cannot move',
    { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
    ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
  ],
  [
    'a rollout of what is recreated',
    { strategy: { type: 'Recreate', rollingUpdate: {} } },
    ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
  ],
];
for (const [is, spec, wanted] of REFUSED) {
  test(`a Deployment with ${is}: ${wanted.length} faults`, () => assert.deepEqual(judged(spec), wanted));
}

test('a selector stays as it is', () => {
  const other = {
    selector: { matchLabels: { app: 'y' } },
    template: { ...template(), metadata: { labels: { app: 'y' } } },
  };
  assert.deepEqual(judged(other, complete()), [
    'spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable',
  ]);
});

test('a row of a Deployment', () => {
  const status = { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 };
  assert.deepEqual(rowOf(DEPLOYMENT, { ...complete({ replicas: 3 }), status }), {
    ...{ Name: 'x', Ready: '1/3', 'Up-to-date': 2, Available: 1, Age: '5m' },
    ...{ Containers: 'c', Images: 'i:1', Selector: 'app=x' },
  });
});
