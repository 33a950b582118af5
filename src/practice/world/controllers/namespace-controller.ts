// The namespace controller: what lived in a namespace that is deleted goes with it.

import type { Kind } from '../../kinds/kind.ts';
import { type Component, controller, type WorldContext } from '../context.ts';
import { WorkQueue } from '../work-queue.ts';

/** How long until it looks again at what has not gone yet. */
const RETRY_MS = 1000;

export class NamespaceController {
  readonly #context: WorldContext;
  readonly #self: Component;
  readonly #kinds: readonly Kind[];
  readonly #queue: WorkQueue;

  /** @param kinds what this version of Kubernetes serves */
  constructor(context: WorldContext, kinds: readonly Kind[]) {
    this.#context = context;
    this.#self = controller(context, 'namespace-controller');
    this.#kinds = kinds.filter(({ namespaced, verbs }) => namespaced && verbs.includes('delete'));
    this.#queue = new WorkQueue(context.clock, context.network, (namespace) => this.#empty(namespace));
    context.informer.on(({ resource, object, before }) => {
      const name = (object ?? before)?.metadata.name;
      if (resource !== 'namespaces' || name === undefined) return;
      if (object === null || object.metadata.deletionTimestamp !== undefined) this.#queue.add(name);
    });
  }

  #empty(name: string): void {
    const namespace = this.#context.informer.find('namespaces', name);
    // a new one of the same name keeps what is in it
    if (namespace !== null && namespace.metadata.deletionTimestamp === undefined) return;
    let left = 0;
    for (const { resource, group } of this.#kinds) {
      const qualified = group ? `${resource}.${group}` : resource;
      for (const object of this.#self.client.list(qualified, name)) {
        left++;
        if (object.metadata.deletionTimestamp === undefined) this.#self.client.remove(qualified, object);
      }
    }
    if (left > 0) this.#queue.addAfter(name, RETRY_MS);
    else if (namespace !== null) this.#finalize(name);
  }

  #finalize(name: string): void {
    const namespace = this.#self.client.read('namespaces', null, name);
    const spec = { ...(namespace.spec as object | undefined), finalizers: [] };
    this.#self.client.update('namespaces', { ...namespace, spec }, 'finalize');
  }
}
