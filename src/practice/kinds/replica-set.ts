// ReplicaSets.

import { AGE, CONTAINERS, column, NAME, numberAt, SELECTOR } from './columns.ts';
import { defineKind, SCALE, statusOf } from './define.ts';
import { completeWorkload, WORKLOAD_MERGE_KEYS, workloadFaults } from './workload.ts';

export const REPLICA_SET = defineKind({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  resource: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  generation: true,
  status: true,
  initialStatus: () => ({ replicas: 0 }),
  subresources: [SCALE, statusOf('ReplicaSet')],
  mergeKeys: WORKLOAD_MERGE_KEYS,
  selectable: { 'status.replicas': (object) => String(numberAt(object, 'status', 'replicas')) },
  columns: [
    NAME,
    column('Desired', 'integer', 'How many pods are wanted.', (object) => numberAt(object, 'spec', 'replicas')),
    column('Current', 'integer', 'How many pods there are.', (object) => numberAt(object, 'status', 'replicas')),
    column('Ready', 'integer', 'How many of them are ready.', (object) => numberAt(object, 'status', 'readyReplicas')),
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
  complete: (object) => completeWorkload(object, { replicas: 1 }),
  faults: workloadFaults,
});
