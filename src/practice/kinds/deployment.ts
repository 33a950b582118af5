// Deployments.

import { at, isObject } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { AGE, CONTAINERS, column, NAME, numberAt, SELECTOR } from './columns.ts';
import { defineKind, SCALE, statusOf } from './define.ts';
import type { Invalid } from './kind.ts';
import { forbidden, unsupported, wholeFaults, wrong } from './metadata.ts';
import { completeWorkload, WORKLOAD_MERGE_KEYS, workloadFaults } from './workload.ts';

export const DEPLOYMENT = defineKind({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  resource: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  generation: 'spec+annotations',
  status: true,
  initialStatus: () => ({}),
  subresources: [SCALE, statusOf('Deployment')],
  mergeKeys: WORKLOAD_MERGE_KEYS,
  columns: [
    NAME,
    column(
      'Ready',
      'string',
      'How many of the wanted pods are ready.',
      (object) => `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`,
    ),
    column('Up-to-date', 'integer', 'How many pods are of the present template.', (object) =>
      numberAt(object, 'status', 'updatedReplicas'),
    ),
    column('Available', 'integer', 'How many pods have been ready for long enough.', (object) =>
      numberAt(object, 'status', 'availableReplicas'),
    ),
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
  complete: (object) => {
    const whole = completeWorkload(object, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    return isObject(whole.spec)
      ? { ...whole, spec: { ...whole.spec, strategy: strategyOf(whole.spec.strategy) } }
      : whole;
  },
  faults: (object, before) => [
    ...workloadFaults(object, before),
    ...wholeFaults(object, ['spec', 'progressDeadlineSeconds']),
    ...deadlineFaults(object),
    ...strategyFaults(object),
  ],
});

function strategyOf(given: unknown): unknown {
  const strategy = isObject(given) ? given : {};
  const type = strategy.type || 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  const rolling = isObject(strategy.rollingUpdate) ? strategy.rollingUpdate : {};
  return { type, rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%', ...rolling } };
}

function deadlineFaults(object: KubeObject): readonly Invalid[] {
  const deadline = at(object, 'spec', 'progressDeadlineSeconds');
  if (typeof deadline !== 'number' || deadline > numberAt(object, 'spec', 'minReadySeconds')) return [];
  return [wrong('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')];
}

function strategyFaults(object: KubeObject): readonly Invalid[] {
  const type = at(object, 'spec', 'strategy', 'type');
  const rolling = at(object, 'spec', 'strategy', 'rollingUpdate');
  if (type === 'Recreate') {
    const why = "may not be specified when strategy `type` is 'Recreate'";
    return rolling === undefined ? [] : [forbidden('spec.strategy.rollingUpdate', why)];
  }
  if (type !== 'RollingUpdate') return [unsupported('spec.strategy.type', type, ['Recreate', 'RollingUpdate'])];
  const none = (value: unknown) => value === 0 || value === '0%';
  if (!none(at(rolling, 'maxSurge')) || !none(at(rolling, 'maxUnavailable'))) return [];
  const why = 'may not be 0 when `maxSurge` is 0';
  return [wrong('spec.strategy.rollingUpdate.maxUnavailable', at(rolling, 'maxUnavailable'), why)];
}
