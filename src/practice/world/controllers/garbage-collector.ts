// The garbage collector: what belonged to an object that is gone goes as well, before it or not at all where the delete said so.

import type { KubeObject } from '../../objects/object.ts';
import { type Component, controller, type WorldContext } from '../context.ts';
import { keyOf } from '../informer.ts';
import { WorkQueue } from '../work-queue.ts';

/** What depends on others here, by resource and qualified resource. */
const DEPENDENTS = [
  ['replicasets', 'replicasets.apps'],
  ['pods', 'pods'],
] as const;
const OWNERS: Readonly<Record<string, string>> = {
  deployments: 'deployments.apps',
  replicasets: 'replicasets.apps',
  statefulsets: 'statefulsets.apps',
};
/** The collector's graph follows the world a little later than the controllers do. */
const REACTION_MS = 40;

export class GarbageCollector {
  readonly #context: WorldContext;
  readonly #self: Component;
  readonly #leaving: WorkQueue;

  constructor(context: WorldContext) {
    this.#context = context;
    this.#self = controller(context, 'generic-garbage-collector');
    this.#leaving = new WorkQueue(context.clock, context.network, (key) => this.#settle(key));
    const { informer, clock, network } = context;
    informer.on(({ resource, object, before }) => {
      const subject = object ?? before;
      if (subject === null) return;
      if (resource in OWNERS && object?.metadata.deletionTimestamp) this.#leaving.add(`${resource} ${keyOf(object)}`);
      if (object !== null) return;
      this.#addOwners(subject);
      if (resource in OWNERS) clock.after(REACTION_MS, () => network.whenUp(() => this.#collect(subject)));
    });
  }

  /** Owners that wait for their dependents to go first look again. */
  #addOwners({ metadata }: KubeObject): void {
    for (const { kind, name } of metadata.ownerReferences ?? []) {
      const resource = `${kind.toLowerCase()}s`;
      if (resource in OWNERS) this.#leaving.add(`${resource} ${metadata.namespace}/${name}`);
    }
  }

  #settle(address: string): void {
    const [resource = '', key = ''] = address.split(' ');
    const owner = this.#context.informer.find(resource, key);
    const finalizers = owner?.metadata.finalizers ?? [];
    if (owner?.metadata.deletionTimestamp === undefined) return;
    if (finalizers.includes('orphan')) {
      this.#orphan(owner);
      this.#release(resource, owner, 'orphan');
    } else if (finalizers.includes('foregroundDeletion')) {
      const dependents = this.#dependents(owner);
      for (const [qualified, object] of dependents)
        if (object.metadata.deletionTimestamp === undefined) this.#self.client.remove(qualified, object);
      if (dependents.length === 0) this.#release(resource, owner, 'foregroundDeletion');
    }
  }

  #release(resource: string, owner: KubeObject, finalizer: string): void {
    const finalizers = owner.metadata.finalizers?.filter((name) => name !== finalizer) ?? [];
    this.#self.client.update(OWNERS[resource] as string, { ...owner, metadata: { ...owner.metadata, finalizers } });
  }

  #orphan(owner: KubeObject): void {
    for (const [qualified, { metadata }] of this.#dependents(owner)) {
      const ownerReferences = metadata.ownerReferences?.filter(({ uid }) => uid !== owner.metadata.uid) ?? [];
      this.#self.client.merge(qualified, metadata.namespace ?? null, metadata.name, { metadata: { ownerReferences } });
    }
  }

  #dependents(owner: KubeObject): (readonly [qualified: string, object: KubeObject])[] {
    return DEPENDENTS.flatMap(([resource, qualified]) =>
      [...this.#context.informer.all(resource)]
        .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid))
        .map((object) => [qualified, object] as const),
    );
  }

  #collect(owner: KubeObject): void {
    const { informer } = this.#context;
    for (const [qualified, object] of this.#dependents(owner)) {
      if (object.metadata.ownerReferences?.some(({ uid }) => informer.knows(uid))) continue;
      if (object.metadata.deletionTimestamp === undefined) this.#self.client.remove(qualified, object);
    }
  }
}
