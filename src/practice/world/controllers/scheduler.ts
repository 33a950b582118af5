// The scheduler: each pending pod gets the next Ready node, in turns.

import type { KubeObject } from '../../objects/object.ts';
import { type Component, componentOf, type WorldContext } from '../context.ts';
import { keyOf } from '../informer.ts';
import { type Pod, stamp } from '../shapes.ts';
import { WorkQueue } from '../work-queue.ts';

const RETRY_MS = 5000;

export class Scheduler {
  readonly #context: WorldContext;
  readonly #self: Component;
  readonly #queue: WorkQueue;
  #turn = 0;

  constructor(context: WorldContext) {
    this.#context = context;
    const source = { component: 'default-scheduler' };
    this.#self = componentOf(context, 'system:kube-scheduler', 'kube-scheduler', source);
    this.#queue = new WorkQueue(context.clock, context.network, (key) => this.#schedule(key));
    context.informer.on(({ resource, object }) => {
      if (resource === 'pods' && object && !(object as Pod).spec.nodeName) this.#queue.add(keyOf(object));
      if (resource === 'nodes' && object) this.#addPending();
    });
  }

  #addPending(): void {
    for (const pod of this.#context.informer.all('pods')) if (!(pod as Pod).spec.nodeName) this.#queue.add(keyOf(pod));
  }

  #schedule(key: string): void {
    const pod = this.#context.informer.find('pods', key) as Pod | null;
    if (pod === null || pod.spec.nodeName || pod.metadata.deletionTimestamp !== undefined) return;
    const { client, events } = this.#self;
    const nodes = [...this.#context.informer.all('nodes')];
    const fit = nodes
      .filter(isUsable)
      .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name, 'en', { numeric: true }));
    const node = fit[this.#turn % fit.length];
    if (node === undefined) {
      this.#sayWhyNot(pod, nodes.length);
      this.#queue.addAfter(key, RETRY_MS);
      return;
    }
    this.#turn++;
    client.update('pods', { ...pod, spec: { ...pod.spec, nodeName: node.metadata.name } });
    const { namespace, name } = pod.metadata;
    events.record(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`);
  }

  #sayWhyNot(pod: Pod, nodes: number): void {
    const message =
      nodes === 0
        ? 'no nodes available to schedule pods'
        : `0/${nodes} nodes are available: ${nodes} node(s) were unschedulable.`;
    this.#self.events.record(pod, 'Warning', 'FailedScheduling', message);
    if (pod.status?.conditions?.some(({ type, message: said }) => type === 'PodScheduled' && said === message)) return;
    const lastTransitionTime = stamp(this.#context.clock.now());
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime };
    this.#self.client.update(
      'pods',
      { ...pod, status: { ...pod.status, phase: 'Pending', conditions: [condition] } },
      'status',
    );
  }
}

/** Ready and not cordoned. */
function isUsable(node: KubeObject): boolean {
  const spec = node.spec as { readonly unschedulable?: boolean } | undefined;
  const status = node.status as
    | { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
    | undefined;
  if (spec?.unschedulable) return false;
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}
