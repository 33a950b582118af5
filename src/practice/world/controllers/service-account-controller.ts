// The ServiceAccount controller: every namespace has the account `default`, and has it again when somebody deletes it.

import { isRefusal } from '../client.ts';
import { type Component, controller, type WorldContext } from '../context.ts';
import { WorkQueue } from '../work-queue.ts';

export class ServiceAccountController {
  readonly #context: WorldContext;
  readonly #self: Component;
  readonly #queue: WorkQueue;

  constructor(context: WorldContext) {
    this.#context = context;
    this.#self = controller(context, 'service-account-controller');
    this.#queue = new WorkQueue(context.clock, context.network, (namespace) => this.#reconcile(namespace));
    context.informer.on(({ resource, object, before }) => {
      if (resource === 'namespaces' && object) this.#queue.add(object.metadata.name);
      if (resource === 'serviceaccounts' && object === null && before?.metadata.name === 'default')
        this.#queue.add(before.metadata.namespace ?? '');
    });
  }

  #reconcile(namespace: string): void {
    const { informer } = this.#context;
    const found = informer.find('namespaces', namespace);
    if (found === null || found.metadata.deletionTimestamp !== undefined) return;
    if (informer.find('serviceaccounts', `${namespace}/default`) !== null) return;
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
    try {
      this.#self.client.create('serviceaccounts', account);
    } catch (error) {
      if (!isRefusal(error, 409)) throw error;
    }
  }
}
