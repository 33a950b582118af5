// The ReplicaSet controller: as many pods as wanted, no more, no fewer, and the count of them in its status.

import { isRefusal } from '../client.ts';
import { type Component, controller, suffix, type WorldContext } from '../context.ts';
import { keyOf } from '../informer.ts';
import { isActive, isReady, type Pod, type ReplicaSet, type ReplicaSetStatus, stamp } from '../shapes.ts';
import { WorkQueue } from '../work-queue.ts';
import { byDispensability, createPod, isAvailable, podFrom } from './pods.ts';
import { sameJson } from './same-json.ts';

const RESOURCE = 'replicasets.apps';

export class ReplicaSetController {
  readonly #context: WorldContext;
  readonly #self: Component;
  readonly #queue: WorkQueue;

  constructor(context: WorldContext) {
    this.#context = context;
    this.#self = controller(context, 'replicaset-controller');
    this.#queue = new WorkQueue(context.clock, context.network, (key) => this.#reconcile(key));
    context.informer.on(({ resource, object, before }) => {
      const subject = object ?? before;
      if (subject === null) return;
      if (resource === 'replicasets') this.#queue.add(keyOf(subject));
      if (resource === 'pods') this.#addOwner(subject as Pod);
    });
  }

  #addOwner({ metadata }: Pod): void {
    const owner = metadata.ownerReferences?.find(({ controller: controls }) => controls === true);
    if (owner?.kind === 'ReplicaSet') this.#queue.add(`${metadata.namespace}/${owner.name}`);
  }

  #reconcile(key: string): void {
    const { informer, clock } = this.#context;
    const set = informer.find('replicasets', key) as ReplicaSet | null;
    if (set === null) return;
    const pods = informer.controlledBy(set.metadata.uid, 'Pod') as Pod[];
    const active = pods.filter(isActive);
    const wanted = set.spec.replicas ?? 1;
    let failure: Error | null = null;
    if (set.metadata.deletionTimestamp === undefined) {
      if (active.length < wanted) failure = this.#grow(set, wanted - active.length);
      if (active.length > wanted) this.#shrink(set, active, active.length - wanted);
    }
    const now = clock.now();
    const least = set.spec.minReadySeconds ?? 0;
    const ready = active.filter(isReady);
    const available = ready.filter((pod) => isAvailable(pod, least, now));
    if (available.length < ready.length) this.#queue.addAfter(key, least * 1000);
    this.#publish(set, {
      replicas: active.length,
      ...(active.length > 0 ? { fullyLabeledReplicas: active.length } : {}),
      ...(ready.length > 0 ? { readyReplicas: ready.length } : {}),
      ...(available.length > 0 ? { availableReplicas: available.length } : {}),
      observedGeneration: set.metadata.generation ?? 1,
      ...(failure === null ? {} : { conditions: [this.#failed(set, failure)] }),
    });
    if (failure !== null) throw failure;
  }

  /** @returns the refusal that stopped it, null where all were made */
  #grow(set: ReplicaSet, missing: number): Error | null {
    const { random, informer } = this.#context;
    const { client, events } = this.#self;
    for (let made = 0; made < missing; made++) {
      // the server cuts the name's beginning so that the whole stays within 63 characters
      const prefix = `${set.metadata.name}-`;
      const name = `${prefix.slice(0, 58)}${suffix(random)}`;
      try {
        createPod(client, informer, podFrom(set.spec.template, set, name, prefix));
        events.record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`);
      } catch (error) {
        if (!isRefusal(error, 400, 403, 404, 409, 422)) throw error;
        events.record(set, 'Warning', 'FailedCreate', `Error creating: ${(error as Error).message}`);
        return error as Error;
      }
    }
    return null;
  }

  #shrink(set: ReplicaSet, active: readonly Pod[], surplus: number): void {
    const { client, events } = this.#self;
    for (const pod of byDispensability(active).slice(0, surplus)) {
      client.remove('pods', pod);
      events.record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
    }
  }

  #failed(set: ReplicaSet, { message }: Error) {
    const before = set.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    const since = before?.lastTransitionTime ?? stamp(this.#context.clock.now());
    const status = 'True' as const;
    return { type: 'ReplicaFailure', status, reason: 'FailedCreate', message, lastTransitionTime: since };
  }

  #publish(set: ReplicaSet, status: ReplicaSetStatus): void {
    if (sameJson(set.status, status)) return;
    const { informer } = this.#context;
    const latest = (informer.find('replicasets', keyOf(set)) ?? set) as ReplicaSet;
    this.#self.client.update(RESOURCE, { ...latest, status }, 'status');
  }
}
