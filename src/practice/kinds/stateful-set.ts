// StatefulSets.

import { at, isObject, sameJson } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { AGE, CONTAINERS, column, NAME, numberAt } from './columns.ts';
import { defineKind, SCALE, statusOf } from './define.ts';
import type { Invalid } from './kind.ts';
import { forbidden } from './metadata.ts';
import { completeWorkload, WORKLOAD_MERGE_KEYS, workloadFaults } from './workload.ts';

export const STATEFUL_SET = defineKind({
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  resource: 'statefulsets',
  shortNames: ['sts'],
  categories: ['all'],
  generation: true,
  status: true,
  initialStatus: () => ({ replicas: 0, availableReplicas: 0 }),
  subresources: [SCALE, statusOf('StatefulSet')],
  mergeKeys: WORKLOAD_MERGE_KEYS,
  columns: [
    NAME,
    column(
      'Ready',
      'string',
      'How many of the wanted pods are ready.',
      (object) => `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`,
    ),
    AGE,
    ...CONTAINERS,
  ],
  complete: (object) => {
    const whole = completeWorkload(object, {
      replicas: 1,
      revisionHistoryLimit: 10,
      podManagementPolicy: 'OrderedReady',
      serviceName: '',
    });
    if (!isObject(whole.spec)) return whole;
    return { ...whole, spec: { ...whole.spec, updateStrategy: strategyOf(whole.spec.updateStrategy) } };
  },
  faults: (object, before) => [...workloadFaults(object, null), ...(before ? updateFaults(object, before) : [])],
});

function strategyOf(given: unknown): unknown {
  const strategy = isObject(given) ? given : {};
  const type = strategy.type || 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  const rolling = isObject(strategy.rollingUpdate) ? strategy.rollingUpdate : {};
  return { type, rollingUpdate: { partition: 0, ...rolling } };
}

const CHANGEABLE = [
  ...['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit'],
  ...['persistentVolumeClaimRetentionPolicy', 'minReadySeconds'],
] as const;

function updateFaults(object: KubeObject, before: KubeObject): readonly Invalid[] {
  if (sameJson(fixed(object), fixed(before))) return [];
  const words = CHANGEABLE.map((field) => `'${field}'`);
  const list = `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  return [forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}

function fixed(object: KubeObject): unknown {
  const fields = isObject(object.spec) ? Object.keys(object.spec) : [];
  const kept = fields.filter((field) => !CHANGEABLE.some((free) => free === field));
  return Object.fromEntries(kept.map((field) => [field, at(object, 'spec', field)]));
}
