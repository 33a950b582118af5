// What a delete does: end an object at once, mark it for its end, or neither. Pure.

import type { Kind } from '../kinds/kind.ts';
import { objectOf } from './json.ts';
import { stamp } from './naming.ts';
import type { KubeObject, ObjectMeta } from './object.ts';
import { deleteOfOtherUid, deleteOfOtherVersion } from './store-fault.ts';

export interface RemoveOptions {
  /** Of pods; 0 ends them at once. A second delete may only shorten it. */
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** `Orphan` and `Foreground` leave a finalizer that the garbage collector takes off. */
  readonly propagationPolicy?: string;
}

/** The marked object, null where the delete changes nothing of it; and whether it ends now. */
export interface Deletion {
  readonly marked: KubeObject | null;
  readonly ends: boolean;
}

/**
 * Decides. @param now milliseconds since 1970
 * @throws StoreFault `precondition`
 */
export function deletionOf(kind: Kind, object: KubeObject, options: RemoveOptions, now: number): Deletion {
  guard(kind, object, options);
  const { metadata } = object;
  const grace = graceOf(kind, object, options);
  const pending = metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds !== undefined;
  if (pending && grace >= (metadata.deletionGracePeriodSeconds as number) && kind.gracePeriod) {
    return { marked: null, ends: ended(object) };
  }
  const finalizers = finalizersOf(metadata, options.propagationPolicy);
  const emptied = ownFinalizers(object).length === 0;
  if (!kind.gracePeriod && finalizers.length === 0 && emptied) return { marked: null, ends: true };
  const marked: KubeObject = {
    ...object,
    metadata: markedMetadata(metadata, finalizers, grace, now),
    ...(emptied ? {} : { status: { ...objectOf(object.status), phase: 'Terminating' } }),
  };
  return { marked, ends: ended(marked) };
}

/** Whether an object that is on its way out has nothing left to wait for. */
export function ended(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds !== 0) return false;
  return finalizers.length === 0 && ownFinalizers(object).length === 0;
}

/** A Namespace has finalizers in its spec as well, which the namespace controller takes off once it is empty. */
function ownFinalizers({ kind, spec }: KubeObject): readonly unknown[] {
  const own = kind === 'Namespace' ? objectOf(spec).finalizers : [];
  return Array.isArray(own) ? own : [];
}

function guard(kind: Kind, { metadata }: KubeObject, { preconditions = {} }: RemoveOptions): void {
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== metadata.uid) throw deleteOfOtherUid(kind, metadata.name, uid, metadata.uid);
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw deleteOfOtherVersion(kind, metadata.name, resourceVersion, metadata.resourceVersion);
  }
}

function graceOf(kind: Kind, object: KubeObject, { gracePeriodSeconds }: RemoveOptions): number {
  const own = kind.gracePeriod?.(object) ?? 0;
  // a kind without patience, and a pod that never ran, wait for nothing whatever is asked
  if (own === 0) return 0;
  const asked = gracePeriodSeconds ?? object.metadata.deletionGracePeriodSeconds ?? own;
  return asked < 0 ? 1 : asked;
}

/** The end is counted from the first delete, also where a later one shortens the wait. */
function markedMetadata(metadata: ObjectMeta, finalizers: readonly string[], grace: number, now: number): ObjectMeta {
  const { finalizers: _, ...rest } = metadata;
  const begun =
    metadata.deletionTimestamp === undefined
      ? now
      : Date.parse(metadata.deletionTimestamp) - 1000 * (metadata.deletionGracePeriodSeconds ?? 0);
  const first = metadata.deletionTimestamp === undefined && metadata.generation !== undefined;
  return {
    ...rest,
    ...(first && { generation: (metadata.generation as number) + 1 }),
    deletionTimestamp: stamp(begun + 1000 * grace),
    deletionGracePeriodSeconds: grace,
    ...(finalizers.length > 0 && { finalizers }),
  };
}

function finalizersOf({ finalizers = [] }: ObjectMeta, policy: string | undefined): readonly string[] {
  if (policy === undefined) return finalizers;
  const others = finalizers.filter((name) => name !== 'orphan' && name !== 'foregroundDeletion');
  if (policy === 'Orphan') return [...others, 'orphan'];
  return policy === 'Foreground' ? [...others, 'foregroundDeletion'] : others;
}
