// Locks of old libraries read as if they were Leases: the record in an annotation, with the object's own uid and version.

import type { Lease } from '../election/lease.ts';
import type { LegacyLock } from '../election/surroundings.ts';
import type { Cluster, Reading } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { integer, object, text } from './json.ts';
import { LOCK_ANNOTATION, toLegacyLock } from './translate-surroundings.ts';

/** @returns null where the object, or the lock on it, is not there @throws ClusterError */
export async function readOldLock(
  cluster: Cluster,
  { kind, namespace, name }: Pick<LegacyLock, 'kind' | 'namespace' | 'name'>,
): Promise<Reading<Lease | null>> {
  try {
    const resource = kind === 'ConfigMap' ? 'configmaps' : 'endpoints';
    const { value, date } = await cluster.get(resource, namespace, name);
    return { value: asLease(kind, value, date), date };
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'not-found') return { value: null, date: null };
    throw error;
  }
}

function asLease(kind: LegacyLock['kind'], value: unknown, date: string | null): Lease | null {
  const lock = toLegacyLock(kind, value, date);
  if (!lock) return null;
  const { uid, resourceVersion, creationTimestamp, annotations } = object(object(value).metadata);
  return {
    namespace: lock.namespace,
    name: lock.name,
    uid: text(uid),
    resourceVersion: text(resourceVersion),
    creationTimestamp: text(creationTimestamp),
    holderIdentity: lock.holderIdentity,
    leaseDurationSeconds: lock.leaseDurationSeconds,
    acquireTime: lock.acquireTime,
    renewTime: lock.renewTime,
    leaseTransitions: transitionsIn(object(annotations)[LOCK_ANNOTATION]),
    strategy: null,
    preferredHolder: null,
    renewalStamp: lock.renewalStamp,
    purpose: 'election',
  };
}

function transitionsIn(annotation: unknown): number | null {
  try {
    return integer(object(JSON.parse(text(annotation) ?? '')).leaderTransitions);
  } catch {
    return null;
  }
}
