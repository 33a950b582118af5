// Objects of odd shape: every field may be missing or of another type; nothing fails, and every field is of its promised type.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toClaims, toElectionEvent, toLease, toNode, toPod } from '../../src/cluster/translate.ts';
import {
  LOCK_ANNOTATION,
  toBudget,
  toLeaseCandidate,
  toLegacyLock,
  toPodEvent,
} from '../../src/cluster/translate-surroundings.ts';
import { toWorkload } from '../../src/cluster/translate-workload.ts';
import { conforms, type Shape } from '../support/shape.ts';

const SETTING = { ms: 'number', source: 'string', written: 'string' };
const SET: Shape = {
  container: 'string?',
  mentioned: 'boolean',
  enabled: 'boolean?',
  enabledBy: 'string?',
  leaseName: 'string?',
  leaseNamespace: 'string?',
  identity: 'string?',
  'leaseDuration?': SETTING,
  'renewDeadline?': SETTING,
  'retryPeriod?': SETTING,
  releaseOnCancel: 'boolean?',
  lock: 'string?',
  'metrics?': { port: 'number', secure: 'boolean' },
  'swallowed?': { flag: 'string', value: 'string', ignored: ['string'] },
  unreadable: ['string'],
};
const ENDED: Shape = { exitCode: 'number?', reason: 'string?', startedAt: 'string?', finishedAt: 'string?' };
const LEASE: Shape = {
  namespace: 'string',
  name: 'string',
  uid: 'string?',
  resourceVersion: 'string?',
  creationTimestamp: 'string?',
  holderIdentity: 'string?',
  leaseDurationSeconds: 'number?',
  acquireTime: 'string?',
  renewTime: 'string?',
  leaseTransitions: 'number?',
  strategy: 'string?',
  preferredHolder: 'string?',
  renewalStamp: 'string?',
  purpose: 'string',
};
/** `memoryLimits` has the containers' names as keys, so it is looked at by itself. */
const SETTINGS: Shape = {
  graceSeconds: 'number',
  priorityClass: 'string?',
  memoryLimits: 'object',
  controllerRuntime: 'boolean',
};
const POD: Shape = {
  namespace: 'string',
  name: 'string',
  uid: 'string?',
  createdAt: 'string?',
  deletedAt: 'string?',
  phase: 'string?',
  ready: 'boolean',
  nodeName: 'string?',
  hostNetwork: 'boolean',
  hostname: 'string?',
  serviceAccount: 'string?',
  'owner?': { kind: 'string', name: 'string' },
  templateHash: 'string?',
  notScheduled: 'string?',
  containers: [
    {
      name: 'string',
      ready: 'boolean',
      restarts: 'number',
      runningSince: 'string?',
      waitingReason: 'string?',
      waitingMessage: 'string?',
      'ended?': ENDED,
      'lastEnded?': ENDED,
    },
  ],
  arguments: SET,
  electors: [SET],
  labels: 'strings',
  settings: SETTINGS,
};
const WORKLOAD: Shape = {
  kind: 'string',
  namespace: 'string',
  name: 'string',
  uid: 'string?',
  replicas: 'number',
  readyReplicas: 'number',
  serviceAccount: 'string?',
  labels: 'strings',
  surge: 'number?',
  createdAt: 'string?',
  arguments: SET,
  podLabels: 'strings',
  settings: SETTINGS,
  'rollout?': {
    revision: 'number?',
    updated: 'number',
    maxUnavailable: 'number?',
    'stuck?': { reason: 'string', message: 'string?' },
  },
};
const SELECTOR: Shape = {
  matchLabels: 'strings',
  matchExpressions: [{ key: 'string', operator: 'string', values: ['string'] }],
};
const BUDGET: Shape = {
  namespace: 'string',
  name: 'string',
  'selector?': SELECTOR,
  minAvailable: 'string|number?',
  maxUnavailable: 'string|number?',
  expectedPods: 'number?',
  desiredHealthy: 'number?',
  currentHealthy: 'number?',
  disruptionsAllowed: 'number?',
};
const LOCK: Shape = {
  kind: 'string',
  namespace: 'string',
  name: 'string',
  holderIdentity: 'string?',
  leaseDurationSeconds: 'number?',
  acquireTime: 'string?',
  renewTime: 'string?',
  renewalStamp: 'string?',
  readAt: 'string?',
};
const CANDIDATE: Shape = {
  namespace: 'string',
  name: 'string',
  leaseName: 'string',
  strategy: 'string?',
  binaryVersion: 'string?',
  emulationVersion: 'string?',
  renewTime: 'string?',
  pingTime: 'string?',
};
const POD_EVENT: Shape = {
  namespace: 'string',
  pod: 'string',
  podUid: 'string?',
  reason: 'string',
  message: 'string',
  at: 'string?',
};
const EVENT: Shape = {
  namespace: 'string',
  lease: 'string',
  leaseUid: 'string?',
  identity: 'string',
  what: 'string',
  at: 'string?',
};

