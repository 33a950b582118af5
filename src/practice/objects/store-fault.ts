// Why the store refuses, in the sentences of a real API server.

import type { Kind } from '../kinds/kind.ts';

export type FaultReason = 'not-found' | 'already-exists' | 'conflict' | 'precondition' | 'unversioned' | 'gone';

/**
 * A refusal. `message` is the sentence that clients print, whole: `leases.coordination.k8s.io "x" not found`.
 *
 * `conflict`: the resourceVersion is stale (409 Conflict). `precondition`: another uid, or a delete's resourceVersion (409 Conflict
 * too). `unversioned`: the kind takes no update without resourceVersion (422 Invalid). `gone`: 410 Expired.
 */
export class StoreFault extends Error {
  readonly reason: FaultReason;
  /** The object's name, `''` for `gone`. */
  readonly objectName: string;

  constructor(reason: FaultReason, objectName: string, message: string) {
    super(message);
    this.name = 'StoreFault';
    this.reason = reason;
    this.objectName = objectName;
  }
}

export function notFound(kind: Kind, name: string): StoreFault {
  return new StoreFault('not-found', name, `${qualified(kind.resource, kind)} "${name}" not found`);
}

export function alreadyExists(kind: Kind, name: string): StoreFault {
  return new StoreFault('already-exists', name, `${qualified(kind.resource, kind)} "${name}" already exists`);
}

/** The write was made for an older state of the object. */
export function stale(kind: Kind, name: string): StoreFault {
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  return new StoreFault('conflict', name, `${unfulfilled(qualified(kind.resource, kind), name)}: ${why}`);
}

/** The write was made for another object of this name. @param found the uid that is there, `''` for none (reference 2.6) */
export function otherUid(
  kind: Kind,
  namespace: string | null,
  name: string,
  wanted: string,
  found: string,
): StoreFault {
  const failed = `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`;
  const why = `StorageError: invalid object, Code: 4, Key: ${keyOf(kind, namespace, name)}, ResourceVersion: 0, AdditionalErrorMsg: ${failed}`;
  return new StoreFault('precondition', name, `${unfulfilled(qualified(kind.resource, kind), name)}: ${why}`);
}

/** A delete meant another object of this name; such refusals name the kind, not the resource. */
export function deleteOfOtherUid(kind: Kind, name: string, wanted: string, found: string): StoreFault {
  const why = `the UID in the precondition (${wanted}) does not match the UID in record (${found}). The object might have been deleted and then recreated`;
  return new StoreFault('precondition', name, `${unfulfilled(qualified(kind.kind, kind), name)}: ${why}`);
}

/** A delete meant an older state of the object. */
export function deleteOfOtherVersion(kind: Kind, name: string, wanted: string, found: string): StoreFault {
  const why = `the ResourceVersion in the precondition (${wanted}) does not match the ResourceVersion in record (${found}). The object might have been modified`;
  return new StoreFault('precondition', name, `${unfulfilled(qualified(kind.kind, kind), name)}: ${why}`);
}

/** The kind is only ever updated against a known state. */
export function unversioned(kind: Kind, name: string, minor: number): StoreFault {
  // a number of no sign was once printed as Go prints it (seen on 1.20 and 1.37)
  const why = `metadata.resourceVersion: Invalid value: ${minor < 35 ? '0x0' : '0'}: must be specified for an update`;
  return new StoreFault('unversioned', name, `${qualified(kind.resource, kind)} "${name}" is invalid: ${why}`);
}

/** A watch would have to start before what is kept. @param oldest the oldest resourceVersion one can start from */
export function gone(since: string, oldest: number): StoreFault {
  return new StoreFault('gone', '', `too old resource version: ${since} (${oldest})`);
}

function qualified(name: string, { group }: Kind): string {
  return group === '' ? name : `${name}.${group}`;
}

function unfulfilled(what: string, name: string): string {
  return `Operation cannot be fulfilled on ${what} "${name}"`;
}

/** Folders of etcd that are not called as the resource. */
const FOLDERS: Readonly<Record<string, string>> = { nodes: 'minions', services: 'services/specs' };

function keyOf({ resource }: Kind, namespace: string | null, name: string): string {
  return ['/registry', FOLDERS[resource] ?? resource, namespace, name].filter((part) => part !== null).join('/');
}
