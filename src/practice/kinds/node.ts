// Nodes. Those who create them may say their status at once.

import { at, objectOf, objectsOf } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { AGE, column, NAME, textAt, wideColumn } from './columns.ts';
import { defineKind, statusOf } from './define.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';

const info = (field: string, otherwise: string) => (node: KubeObject) =>
  textAt(node, ['status', 'nodeInfo', field], otherwise);

const address = (type: string) => (node: KubeObject) => {
  const found = objectsOf(at(node, 'status', 'addresses')).find((one) => one.type === type);
  return textAt(found, ['address'], '<none>');
};

export const NODE = defineKind({
  group: '',
  version: 'v1',
  kind: 'Node',
  resource: 'nodes',
  shortNames: ['no'],
  namespaced: false,
  status: true,
  initialStatus: ({ status }) => objectOf(status),
  subresources: [
    { name: 'proxy', kind: 'NodeProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
    statusOf('Node'),
  ],
  mergeKeys: { 'spec.taints': 'key,effect', 'status.conditions': 'type', 'status.addresses': 'type' },
  selectable: { 'spec.unschedulable': (node) => String(at(node, 'spec', 'unschedulable') === true) },
  columns: [
    NAME,
    column('Status', 'string', 'Whether the node works, and whether it takes pods.', statusWords),
    column('Roles', 'string', 'What it is for.', rolesOf),
    AGE,
    column('Version', 'string', 'The version of its kubelet.', info('kubeletVersion', '')),
    wideColumn('Internal-IP', 'Its address within the cluster.', address('InternalIP')),
    wideColumn('External-IP', 'Its address outside.', address('ExternalIP')),
    wideColumn('OS-Image', 'Its operating system.', info('osImage', '<unknown>')),
    wideColumn('Kernel-Version', 'Its kernel.', info('kernelVersion', '<unknown>')),
    wideColumn('Container-Runtime', 'What runs its containers.', info('containerRuntimeVersion', '<unknown>')),
  ],
  complete: (node) => ({ ...node, spec: objectOf(node.spec) }),
});

function statusWords(node: KubeObject): string {
  const ready = objectsOf(at(node, 'status', 'conditions')).find(({ type }) => type === 'Ready');
  const word = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return at(node, 'spec', 'unschedulable') === true ? `${word},SchedulingDisabled` : word;
}

function rolesOf({ metadata }: KubeObject): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return key.length > ROLE_PREFIX.length ? [key.slice(ROLE_PREFIX.length)] : [];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return roles.length === 0 ? '<none>' : [...new Set(roles)].sort().join(',');
}
