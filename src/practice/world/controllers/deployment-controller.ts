// The Deployment controller: one ReplicaSet for the present template, the others given up at the pace that is allowed.

import { isRefusal } from '../client.ts';
import { type Component, controller, type WorldContext } from '../context.ts';
import { keyOf } from '../informer.ts';
import type { Deployment, Pod, ReplicaSet } from '../shapes.ts';
import { WorkQueue } from '../work-queue.ts';
import { deadlineOf, statusOf } from './deployment-status.ts';
import { freshSet, sizes } from './fresh-set.ts';
import {
  type Bounds,
  boundsOf,
  freshReplicas,
  oldReplicas,
  REVISION,
  revisionOf,
  type Sides,
  sidesOf,
  total,
  wantedBy,
} from './rollout.ts';
import { sameJson } from './same-json.ts';

const DEPLOYMENTS = 'deployments.apps';
const REPLICA_SETS = 'replicasets.apps';

export class DeploymentController {
  readonly #context: WorldContext;
  readonly #self: Component;
  readonly #queue: WorkQueue;

  constructor(context: WorldContext) {
    this.#context = context;
    this.#self = controller(context, 'deployment-controller');
    this.#queue = new WorkQueue(context.clock, context.network, (key) => this.#reconcile(key));
    context.informer.on(({ resource, object, before }) => {
      const subject = object ?? before;
      if (subject === null) return;
      if (resource === 'deployments') this.#queue.add(keyOf(subject));
      const owner = subject.metadata.ownerReferences?.find(({ kind }) => kind === 'Deployment');
      if (resource === 'replicasets' && owner) this.#queue.add(`${subject.metadata.namespace}/${owner.name}`);
      // Recreate waits until the last old pod is gone
      if (resource === 'pods' && object === null) this.#addOwnerOf(subject as Pod);
    });
  }

