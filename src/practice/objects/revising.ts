// What an update may change: the parts that are the server's, or another subresource's, stay as they were. Pure.

import type { Kind } from '../kinds/kind.ts';
import { isObject, objectOf, sameJson } from './json.ts';
import type { Draft, KubeObject, ObjectMeta } from './object.ts';

/** Fields of metadata that only the server sets. */
const KEPT = ['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp'] as const;
const KEPT_OF_DELETED = ['deletionTimestamp', 'deletionGracePeriodSeconds'] as const;

/** The object after an update, still under its old resourceVersion. @param subresource `''` for the object itself */
export function merged(kind: Kind, before: KubeObject, draft: Draft, subresource: string): KubeObject {
  if (subresource === 'status') {
    const { status: _, ...rest } = before;
    // annotations may go with a status: the Deployment controller notes its revision that way
    const { annotations = before.metadata.annotations } = objectOf(draft.metadata) as Partial<ObjectMeta>;
    const metadata = { ...before.metadata, ...(annotations && { annotations }) };
    return { ...rest, metadata, ...(draft.status !== undefined && { status: draft.status }) } as KubeObject;
  }
  if (subresource === 'finalize') return { ...before, spec: draft.spec };
  const { apiVersion: _version, kind: _kind, metadata: given, status, ...fields } = draft;
  const keptStatus = kind.status ? before.status : status;
  const metadata = mergedMetadata(before.metadata, objectOf(given));
  const { apiVersion } = before;
  // the spec of a Namespace is its finalizers, which only their own subresource changes
  const kept = kind.resource === 'namespaces' ? { spec: before.spec } : {};
  const object = { apiVersion, kind: kind.kind, metadata, ...fields, ...kept } as KubeObject;
  const after = keptStatus === undefined ? object : { ...object, status: keptStatus };
  return counts(kind, before, after) ? withGeneration(after, (before.metadata.generation ?? 0) + 1) : after;
}

function mergedMetadata(before: ObjectMeta, given: Readonly<Record<string, unknown>>): ObjectMeta {
  const metadata = withoutEmpty(given);
  for (const field of [...KEPT, ...KEPT_OF_DELETED]) {
    if (before[field] === undefined) delete metadata[field];
    else metadata[field] = before[field];
  }
  delete metadata.managedFields;
  if (before.managedFields) metadata.managedFields = before.managedFields;
  return metadata as unknown as ObjectMeta;
}

/** A copy of metadata without the empty maps and lists that the server leaves out. */
export function withoutEmpty(given: object): Record<string, unknown> {
  const metadata: Record<string, unknown> = { ...given };
  for (const field of ['labels', 'annotations', 'finalizers', 'ownerReferences', 'generateName']) {
    const value = metadata[field];
    const empty = value === '' || ((Array.isArray(value) || isObject(value)) && Object.keys(value).length === 0);
    if (empty) delete metadata[field];
  }
  return metadata;
}

function counts(kind: Kind, before: KubeObject, after: KubeObject): boolean {
  if (!kind.generation) return false;
  if (kind.generation === 'spec+annotations') {
    if (!sameJson(before.metadata.annotations, after.metadata.annotations)) return true;
  }
  return !sameJson(wished(before), wished(after));
}

/** The spec as somebody wished it: where the scheduler puts a pod counts for nothing. */
function wished({ spec }: KubeObject): object {
  const { nodeName: _, ...rest } = objectOf(spec);
  return rest;
}

function withGeneration(object: KubeObject, generation: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, generation } };
}
