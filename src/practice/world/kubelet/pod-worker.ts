// One pod on its node: its containers from the sandbox to the last exit, and its status at the API server.

import { uniform } from '../../../elector/random.ts';
import { isRefusal } from '../client.ts';
import type { Component, WorldContext } from '../context.ts';
import { sameJson } from '../controllers/same-json.ts';
import { keyOf } from '../informer.ts';
import { ProcessClock } from '../network/process-clock.ts';
import { programFor } from '../programs/index.ts';
import type { Program, Running, Surroundings } from '../programs/program.ts';
import type { ContainerSpec, Pod } from '../shapes.ts';
import { Container } from './container.ts';
import type { ContainerHost } from './container-host.ts';
import { environmentOf, hostnameOf } from './environment.ts';
import { podStatus } from './pod-status.ts';

export interface Home {
  readonly node: string;
  readonly hostIp: string;
  readonly podIp: string;
  /** How far the node's clock is ahead. */
  readonly offsetMs: () => number;
  readonly mayScrape: Surroundings['mayScrape'];
}

/** The network of the pod, its volumes, its cgroup. */
const SANDBOX_MS = [300, 900] as const;
/** From the last exit until the object is gone. */
const FAREWELL_MS = [200, 900] as const;
const WRITE_MS = 10;
/** What a force-deleted pod still gets: SIGTERM, and this long. */
const FORCED_GRACE_MS = 2000;

export class PodWorker {
  readonly containers: readonly Container[];
  readonly uid: string;
  #pod: Pod;
  readonly #context: WorldContext;
  readonly #kubelet: Component;
  readonly #home: Home;
  readonly #startedAt: number;
  /** The account whose token it was given: one of the same name that is made later is another. */
  readonly #accountUid: string | null;
  #sandboxed = false;
  #writing = false;
  #leaving = false;
  #gone = false;

  constructor(context: WorldContext, kubelet: Component, home: Home, pod: Pod) {
    this.uid = pod.metadata.uid;
    this.#context = context;
    this.#kubelet = kubelet;
    this.#home = home;
    this.#pod = pod;
    this.#startedAt = this.#nodeNow();
    this.#accountUid = this.#accountNow();
    const host = this.#host();
    this.containers = pod.spec.containers.map((spec) => new Container(spec, host));
    this.#changed();
    context.clock.after(uniform(context.random, ...SANDBOX_MS), () => this.#begin());
  }

  get pod(): Pod {
    return this.#pod;
  }

  /** The pod's object changed, or is gone (null): then whatever still runs is ended quickly. */
  update(pod: Pod | null): void {
    if (pod === null) {
      this.#gone = true;
      for (const container of this.containers) container.stop(FORCED_GRACE_MS);
      return;
    }
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp === undefined) return;
    const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
    if (!this.#leaving) this.#context.narrate(pod.metadata.namespace ?? '', pod.metadata.name, 'asked to stop');
    this.#leaving = true;
    const since = Date.parse(pod.metadata.deletionTimestamp) - grace;
    const left = Math.max(0, Math.min(grace, since + grace - this.#context.clock.now() + 1000));
    for (const container of this.containers) container.stop(left);
    this.#farewell();
  }

  get over(): boolean {
    return this.#gone && !this.containers.some(({ running }) => running);
  }

  #begin(): void {
    this.#sandboxed = true;
    if (this.#leaving || this.#gone) return;
    for (const container of this.containers) container.sync();
    this.#changed();
  }

  #changed(): void {
    if (this.#leaving) this.#farewell();
    if (this.#writing || this.#gone) return;
    this.#writing = true;
    this.#context.clock.after(WRITE_MS, () => this.#context.network.whenUp(() => this.#write()));
  }

  #write(): void {
    this.#writing = false;
    const pod = this.#context.informer.find('pods', keyOf(this.#pod)) as Pod | null;
    if (pod === null || pod.metadata.uid !== this.uid) return;
    const { hostIp, podIp } = this.#home;
    const status = podStatus({
      pod,
      hostIp,
      podIp: pod.spec.hostNetwork ? hostIp : podIp,
      containers: this.containers.map((container) => container.status),
      sandboxed: this.#sandboxed,
      startedAt: this.#startedAt,
      now: this.#nodeNow(),
      minor: this.#context.minor,
    });
    if (sameJson(pod.status, status)) return;
    try {
      this.#kubelet.client.update('pods', { ...pod, status }, 'status');
    } catch (error) {
      if (!isRefusal(error, 404, 409, 422)) throw error;
    }
  }

  /** Once nothing of a leaving pod runs, its object goes. */
  #farewell(): void {
    if (this.#gone || this.containers.some(({ running }) => running)) return;
    const { clock, random, network } = this.#context;
    clock.after(uniform(random, ...FAREWELL_MS), () =>
      network.whenUp(() => {
        if (!this.#gone) this.#kubelet.client.remove('pods', this.#pod, 0);
      }),
    );
  }

  #accountNow(): string | null {
    const { metadata, spec } = this.#pod;
    const key = `${metadata.namespace}/${spec.serviceAccountName ?? 'default'}`;
    return this.#context.informer.find('serviceaccounts', key)?.metadata.uid ?? null;
  }

  #nodeNow(): number {
    return this.#context.clock.now() + this.#home.offsetMs();
  }

  #host(): ContainerHost {
    const { clock, random, minor, network, narrate } = this.#context;
    const { namespace = '', name } = this.#pod.metadata;
    const { spec } = this.#pod;
    return {
      clock,
      random,
      minor,
      title: `${name}_${namespace}(${this.uid})`,
      podIp: this.#home.podIp,
      restartPolicy: spec.restartPolicy ?? 'Always',
      graceMs: (spec.terminationGracePeriodSeconds ?? 30) * 1000,
      nodeNow: () => this.#nodeNow(),
      processClock: () => new ProcessClock(clock, this.#home.offsetMs),
      programOf: programFor,
      launch: (program, container, process) => this.#launch(program, container, process),
      cutOff: () => network.isCutOff(this.uid),
      event: (type, reason, message, container) =>
        this.#kubelet.events.record(this.#pod, type, reason, message, container),
      changed: () => this.#changed(),
      narrate: (text) => narrate(namespace, name, text),
    };
  }

  #launch(program: Program, spec: ContainerSpec, process: Pick<Surroundings, 'clock' | 'print' | 'exit'>): Running {
    const { random, network, client, minor, narrate } = this.#context;
    const { namespace = '', name, annotations = {} } = this.#pod.metadata;
    return program({
      ...process,
      random,
      network,
      client: client.while(() => this.#accountNow() === this.#accountUid),
      minor,
      mayScrape: this.#home.mayScrape,
      pod: {
        namespace,
        name,
        uid: this.uid,
        hostname: hostnameOf(this.#pod, this.#home.node),
        serviceAccount: this.#pod.spec.serviceAccountName ?? 'default',
        annotations,
      },
      image: spec.image,
      container: spec.name,
      command: spec.command ?? [],
      args: spec.args ?? [],
      memoryLimit: spec.resources?.limits?.memory ?? null,
      env: environmentOf(spec, this.#pod, this.#home),
      narrate: (text) => narrate(namespace, name, text),
    });
  }
}
