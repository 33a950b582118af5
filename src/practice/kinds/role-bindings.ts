// RoleBindings and ClusterRoleBindings: who has which role.

import { at, isObject, type JsonObject, objectsOf, sameJson } from '../objects/json.ts';
import { pathSegmentFault } from '../objects/label-syntax.ts';
import type { KubeObject } from '../objects/object.ts';
import { AGE, column, NAME, textAt, wideColumn } from './columns.ts';
import { defineKind } from './define.ts';
import type { Invalid, Kind } from './kind.ts';
import { required, unsupported, wrong } from './metadata.ts';

const GROUP = 'rbac.authorization.k8s.io';
const SUBJECTS = ['ServiceAccount', 'User', 'Group'] as const;

function bindingKind(kind: string, resource: string, namespaced: boolean): Kind {
  return defineKind({
    group: GROUP,
    version: 'v1',
    kind,
    resource,
    namespaced,
    nameFault: pathSegmentFault,
    columns: [
      NAME,
      column('Role', 'string', 'The role that is given.', (binding) => {
        return `${textAt(binding, ['roleRef', 'kind'])}/${textAt(binding, ['roleRef', 'name'])}`;
      }),
      AGE,
      wideColumn('Users', 'Users that have it.', (binding) => namesOf(binding, 'User')),
      wideColumn('Groups', 'Groups that have it.', (binding) => namesOf(binding, 'Group')),
      wideColumn('ServiceAccounts', 'Service accounts that have it.', (binding) => namesOf(binding, 'ServiceAccount')),
    ],
    complete: completeBinding,
    faults: (binding, before) => [...refFaults(binding, before, namespaced), ...subjectFaults(binding)],
  });
}

function completeBinding(binding: KubeObject): KubeObject {
  const { roleRef, subjects } = binding;
  return {
    ...binding,
    ...(isObject(roleRef) && { roleRef: { ...roleRef, apiGroup: roleRef.apiGroup || GROUP } }),
    ...(Array.isArray(subjects) && { subjects: subjects.map(completeSubject) }),
  };
}

function completeSubject(subject: unknown): unknown {
  if (!isObject(subject) || subject.apiGroup || subject.kind === 'ServiceAccount') return subject;
  return { ...subject, apiGroup: GROUP };
}

function refFaults({ roleRef }: KubeObject, before: KubeObject | null, namespaced: boolean): readonly Invalid[] {
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const kind = at(roleRef, 'kind');
  return [
    ...(before && !sameJson(before.roleRef, roleRef) ? [wrong('roleRef', roleRef, 'cannot change roleRef')] : []),
    ...(kinds.includes(String(kind)) ? [] : [unsupported('roleRef.kind', kind ?? '', kinds)]),
    ...(textAt(roleRef, ['name']) === '' ? [required('roleRef.name')] : []),
  ];
}

function subjectFaults({ subjects }: KubeObject): readonly Invalid[] {
  return objectsOf(subjects).flatMap((subject, i) => [
    ...(subject.name ? [] : [required(`subjects[${i}].name`)]),
    ...(SUBJECTS.some((kind) => kind === subject.kind)
      ? []
      : [unsupported(`subjects[${i}].kind`, subject.kind ?? '', SUBJECTS)]),
    ...(subject.kind === 'ServiceAccount' && !subject.namespace ? [required(`subjects[${i}].namespace`)] : []),
  ]);
}

function namesOf({ subjects }: KubeObject, kind: string): string {
  const nameOf = ({ namespace, name }: JsonObject) =>
    kind === 'ServiceAccount' ? `${namespace}/${name}` : String(name);
  return objectsOf(subjects)
    .filter((subject) => subject.kind === kind)
    .map(nameOf)
    .join(', ');
}

export const ROLE_BINDING = bindingKind('RoleBinding', 'rolebindings', true);
export const CLUSTER_ROLE_BINDING = bindingKind('ClusterRoleBinding', 'clusterrolebindings', false);
