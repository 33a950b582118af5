// The object store behind the API server: what etcd and the registry on top of it do. Synchronous; objects are frozen and replaced.

import type { Clock } from '../../elector/clock.ts';
import { type Random, uuidOf } from '../../elector/random.ts';
import type { Kind } from '../kinds/kind.ts';
import { deletionOf, ended, type RemoveOptions } from './deletion.ts';
import { frozen, objectOf, sameJson } from './json.ts';
import { managedFieldsAfter } from './managed-fields.ts';
import { generatedName, stamp } from './naming.ts';
import type { Draft, KubeObject, ManagedFields, ObjectMeta } from './object.ts';
import { merged, withoutEmpty } from './revising.ts';
import { type Change, Shelf } from './shelf.ts';
import { alreadyExists, notFound, otherUid, stale, unversioned } from './store-fault.ts';

export type { RemoveOptions } from './deletion.ts';
export type { Change } from './shelf.ts';
export { StoreFault } from './store-fault.ts';

export interface StoreOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The minor version of Kubernetes 1 whose rules of stamps hold. */
  readonly minor: number;
  /** How many changes of a kind a watch can at least catch up with. */
  readonly history?: number;
}

const HISTORY = 5000;
/** A cluster that has lived for a while: its first revision is somewhere in here. */
const FIRST_REVISION = { from: 100_000, span: 900_000 };

export class Store {
  private readonly clock: Clock;
  private readonly random: Random;
  readonly minor: number;
  private readonly history: number;
  private readonly shelves = new Map<string, Shelf>();
  private readonly first: number;
  private last: number;

  constructor({ clock, random, minor, history = HISTORY }: StoreOptions) {
    this.clock = clock;
    this.random = random;
    this.minor = minor;
    this.history = history;
    this.first = FIRST_REVISION.from + Math.floor(random.next() * FIRST_REVISION.span);
    this.last = this.first;
  }

  /** The present resourceVersion of everything. */
  get revision(): string {
    return String(this.last);
  }

  get(kind: Kind, namespace: string | null, name: string): KubeObject | null {
    return this.shelfOf(kind).get(namespace ?? '', name);
  }

  /** In the order of etcd. @param namespace null for all */
  list(kind: Kind, namespace: string | null): readonly KubeObject[] {
    return this.shelfOf(kind).list(namespace);
  }

  /**
   * Tells every change after `since`, the remembered ones at once.
   * @param since a resourceVersion
   * @returns stops telling
   * @throws StoreFault `gone`
   */
  watch(kind: Kind, namespace: string | null, since: string, listener: (change: Change) => void): () => void {
    return this.shelfOf(kind).watch(namespace, since, listener);
  }

  /** @throws StoreFault `already-exists` */
  create(kind: Kind, draft: Draft, manager: string): KubeObject {
    const { apiVersion: _version, kind: _kind, metadata: given, status: _status, ...fields } = draft;
    const asked = objectOf(given) as Partial<ObjectMeta>;
    const namespace = asked.namespace ?? '';
    const name = asked.name || this.freeName(kind, namespace, asked.generateName ?? '');
    if (this.shelfOf(kind).get(namespace, name)) throw alreadyExists(kind, name);
    const { managedFields: _old, deletionTimestamp: _end, deletionGracePeriodSeconds: _grace, ...kept } = asked;
    const metadata = {
      ...withoutEmpty(kept),
      name,
      uid: uuidOf(this.random),
      resourceVersion: this.revision,
      ...(kind.generation ? { generation: 1 } : {}),
      creationTimestamp: stamp(this.clock.now()),
    };
    const ours = kind.status ? kind.initialStatus?.(draft as KubeObject) : draft.status;
    const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
    const object = frozen({ apiVersion, kind: kind.kind, metadata, ...fields } as KubeObject);
    const managed = this.managed(kind, null, kind.status ? object : { ...object, status: draft.status }, manager, '');
    return this.commit(kind, 'ADDED', { ...object, ...(ours !== undefined && { status: ours }) }, null, managed);
  }