  #addOwnerOf(pod: Pod): void {
    const set = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet');
    const owner = set && this.#context.informer.find('replicasets', `${pod.metadata.namespace}/${set.name}`);
    const name = owner?.metadata.ownerReferences?.find(({ kind }) => kind === 'Deployment')?.name;
    if (name) this.#queue.add(`${pod.metadata.namespace}/${name}`);
  }

  #reconcile(key: string): void {
    const deployment = this.#find(key);
    if (deployment === null) return;
    const bounds = boundsOf(deployment);
    if (deployment.metadata.deletionTimestamp === undefined) {
      const sides = this.#sides(deployment);
      if (deployment.spec.paused) this.#resize(deployment, sides, bounds);
      else if (deployment.spec.strategy?.type === 'Recreate') this.#recreate(deployment, sides, bounds);
      else this.#roll(deployment, sides, bounds);
      this.#forgetOldest(deployment);
    }
    this.#publish(key, bounds);
  }

  #find(key: string): Deployment | null {
    return this.#context.informer.find('deployments', key) as Deployment | null;
  }

  #sides(deployment: Deployment): Sides {
    return sidesOf(
      deployment,
      this.#context.informer.controlledBy(deployment.metadata.uid, 'ReplicaSet') as ReplicaSet[],
    );
  }

  #roll(deployment: Deployment, sides: Sides, bounds: Bounds): void {
    const present = sides.fresh === null ? 0 : wantedBy(sides.fresh);
    const wanted = freshReplicas(bounds, present, sides.old);
    if (this.#makeFresh(deployment, sides, wanted)) return;
    const set = sides.fresh as ReplicaSet;
    if (wanted !== present) {
      this.#scale(deployment, set, wanted);
      return;
    }
    for (const [name, count] of oldReplicas(bounds, sides)) {
      const old = sides.old.find(({ metadata }) => metadata.name === name);
      if (old) this.#scale(deployment, old, count);
    }
  }

  #recreate(deployment: Deployment, sides: Sides, bounds: Bounds): void {
    const running = sides.old.filter((set) => wantedBy(set) > 0);
    for (const set of running) this.#scale(deployment, set, 0);
    const { informer } = this.#context;
    if (running.length > 0 || sides.old.some(({ metadata }) => informer.controlledBy(metadata.uid, 'Pod').length > 0))
      return;
    if (this.#makeFresh(deployment, sides, bounds.replicas)) return;
    if (sides.fresh && wantedBy(sides.fresh) !== bounds.replicas) this.#scale(deployment, sides.fresh, bounds.replicas);
  }

  /** A paused Deployment still follows its number of replicas. */
  #resize(deployment: Deployment, { fresh, old }: Sides, { replicas }: Bounds): void {
    const newest = fresh ?? old.at(-1);
    if (newest && total(old, wantedBy) === (newest === fresh ? 0 : wantedBy(newest)) && wantedBy(newest) !== replicas)
      this.#scale(deployment, newest, replicas);
  }

  /** Makes the ReplicaSet of the present template, or numbers it anew. @returns whether it was made just now */
  #makeFresh(deployment: Deployment, { fresh, old }: Sides, replicas: number): boolean {
    const { client, events } = this.#self;
    const newest = Math.max(0, ...old.map(revisionOf));
    const revision = String(fresh && revisionOf(fresh) > newest ? revisionOf(fresh) : newest + 1);
    this.#number(deployment, revision);
    if (fresh !== null) {
      if (fresh.metadata.annotations?.[REVISION] === revision) return false;
      const annotations = { ...fresh.metadata.annotations, [REVISION]: revision };
      client.merge(REPLICA_SETS, fresh.metadata.namespace ?? null, fresh.metadata.name, { metadata: { annotations } });
      return false;
    }
    const set = freshSet(deployment, replicas, revision);
    try {
      client.create(REPLICA_SETS, set);
    } catch (error) {
      if (!isRefusal(error, 409)) throw error;
      return true;
    }
    const { name } = set.metadata;
    const said = this.#context.minor >= 26 ? `${name} from 0 to ${replicas}` : `${name} to ${replicas}`;
    if (replicas > 0) events.record(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${said}`);
    return true;
  }

  /** Notes the revision by a write of the status, which does not count as a new generation. */
  #number(deployment: Deployment, revision: string): void {
    const { metadata, status } = deployment;
    if (metadata.annotations?.[REVISION] === revision) return;
    const { client } = this.#self;
    const annotations = { ...metadata.annotations, [REVISION]: revision };
    const noted = { ...deployment, metadata: { ...metadata, annotations }, ...(status ? { status } : {}) };
    if (client.update(DEPLOYMENTS, noted, 'status').metadata.annotations?.[REVISION] === revision) return;
    client.merge(DEPLOYMENTS, metadata.namespace ?? null, metadata.name, { metadata: { annotations } });
  }

  #scale(deployment: Deployment, set: ReplicaSet, replicas: number): void {
    const before = wantedBy(set);
    if (before === replicas) return;
    const { client, events } = this.#self;
    const { namespace = null, name } = set.metadata;
    const annotations = sizes(deployment);
    client.merge(REPLICA_SETS, namespace, name, { metadata: { annotations }, spec: { replicas } });
    const from = this.#context.minor >= 26 ? `from ${before} ` : '';
    const way = replicas > before ? 'up' : 'down';
    events.record(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${way} replica set ${name} ${from}to ${replicas}`);
  }

  /** Keeps as many emptied ReplicaSets as the history may hold. */
  #forgetOldest(deployment: Deployment): void {
    const empty = this.#sides(deployment).old.filter((set) => wantedBy(set) === 0 && (set.status?.replicas ?? 0) === 0);
    const surplus = empty.length - (deployment.spec.revisionHistoryLimit ?? 10);
    for (const set of empty.slice(0, Math.max(0, surplus))) this.#self.client.remove(REPLICA_SETS, set);
  }

  #publish(key: string, bounds: Bounds): void {
    const deployment = this.#find(key);
    if (deployment === null) return;
    const now = this.#context.clock.now();
    const status = statusOf(deployment, this.#sides(deployment), bounds, now);
    if (!sameJson(deployment.status, status))
      this.#self.client.update(DEPLOYMENTS, { ...deployment, status }, 'status');
    const deadline = deadlineOf(
      deployment,
      status.conditions?.find(({ type }) => type === 'Progressing'),
    );
    if (deadline !== null) this.#queue.addAfter(key, Math.max(0, deadline - now) + 1000);
  }
}
