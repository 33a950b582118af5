// The kubelets of all nodes: each pod that is bound to a node gets a worker there.

import { type Component, componentOf, type WorldContext } from '../context.ts';
import { addressOf } from '../nodes.ts';
import type { ContainerLog, PageAnswer, PodBackend } from '../pod-backend.ts';
import type { Surroundings } from '../programs/program.ts';
import type { Pod } from '../shapes.ts';
import { PodWorker } from './pod-worker.ts';

/** From a change of a pod until its kubelet acts. */
const REACTION_MS = 20;

export class Kubelets implements PodBackend {
  readonly #context: WorldContext;
  readonly #mayScrape: Surroundings['mayScrape'];
  readonly #workers = new Map<string, PodWorker>();
  readonly #kubelets = new Map<string, Component>();
  readonly #offsets = new Map<string, number>();
  #addresses = 1;

  constructor(context: WorldContext, mayScrape: Surroundings['mayScrape']) {
    this.#context = context;
    this.#mayScrape = mayScrape;
    const { clock, network, informer } = context;
    informer.on(({ resource, object, before }) => {
      if (resource !== 'pods') return;
      const pod = (object ?? before) as Pod;
      if (!pod.spec.nodeName) return;
      clock.after(REACTION_MS, () => network.whenUp(() => this.#update(pod.metadata.uid, object as Pod | null)));
    });
  }

  /** How far a node's clock is ahead, in milliseconds. */
  setOffset(node: string, ms: number): void {
    this.#offsets.set(node, ms);
  }

  /** @returns null where no kubelet has it */
  worker(podUid: string): PodWorker | null {
    return this.#workers.get(podUid) ?? null;
  }

  workers(): PodWorker[] {
    return [...this.#workers.values()];
  }

  log(podUid: string, container: string, previous: boolean): ContainerLog | null {
    const found = this.worker(podUid)?.containers.find(({ spec }) => spec.name === container);
    return found?.log(previous) ?? null;
  }

  page(podUid: string, port: number, path: string, token: string | null, tls: boolean): PageAnswer {
    const worker = this.worker(podUid);
    if (worker === null) return 'refused';
    const answers = worker.containers.map((container) => container.page(port, path, token, tls));
    return answers.find((answer) => answer !== 'refused') ?? 'refused';
  }

  #update(uid: string, pod: Pod | null): void {
    const worker = this.#workers.get(uid);
    if (worker) {
      worker.update(pod);
      if (pod === null) this.#forget(uid);
    } else if (pod !== null) this.#workers.set(uid, this.#take(pod));
  }

  /** A worker is kept while its processes end; then nothing is left of the pod. */
  #forget(uid: string): void {
    if (this.#workers.get(uid)?.over) this.#workers.delete(uid);
    else this.#context.clock.after(500, () => this.#forget(uid));
  }

  #take(pod: Pod): PodWorker {
    const node = pod.spec.nodeName as string;
    const number = Number(/(\d+)$/.exec(node)?.[1] ?? 1);
    const address = ++this.#addresses;
    const home = {
      node,
      hostIp: addressOf(node),
      podIp: `10.244.${number & 255}.${2 + (address % 250)}`,
      offsetMs: () => this.#offsets.get(node) ?? 0,
      mayScrape: this.#mayScrape,
    };
    const worker = new PodWorker(this.#context, this.#kubelet(node), home, pod);
    if (pod.metadata.deletionTimestamp !== undefined) worker.update(pod);
    return worker;
  }

  #kubelet(node: string): Component {
    const wall = () => this.#context.clock.now() + (this.#offsets.get(node) ?? 0);
    const known =
      this.#kubelets.get(node) ??
      componentOf(this.#context, `system:node:${node}`, 'kubelet', { component: 'kubelet', host: node }, wall);
    this.#kubelets.set(node, known);
    return known;
  }
}
