// The world behind the API server: nodes, controllers, kubelets and the programs in the pods, and the faults one can make in it.

import type { Clock } from '../../elector/clock.ts';
import type { Random } from '../../elector/random.ts';
import type { Api } from '../api/request.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Store } from '../objects/store.ts';
import { Client, component, indexKinds } from './client.ts';
import type { WorldContext } from './context.ts';
import { DeploymentController } from './controllers/deployment-controller.ts';
import { DisruptionController } from './controllers/disruption-controller.ts';
import { GarbageCollector } from './controllers/garbage-collector.ts';
import { NamespaceController } from './controllers/namespace-controller.ts';
import { ReplicaSetController } from './controllers/replica-set-controller.ts';
import { Scheduler } from './controllers/scheduler.ts';
import { ServiceAccountController } from './controllers/service-account-controller.ts';
import { StatefulSetController } from './controllers/stateful-set-controller.ts';
import { Informer } from './informer.ts';
import { Kubelets } from './kubelet/kubelets.ts';
import type { PodWorker } from './kubelet/pod-worker.ts';
import { enforceEgress } from './network/egress-policies.ts';
import { type Latency, Network } from './network/network.ts';
import { foundCluster } from './nodes.ts';
import type { PodBackend } from './pod-backend.ts';
import type { Competitor, Surroundings } from './programs/program.ts';

export interface WorldOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly api: Api;
  readonly store: Store;
  /** The kinds that this version of Kubernetes serves. */
  readonly kinds: readonly Kind[];
  /** The minor version of Kubernetes 1. */
  readonly minor: number;
  /** How many nodes it has; 3 by default. */
  readonly nodes?: number;
  /** Who may read protected metrics: the API server's reviews. By default nobody. */
  readonly mayScrape?: Surroundings['mayScrape'];
}

/** Something that happened, for whoever watches the practice. */
export interface Narration {
  /** The true time, milliseconds since 1970. */
  readonly at: number;
  readonly namespace: string;
  /** `''` where it is about no pod. */
  readonly pod: string;
  readonly text: string;
}

/** What the components follow. */
const FOLLOWED = [
  'namespaces',
  'nodes',
  'serviceaccounts',
  'pods',
  'replicasets',
  'deployments',
  'statefulsets',
  'poddisruptionbudgets',
  'networkpolicies',
];

const GROUPS = ['', 'apps', 'policy', 'networking.k8s.io'];

export class World {
  readonly #options: WorldOptions;
  readonly #listeners = new Set<(narration: Narration) => void>();
  readonly #context: WorldContext;
  readonly #kubelets: Kubelets;

  constructor(options: WorldOptions) {
    this.#options = options;
    const { clock, random, api, kinds, minor } = options;
    this.#context = {
      clock,
      random,
      minor,
      informer: new Informer(),
      network: new Network(clock, random),
      client: new Client(api, indexKinds(kinds), component('system:admin', 'kubeadm')),
      narrate: (namespace, pod, text) => this.#narrate(namespace, pod, text),
    };
    this.#kubelets = new Kubelets(this.#context, options.mayScrape ?? (() => 'unauthorized'));
    new ServiceAccountController(this.#context);
    new DeploymentController(this.#context);
    new ReplicaSetController(this.#context);
    new StatefulSetController(this.#context);
    new Scheduler(this.#context);
    new DisruptionController(this.#context);
    new GarbageCollector(this.#context);
    new NamespaceController(this.#context, kinds);
    enforceEgress(this.#context);
  }

  /** Logs and pages of the containers. */
  get pods(): PodBackend {
    return this.#kubelets;
  }

  /** Makes nodes and namespaces, and begins to act upon what is there and what comes. */
  start(): void {
    const { store, kinds, minor, nodes = 3 } = this.#options;
    const { informer, client, clock } = this.#context;
    foundCluster(client, nodes, minor, clock.now());
    informer.follow(
      store,
      kinds.filter(({ resource, group }) => FOLLOWED.includes(resource) && GROUPS.includes(group)),
    );
  }

  /** @returns stops telling */
  on(listener: (narration: Narration) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * SIGKILL of a container; its kubelet restarts it. @param container all of the pod's by default
   * @throws RangeError where no such pod runs, as every fault here does
   */
  crash(namespace: string, pod: string, container?: string): void {
    const { containers } = this.#worker(namespace, pod);
    this.#narrate(namespace, pod, 'killed');
    for (const one of containers) if (container === undefined || one.spec.name === container) one.kill();
  }

  /** SIGKILL, and the pod's object is gone as well before it could restart: a power failure, seen from outside. */
  crashAndRemove(namespace: string, pod: string): void {
    this.crash(namespace, pod);
    this.#context.client.remove('pods', this.#worker(namespace, pod).pod, 0);
  }

  /** SIGSTOP: a long pause of the garbage collector, a stalled machine. */
  freeze(namespace: string, pod: string): void {
    this.#narrate(namespace, pod, 'frozen');
    for (const container of this.#worker(namespace, pod).containers) container.freeze();
  }

  /** It goes on, and still believes what it believed. */
  thaw(namespace: string, pod: string): void {
    this.#narrate(namespace, pod, 'thawed');
    for (const container of this.#worker(namespace, pod).containers) container.thaw();
  }

  /** Its packets are dropped, to the API server and from the kubelet. */
  partition(namespace: string, pod: string): void {
    this.#narrate(namespace, pod, 'cut off the API server');
    this.#context.network.partition(this.#worker(namespace, pod).uid);
  }

  heal(namespace: string, pod: string): void {
    this.#narrate(namespace, pod, 'reaches the API server again');
    this.#context.network.heal(this.#worker(namespace, pod).uid);
  }

  /** The API server answers nobody inside; those outside are the wire's affair. */
  apiDown(on: boolean): void {
    this.#narrate('', '', on ? 'the API server answers nobody' : 'the API server answers again');
    this.#context.network.setDown(on);
  }

  /** kube-proxy forgets the API server's Service: pods do not get to it, kubelets do. */
  serviceLost(on: boolean): void {
    this.#narrate('', '', on ? "pods' way to the API server is gone" : "pods' way to the API server is back");
    this.#context.network.setServiceLost(on);
  }

  /** What a request of a pod takes there and back, in milliseconds; 2 to 8 by default. */
  latency(ms: Latency): void {
    this.#context.network.latency = ms;
  }

  /** Sets a node's clock. @param ms how far it is ahead of the true time; negative for behind */
  skew(node: string, ms: number): void {
    this.#kubelets.setOffset(node, ms);
  }

  /** Who competes for a Lease in its process right now, and who of them believes that it leads. */
  identities(namespace: string, lease: string): Competitor[] {
    const all = this.#kubelets.workers().flatMap(({ containers }) => containers.flatMap((one) => one.competitors()));
    return all.filter((one) => one.namespace === namespace && one.lease === lease);
  }

  /** Tells the listeners something from outside. @param pod `''` where it is about none */
  tell(namespace: string, pod: string, text: string): void {
    this.#narrate(namespace, pod, text);
  }

  #worker(namespace: string, name: string): PodWorker {
    const pod = this.#context.informer.find('pods', `${namespace}/${name}`);
    const worker = pod && this.#kubelets.worker(pod.metadata.uid);
    if (!worker) throw new RangeError(`no kubelet has a pod ${namespace}/${name}`);
    return worker;
  }

  #narrate(namespace: string, pod: string, text: string): void {
    const at = this.#context.clock.now();
    for (const listener of [...this.#listeners]) listener({ at, namespace, pod, text });
  }
}
