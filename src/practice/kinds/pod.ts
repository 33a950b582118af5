// Pods. Three of a kind: restarts became a text in 1.22, and pods count generations from 1.34 on.

import { at, isObject, type JsonObject, objectsOf, sameJson } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { AGE, column, NAME, since, textAt, wideColumn } from './columns.ts';
import { defineKind, statusOf } from './define.ts';
import type { Column, Invalid, Kind } from './kind.ts';
import { forbidden } from './metadata.ts';
import { completePodSpec, qosClassOf } from './pod-defaults.ts';
import { podMergeKeys, podSpecFaults } from './pod-spec.ts';
import { gateWords, graceOf, podWords } from './pod-words.ts';

const RESTARTS_OF_OLD = column(
  'Restarts',
  'integer',
  'How often its containers were started anew.',
  (pod) => podWords(pod).restarts,
);

const RESTARTS = column(
  'Restarts',
  'string',
  'How often its containers were started anew, and when last.',
  (pod, now) => {
    const { restarts, lastRestart } = podWords(pod);
    return restarts > 0 && lastRestart !== null ? `${restarts} (${since(lastRestart, now)} ago)` : String(restarts);
  },
);

const columnsWith = (restarts: Column): readonly Column[] => [
  NAME,
  column('Ready', 'string', 'How many of its containers are ready.', (pod) => podWords(pod).ready),
  column('Status', 'string', 'The state of the pod and its containers in a word.', (pod) => podWords(pod).status),
  restarts,
  AGE,
  wideColumn('IP', 'The address of the pod.', (pod) => textAt(pod, ['status', 'podIP'], '<none>')),
  wideColumn('Node', 'Where it runs.', (pod) => textAt(pod, ['spec', 'nodeName'], '<none>')),
  wideColumn('Nominated Node', 'Where room is being made for it.', (pod) =>
    textAt(pod, ['status', 'nominatedNodeName'], '<none>'),
  ),
  wideColumn('Readiness Gates', 'How many of its readiness gates are open.', gateWords),
];

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'] as const;

function podKind(served: Kind['served'], restarts: Column, generation: boolean): Kind {
  return defineKind({
    group: '',
    version: 'v1',
    kind: 'Pod',
    resource: 'pods',
    shortNames: ['po'],
    categories: ['all'],
    served,
    generation,
    status: true,
    subresources: [
      { name: 'binding', kind: 'Binding', verbs: ['create'] },
      { name: 'eviction', kind: 'Eviction', group: 'policy', version: evictionVersion(served), verbs: ['create'] },
      { name: 'log', kind: 'Pod', verbs: ['get'] },
      { name: 'proxy', kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
      statusOf('Pod'),
    ],
    mergeKeys: {
      ...podMergeKeys('spec'),
      'status.conditions': 'type',
      'status.podIPs': 'ip',
      'status.hostIPs': 'ip',
    },
    gracePeriod: graceOf,
    initialStatus: ({ spec }) => ({ phase: 'Pending', qosClass: qosClassOf(spec) }),
    selectable: {
      'spec.nodeName': (pod) => textAt(pod, ['spec', 'nodeName']),
      'spec.restartPolicy': (pod) => textAt(pod, ['spec', 'restartPolicy']),
      'spec.schedulerName': (pod) => textAt(pod, ['spec', 'schedulerName']),
      'spec.serviceAccountName': (pod) => textAt(pod, ['spec', 'serviceAccountName']),
      'spec.hostNetwork': (pod) => String(at(pod, 'spec', 'hostNetwork') === true),
      'status.phase': (pod) => textAt(pod, ['status', 'phase']),
      'status.podIP': (pod) => textAt(pod, ['status', 'podIP']),
      'status.nominatedNodeName': (pod) => textAt(pod, ['status', 'nominatedNodeName']),
    },
    columns: columnsWith(restarts),
    complete: completePod,
    faults: (pod, before) => [
      ...podSpecFaults(pod.spec, 'spec', RESTART_POLICIES),
      ...(before && !sameJson(unchangeable(before.spec), unchangeable(boundAs(before, pod.spec)))
        ? [UNCHANGEABLE]
        : []),
    ],
  });
}

/** Evictions are of policy/v1 from 1.22 on. */
function evictionVersion({ to }: Kind['served']): string {
  return to !== undefined && to < 22 ? 'v1beta1' : 'v1';
}

const TOLERATIONS = ['not-ready', 'unreachable'].map((condition) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

function completePod(pod: KubeObject): KubeObject {
  const spec = completePodSpec(isObject(pod.spec) ? { serviceAccountName: 'default', ...pod.spec } : pod.spec);
  if (!isObject(spec)) return pod;
  const own = objectsOf(spec.tolerations);
  const missing = TOLERATIONS.filter(({ key }) => !own.some((toleration) => toleration.key === key));
  const rest = { enableServiceLinks: true, priority: 0, preemptionPolicy: 'PreemptLowerPriority' };
  return { ...pod, spec: { ...rest, ...spec, tolerations: [...own, ...missing] } };
}

const UNCHANGEABLE: Invalid = forbidden(
  'spec',
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
);

function unchangeable(spec: unknown): JsonObject {
  if (!isObject(spec)) return {};
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, ...rest } = spec;
  return { ...rest, containers: withoutImages(spec.containers), initContainers: withoutImages(spec.initContainers) };
}

function withoutImages(containers: unknown): readonly JsonObject[] {
  return objectsOf(containers).map(({ image: _, ...rest }) => rest);
}

/** The scheduler may say where a pod runs, once. */
function boundAs(before: KubeObject, spec: unknown): unknown {
  if (!isObject(spec) || at(before, 'spec', 'nodeName')) return spec;
  const { nodeName: _, ...rest } = spec;
  return rest;
}

export const POD_TO_1_21 = podKind({ to: 21 }, RESTARTS_OF_OLD, false);
export const POD_FROM_1_22 = podKind({ from: 22, to: 33 }, RESTARTS, false);
export const POD_FROM_1_34 = podKind({ from: 34 }, RESTARTS, true);