  /**
   * Replaces. An update that changes nothing writes nothing; one that takes the last finalizer off what is deleted ends it.
   * @param subresource `status` writes the status alone; every other is a write of the object
   * @throws StoreFault `not-found`, `conflict`, `precondition`, `unversioned`
   */
  update(kind: Kind, draft: Draft, manager: string, subresource = ''): KubeObject {
    const { name = '', namespace, uid, resourceVersion } = objectOf(draft.metadata) as Partial<ObjectMeta>;
    const before = this.shelfOf(kind).get(namespace ?? '', name);
    const creates = !before && kind.createOnUpdate === true;
    if (!before && !creates) throw notFound(kind, name);
    if (uid && uid !== (before?.metadata.uid ?? '')) {
      throw otherUid(kind, namespace ?? null, name, uid, before?.metadata.uid ?? '');
    }
    if (!before) return this.create(kind, draft, manager);
    if (!resourceVersion && kind.unconditionalUpdate === false) throw unversioned(kind, name, this.minor);
    if (resourceVersion && resourceVersion !== before.metadata.resourceVersion) throw stale(kind, name);
    const object = frozen(merged(kind, before, draft, subresource));
    if (sameJson(before, object)) return before;
    if (ended(object)) return this.end(kind, object);
    const managed = this.managed(kind, before, object, manager, subresource);
    return this.commit(kind, 'MODIFIED', object, before, managed);
  }

  /**
   * Deletes, or marks as being deleted.
   * @returns the object as it was left: marked, or as it last was
   * @throws StoreFault `not-found`, `precondition`
   */
  remove(kind: Kind, namespace: string | null, name: string, options: RemoveOptions = {}): KubeObject {
    const before = this.get(kind, namespace, name);
    if (!before) throw notFound(kind, name);
    const { marked, ends } = deletionOf(kind, before, options, this.clock.now());
    const unchanged = marked === null || sameJson(before, marked);
    const left = unchanged
      ? before
      : this.commit(kind, 'MODIFIED', marked, before, before.metadata.managedFields ?? []);
    // someone who was told of the mark may have ended it already
    const current = this.get(kind, namespace, name);
    return ends && current?.metadata.uid === before.metadata.uid ? this.end(kind, current) : left;
  }

  private end(kind: Kind, object: KubeObject): KubeObject {
    const before = this.get(kind, object.metadata.namespace ?? null, object.metadata.name);
    return this.commit(kind, 'DELETED', object, before, object.metadata.managedFields ?? []);
  }

  private commit(
    kind: Kind,
    type: Change['type'],
    object: KubeObject,
    before: KubeObject | null,
    managedFields: readonly ManagedFields[],
  ): KubeObject {
    this.last += 1;
    const { managedFields: _, ...rest } = object.metadata;
    const metadata = { ...rest, resourceVersion: this.revision, ...(managedFields.length > 0 && { managedFields }) };
    const stored = frozen({ ...object, metadata } as KubeObject);
    this.shelfOf(kind).commit(this.last, { type, object: stored, before });
    return stored;
  }

  private managed(
    kind: Kind,
    before: KubeObject | null,
    object: KubeObject,
    manager: string,
    subresource: string,
  ): readonly ManagedFields[] {
    const { apiVersion } = object;
    const time = stamp(this.clock.now());
    const write = { manager, apiVersion, subresource, time, minor: this.minor, mergeKeys: kind.mergeKeys };
    return managedFieldsAfter(before, object, write);
  }

  private freeName(kind: Kind, namespace: string, base: string): string {
    for (;;) {
      const name = generatedName(base, this.random);
      if (!this.shelfOf(kind).get(namespace, name)) return name;
    }
  }

  private shelfOf({ group, resource }: Kind): Shelf {
    const key = `${resource}.${group}`;
    let shelf = this.shelves.get(key);
    if (!shelf) {
      shelf = new Shelf(this.first, this.history);
      this.shelves.set(key, shelf);
    }
    return shelf;
  }
}