const META = {
  metadata: {
    name: 'web-0',
    namespace: 'payments',
    labels: { 'pod-template-hash': 'x' },
    annotations: { 'kubectl.kubernetes.io/default-container': 'manager' },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'web', controller: true }],
    managedFields: [{ time: '2026-11-23T12:00:00Z', fieldsV1: { 'f:spec': { 'f:renewTime': {} } } }],
    creationTimestamp: '2026-11-23T12:00:00Z',
    deletionTimestamp: '2026-11-23T12:00:00Z',
  },
};
const CONTAINER = {
  name: 'manager',
  command: ['/manager'],
  args: ['--leader-elect', '--leader-elect-lease-duration=$(LD)', '--metrics-bind-address=:8080'],
  env: [
    { name: 'LD', value: '15s' },
    { name: 'NS', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
  ],
  ports: [{ name: 'metrics', containerPort: 8080 }],
  resources: { limits: { memory: '128Mi' } },
};
const POD_SPEC = {
  nodeName: 'n',
  hostNetwork: true,
  hostname: 'h',
  serviceAccountName: 's',
  priorityClassName: 'p',
  terminationGracePeriodSeconds: 10,
  containers: [CONTAINER],
};
const STATE = {
  running: { startedAt: '2026-11-23T12:00:00Z' },
  waiting: { reason: 'CrashLoopBackOff', message: 'm' },
  terminated: { exitCode: 1, reason: 'Error', startedAt: '2026-11-23T11:00:00Z', finishedAt: '2026-11-23T12:00:00Z' },
};
const STATUS = { name: 'manager', ready: true, restartCount: 1, state: STATE, lastState: STATE };
const CONDITIONS = [
  { type: 'Ready', status: 'True' },
  { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'm' },
  { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'm' },
];
const SPEC = { holderIdentity: 'h', leaseDurationSeconds: 15, renewTime: 't', acquireTime: 't', leaseTransitions: 1 };
const TEMPLATE = { ...META, spec: POD_SPEC };
const ROLLING = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };
const REPLICAS = { readyReplicas: 1, desiredNumberScheduled: 2, numberReady: 1 };
const ABOUT = { kind: 'Lease', name: 'lock', namespace: 'payments', uid: 'u' };
const TIMES = { lastTimestamp: '2026-11-23T12:00:00Z', eventTime: '2026-11-23T12:00:00Z' };

