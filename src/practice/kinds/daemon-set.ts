// DaemonSets.

import { at, isObject } from '../objects/json.ts';
import { AGE, CONTAINERS, column, labelText, NAME, numberAt, SELECTOR } from './columns.ts';
import { defineKind, statusOf } from './define.ts';
import type { Column } from './kind.ts';
import { completeWorkload, WORKLOAD_MERGE_KEYS, workloadFaults } from './workload.ts';

const counted = (name: string, description: string, field: string): Column =>
  column(name, 'integer', description, (object) => numberAt(object, 'status', field));

export const DAEMON_SET = defineKind({
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  resource: 'daemonsets',
  shortNames: ['ds'],
  categories: ['all'],
  generation: true,
  status: true,
  initialStatus: () => ({
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  }),
  subresources: [statusOf('DaemonSet')],
  mergeKeys: WORKLOAD_MERGE_KEYS,
  columns: [
    NAME,
    counted('Desired', 'How many nodes should run it.', 'desiredNumberScheduled'),
    counted('Current', 'How many nodes run it.', 'currentNumberScheduled'),
    counted('Ready', 'On how many nodes it is ready.', 'numberReady'),
    counted('Up-to-date', 'How many pods are of the present template.', 'updatedNumberScheduled'),
    counted('Available', 'How many pods have been ready for long enough.', 'numberAvailable'),
    column('Node Selector', 'string', 'Which nodes should run it.', ({ spec }) =>
      labelText(at(spec, 'template', 'spec', 'nodeSelector')),
    ),
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
  complete: (object) => {
    const whole = completeWorkload(object, { revisionHistoryLimit: 10 });
    if (!isObject(whole.spec)) return whole;
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
    return { ...whole, spec: { updateStrategy, ...whole.spec } };
  },
  faults: workloadFaults,
});
