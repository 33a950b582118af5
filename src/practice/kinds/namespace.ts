// Namespaces. From 1.21 on each is labelled with its name.

import { isObject } from '../objects/json.ts';
import { labelFault } from '../objects/label-syntax.ts';
import { AGE, column, NAME, textAt } from './columns.ts';
import { defineKind, statusOf } from './define.ts';
import type { Kind } from './kind.ts';

function namespaceKind(served: Kind['served'], labelled: boolean): Kind {
  return defineKind({
    group: '',
    version: 'v1',
    kind: 'Namespace',
    resource: 'namespaces',
    shortNames: ['ns'],
    namespaced: false,
    served,
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    nameFault: labelFault,
    status: true,
    initialStatus: () => ({ phase: 'Active' }),
    subresources: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }, statusOf('Namespace')],
    selectable: { 'status.phase': (namespace) => textAt(namespace, ['status', 'phase']) },
    columns: [
      NAME,
      column('Status', 'string', 'Active, or on its way out.', (namespace) => textAt(namespace, ['status', 'phase'])),
      AGE,
    ],
    complete: (given) => {
      const { metadata } = given;
      const namespace = isObject(given.spec) ? given : { ...given, spec: { finalizers: ['kubernetes'] } };
      if (!labelled || !metadata.name) return namespace;
      const labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
      return { ...namespace, metadata: { ...metadata, labels } };
    },
  });
}

export const NAMESPACE_TO_1_20 = namespaceKind({ to: 20 }, false);
export const NAMESPACE_FROM_1_21 = namespaceKind({ from: 21 }, true);