const LOCK_FIELD = { 'f:metadata': { 'f:annotations': { [`f:${LOCK_ANNOTATION}`]: {} } } };
const LOCKED = {
  ...META.metadata,
  annotations: { [LOCK_ANNOTATION]: '{"holderIdentity":"h","leaseDurationSeconds":15,"renewTime":"t"}' },
  managedFields: [{ time: '2026-11-23T12:00:00Z', fieldsV1: LOCK_FIELD }],
};

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'] as const;
const workload = {
  ...META,
  spec: { replicas: 2, strategy: ROLLING, template: TEMPLATE },
  status: { ...REPLICAS, updatedReplicas: 1, conditions: CONDITIONS },
};
const LAWS: readonly (readonly [string, (value: unknown) => unknown, Shape, object])[] = [
  ['toLease', toLease, LEASE, { ...META, spec: SPEC }],
  [
    'toPod',
    toPod,
    POD,
    { ...TEMPLATE, status: { phase: 'Running', conditions: CONDITIONS, containerStatuses: [STATUS] } },
  ],
  ...KINDS.map(
    (kind) => [`toWorkload ${kind}`, (value: unknown) => toWorkload(kind, value), WORKLOAD, workload] as const,
  ),
  ['toNode', toNode, { name: 'string', ready: 'boolean?' }, { ...META, status: { conditions: CONDITIONS } }],
  [
    'toBudget',
    (value) => toBudget(value, false),
    BUDGET,
    {
      ...META,
      spec: {
        minAvailable: 1,
        maxUnavailable: '10%',
        selector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
      },
      status: { expectedPods: 2, desiredHealthy: 1, currentHealthy: 2, disruptionsAllowed: 1 },
    },
  ],
  [
    'toLeaseCandidate',
    toLeaseCandidate,
    CANDIDATE,
    {
      ...META,
      spec: { leaseName: 'l', strategy: 's', preferredStrategies: ['s'], binaryVersion: '1.37', renewTime: 't' },
    },
  ],
  ['toLegacyLock', (value) => toLegacyLock('ConfigMap', value, null), LOCK, { metadata: LOCKED }],
  [
    'toPodEvent',
    toPodEvent,
    POD_EVENT,
    {
      ...META,
      involvedObject: { kind: 'Pod', name: 'web-0', namespace: 'payments', uid: 'u' },
      reason: 'Killing',
      ...TIMES,
    },
  ],
  [
    'toElectionEvent',
    (value) => toElectionEvent(value),
    EVENT,
    { ...META, involvedObject: ABOUT, reason: 'LeaderElection', message: 'x became leader', ...TIMES },
  ],
];

/** Every place in a value, from its root on. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([key, held]) => placesOf(held, [...path, key]))];
}

/** A copy with one place replaced. */
function replaced(value: unknown, [key, ...path]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], path, by);
  return copy;
}

const ODD = ['null', '""', '"%"', '0', '-1', '1.5', '1e400', 'true', '[]', '[null]', '[[]]', '{}'].concat(
  '{"toString":null,"valueOf":null}',
  '{"__proto__":null}',
  '[{"name":"__proto__"}]',
);

for (const [name, translate, shape, sample] of LAWS) {
  const judge = (value: unknown) => {
    const found = translate(value);
    if (found !== null) conforms(found, shape, name);
  };
  test(`${name} gives what it promises`, () => {
    assert.notEqual(translate(sample), null);
    judge(sample);
  });
  for (const json of ODD) {
    test(`${name} takes ${json} in every place`, () => {
      const odd: unknown = JSON.parse(json);
      for (const place of placesOf(sample)) {
        assert.doesNotThrow(() => judge(replaced(sample, place, odd)), `at .${place.join('.')}`);
      }
    });
  }
  test(`${name} takes anything in any place`, () => {
    const anything = fc.oneof(fc.jsonValue(), fc.anything());
    const place = fc.constantFrom(...placesOf(sample));
    fc.assert(
      fc.property(place, anything, (where, value) => judge(replaced(sample, where, value))),
      { numRuns: 500 },
    );
  });
}

test('toClaims takes any page', () => {
  const line = fc.stringMatching(/^leader_election_master_status(\{name="[^"]{0,5}("\})?)? ?[0-9x]{0,2}$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) =>
      Object.values(toClaims(lines.join('\n'))).every((claim) => typeof claim === 'boolean'),
    ),
  );
});
