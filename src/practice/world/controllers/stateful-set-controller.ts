// The StatefulSet controller: pods with ordinal names, made and replaced one after another.

import { isRefusal } from '../client.ts';
import { type Component, controller, type WorldContext } from '../context.ts';
import { keyOf } from '../informer.ts';
import { isReady, type Pod, type StatefulSet } from '../shapes.ts';
import { WorkQueue } from '../work-queue.ts';
import { createPod, podFrom } from './pods.ts';
import { templateHash } from './rollout.ts';
import { sameJson } from './same-json.ts';

const RESOURCE = 'statefulsets.apps';
const REVISION_LABEL = 'controller-revision-hash';

export class StatefulSetController {
  readonly #context: WorldContext;
  readonly #self: Component;
  readonly #queue: WorkQueue;

  constructor(context: WorldContext) {
    this.#context = context;
    this.#self = controller(context, 'statefulset-controller');
    this.#queue = new WorkQueue(context.clock, context.network, (key) => this.#reconcile(key));
    context.informer.on(({ resource, object, before }) => {
      const subject = object ?? before;
      if (subject === null) return;
      if (resource === 'statefulsets') this.#queue.add(keyOf(subject));
      const owner = subject.metadata.ownerReferences?.find(({ kind }) => kind === 'StatefulSet');
      if (resource === 'pods' && owner) this.#queue.add(`${subject.metadata.namespace}/${owner.name}`);
    });
  }

  #reconcile(key: string): void {
    const { informer } = this.#context;
    const set = informer.find('statefulsets', key) as StatefulSet | null;
    if (set === null) return;
    const pods = new Map(
      (informer.controlledBy(set.metadata.uid, 'Pod') as Pod[]).map((pod) => [ordinalOf(set, pod), pod]),
    );
    const revision = `${set.metadata.name}-${templateHash(set.spec.template)}`;
    if (set.metadata.deletionTimestamp === undefined) this.#step(set, pods, revision);
    this.#publish(set, [...pods.values()], revision);
  }

  /** One act at a time unless the set is Parallel: make the first missing pod, drop the last surplus one, replace the last old one. */
  #step(set: StatefulSet, pods: ReadonlyMap<number, Pod>, revision: string): void {
    const replicas = set.spec.replicas ?? 1;
    const parallel = set.spec.podManagementPolicy === 'Parallel';
    for (let ordinal = 0; ordinal < replicas; ordinal++) {
      const pod = pods.get(ordinal);
      if (pod === undefined) this.#make(set, ordinal, revision);
      if (!parallel && (pod === undefined || !isReady(pod) || isLeaving(pod))) return;
    }
    const surplus = [...pods.entries()].filter(([ordinal]) => ordinal >= replicas).sort(([a], [b]) => b - a);
    for (const [, pod] of parallel ? surplus : surplus.slice(0, 1)) if (!isLeaving(pod)) this.#drop(set, pod);
    if (surplus.length > 0 || set.spec.updateStrategy?.type === 'OnDelete') return;
    const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
    for (let ordinal = replicas - 1; ordinal >= partition; ordinal--) {
      const pod = pods.get(ordinal);
      if (pod === undefined || isLeaving(pod) || !isReady(pod)) return;
      if (pod.metadata.labels?.[REVISION_LABEL] === revision) continue;
      this.#drop(set, pod);
      return;
    }
  }

  #make(set: StatefulSet, ordinal: number, revision: string): void {
    const { client, events } = this.#self;
    const name = `${set.metadata.name}-${ordinal}`;
    const labels = {
      [REVISION_LABEL]: revision,
      'statefulset.kubernetes.io/pod-name': name,
      ...(this.#context.minor >= 28 ? { 'apps.kubernetes.io/pod-index': String(ordinal) } : {}),
    };
    const pod = podFrom(set.spec.template, set, name, `${set.metadata.name}-`, labels);
    const said = (verb: string) => `create Pod ${name} in StatefulSet ${set.metadata.name} ${verb}`;
    try {
      createPod(client, this.#context.informer, { ...pod, spec: { ...set.spec.template.spec, hostname: name } });
      events.record(set, 'Normal', 'SuccessfulCreate', said('successful'));
    } catch (error) {
      if (!isRefusal(error, 400, 403, 404, 409, 422)) throw error;
      events.record(set, 'Warning', 'FailedCreate', `${said('failed')} error: ${(error as Error).message}`);
      throw error;
    }
  }

  #drop(set: StatefulSet, pod: Pod): void {
    const { client, events } = this.#self;
    client.remove('pods', pod);
    const message = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
    events.record(set, 'Normal', 'SuccessfulDelete', message);
  }

  #publish(set: StatefulSet, pods: readonly Pod[], revision: string): void {
    const updated = pods.filter(({ metadata }) => metadata.labels?.[REVISION_LABEL] === revision).length;
    const ready = pods.filter(isReady).length;
    const before = (set.status ?? {}) as { readonly currentRevision?: string };
    const current = updated === pods.length ? revision : (before.currentRevision ?? revision);
    const status = {
      observedGeneration: set.metadata.generation ?? 1,
      replicas: pods.length,
      ...(ready > 0 ? { readyReplicas: ready } : {}),
      availableReplicas: ready,
      ...(updated > 0 ? { updatedReplicas: updated } : {}),
      currentReplicas: current === revision ? updated : pods.length - updated,
      currentRevision: current,
      updateRevision: revision,
      collisionCount: 0,
    };
    if (!sameJson(set.status, status)) this.#self.client.update(RESOURCE, { ...set, status }, 'status');
  }
}

function ordinalOf(set: StatefulSet, { metadata }: Pod): number {
  return Number(metadata.name.slice(set.metadata.name.length + 1));
}

function isLeaving({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}
