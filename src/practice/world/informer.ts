// What the components know of the cluster: every object of the kinds they follow, by key and by the owner that controls it.

import type { Kind } from '../kinds/kind.ts';
import type { KubeObject } from '../objects/object.ts';
import type { Store } from '../objects/store.ts';

export interface Seen {
  readonly resource: string;
  /** null where it is gone. */
  readonly object: KubeObject | null;
  readonly before: KubeObject | null;
}

const NOTHING: ReadonlyMap<string, KubeObject> = new Map();

/** The key of an object within its kind: `namespace/name`, or the bare name. */
export function keyOf({ metadata: { namespace, name } }: KubeObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The uid of the owner that controls an object, if one does. */
export function controllerOf(object: KubeObject): string | null {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid ?? null;
}

export class Informer {
  readonly #byResource = new Map<string, Map<string, KubeObject>>();
  readonly #byController = new Map<string, Map<string, KubeObject>>();
  readonly #uids = new Set<string>();
  readonly #listeners: ((seen: Seen) => void)[] = [];

  /** Called for every change, in order; what it does about it must come later, not within the call. */
  on(listener: (seen: Seen) => void): void {
    this.#listeners.push(listener);
  }

  /** Begins to follow: what is there is told first. */
  follow(store: Store, kinds: readonly Kind[]): void {
    for (const kind of kinds) {
      const { resource } = kind;
      if (this.#byResource.has(resource)) continue;
      this.#byResource.set(resource, new Map());
      const since = store.revision;
      for (const object of store.list(kind, null)) this.#note(resource, object, null);
      store.watch(kind, null, since, ({ type, object, before }) =>
        type === 'DELETED' ? this.#note(resource, null, object) : this.#note(resource, object, before),
      );
    }
  }

  /** One object by its key. */
  find(resource: string, key: string): KubeObject | null {
    return this.#byResource.get(resource)?.get(key) ?? null;
  }

  all(resource: string): Iterable<KubeObject> {
    return (this.#byResource.get(resource) ?? NOTHING).values();
  }

  /** Whether an object of this uid is there. */
  knows(uid: string): boolean {
    return this.#uids.has(uid);
  }

  /** What an owner controls, of one kind. */
  controlledBy(uid: string, kind: string): KubeObject[] {
    return [...(this.#byController.get(uid) ?? NOTHING).values()].filter((object) => object.kind === kind);
  }

  #note(resource: string, object: KubeObject | null, before: KubeObject | null): void {
    const subject = (object ?? before) as KubeObject;
    const objects = this.#byResource.get(resource);
    if (before !== null) this.#forgetOwner(before);
    if (object === null) {
      this.#uids.delete(subject.metadata.uid);
      if (objects?.get(keyOf(subject))?.metadata.uid === subject.metadata.uid) objects.delete(keyOf(subject));
    } else {
      this.#uids.add(subject.metadata.uid);
      objects?.set(keyOf(subject), object);
      const owner = controllerOf(object);
      if (owner !== null) this.#ownedBy(owner).set(object.metadata.uid, object);
    }
    for (const listener of this.#listeners) listener({ resource, object, before });
  }

  #ownedBy(uid: string): Map<string, KubeObject> {
    const known = this.#byController.get(uid) ?? new Map<string, KubeObject>();
    this.#byController.set(uid, known);
    return known;
  }

  #forgetOwner(object: KubeObject): void {
    const owner = controllerOf(object);
    if (owner === null) return;
    const owned = this.#byController.get(owner);
    owned?.delete(object.metadata.uid);
    if (owned?.size === 0) this.#byController.delete(owner);
  }
}
