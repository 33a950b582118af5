// From the API's JSON to b7le's own types. Every field may be missing; nothing here fails on an object of odd shape.

import { type ContainerSpec, type ElectionArguments, readArguments } from '../election/arguments.ts';
import { type Lease, purposeOf } from '../election/lease.ts';
import type { Container, ElectionEvent, NodeState, Pod, Termination, Workload } from '../election/observation.ts';
import { array, integer, type Json, object, strings, text, texts } from './json.ts';

export function toLease(value: unknown): Lease {
  const { metadata, spec } = parts(value);
  const namespace = text(metadata.namespace) ?? '';
  const name = text(metadata.name) ?? '';
  const ownerKinds = array(metadata.ownerReferences).map((owner) => text(object(owner).kind) ?? '');
  return {
    namespace,
    name,
    uid: text(metadata.uid),
    resourceVersion: text(metadata.resourceVersion),
    creationTimestamp: text(metadata.creationTimestamp),
    holderIdentity: text(spec.holderIdentity),
    leaseDurationSeconds: integer(spec.leaseDurationSeconds),
    acquireTime: text(spec.acquireTime),
    renewTime: text(spec.renewTime),
    leaseTransitions: integer(spec.leaseTransitions),
    strategy: text(spec.strategy),
    preferredHolder: text(spec.preferredHolder),
    renewalStamp: renewalStampOf(metadata),
    purpose: purposeOf(namespace, name, strings(metadata.labels), ownerKinds),
  };
}

/** The newest time of the field managers that own `spec.renewTime`: a label somebody set is no renewal. */
function renewalStampOf(metadata: Json): string | null {
  const times = array(metadata.managedFields)
    .map(object)
    .filter((entry) => 'f:renewTime' in object(object(entry.fieldsV1)['f:spec']))
    .map((entry) => text(entry.time))
    .filter((time) => time !== null && !Number.isNaN(Date.parse(time))) as string[];
  return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
}

export function toPod(value: unknown): Pod {
  const { metadata, spec, status } = parts(value);
  const conditions = array(status.conditions).map(object);
  const controller = array(metadata.ownerReferences)
    .map(object)
    .find((owner) => owner.controller === true);
  const unscheduled = conditions.find((condition) => condition.type === 'PodScheduled' && condition.status === 'False');
  const namespace = text(metadata.namespace) ?? '';
  return {
    namespace,
    name: text(metadata.name) ?? '',
    uid: text(metadata.uid),
    createdAt: text(metadata.creationTimestamp),
    deletedAt: text(metadata.deletionTimestamp),
    phase: text(status.phase),
    ready: conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    nodeName: text(spec.nodeName),
    hostNetwork: spec.hostNetwork === true,
    hostname: text(spec.hostname),
    serviceAccount: text(spec.serviceAccountName),
    owner: controller ? { kind: text(controller.kind) ?? '', name: text(controller.name) ?? '' } : null,
    templateHash: strings(metadata.labels)['pod-template-hash'] ?? null,
    notScheduled: unscheduled ? (text(unscheduled.message) ?? text(unscheduled.reason) ?? 'no reason given') : null,
    containers: array(status.containerStatuses).map(toContainer),
    arguments: argumentsOf(metadata, spec, namespace),
    electors: electorsOf(spec, namespace),
  };
}

function toContainer(value: unknown): Container {
  const status = object(value);
  const state = object(status.state);
  const waiting = state.waiting === undefined ? null : object(state.waiting);
  return {
    name: text(status.name) ?? '',
    ready: status.ready === true,
    restarts: integer(status.restartCount) ?? 0,
    runningSince: text(object(state.running).startedAt),
    waitingReason: waiting ? (text(waiting.reason) ?? 'Waiting') : null,
    waitingMessage: waiting ? text(waiting.message) : null,
    ended: toTermination(state.terminated),
    lastEnded: toTermination(object(status.lastState).terminated),
  };
}

function toTermination(value: unknown): Termination | null {
  if (value === undefined || value === null) return null;
  const { exitCode, reason, finishedAt } = object(value);
  return { exitCode: integer(exitCode), reason: text(reason), finishedAt: text(finishedAt) };
}

export function toWorkload(kind: Workload['kind'], value: unknown): Workload {
  const { metadata, spec, status } = parts(value);
  const template = object(spec.template);
  const podSpec = object(template.spec);
  const daemon = kind === 'DaemonSet';
  const namespace = text(metadata.namespace) ?? '';
  return {
    kind,
    namespace,
    name: text(metadata.name) ?? '',
    replicas: (daemon ? integer(status.desiredNumberScheduled) : integer(spec.replicas)) ?? (daemon ? 0 : 1),
    readyReplicas: integer(daemon ? status.numberReady : status.readyReplicas) ?? 0,
    serviceAccount: text(podSpec.serviceAccountName),
    labels: { ...strings(object(template.metadata).labels), ...strings(metadata.labels) },
    surge: kind === 'Deployment' ? surgeOf(spec) : null,
    createdAt: text(metadata.creationTimestamp),
    arguments: argumentsOf(object(template.metadata), podSpec, namespace),
  };
}

/** maxSurge in pods; a percentage is rounded up as the Deployment controller does. */
function surgeOf(spec: Json): number | null {
  const strategy = object(spec.strategy);
  if (strategy.type === 'Recreate') return null;
  const surge = object(strategy.rollingUpdate).maxSurge ?? '25%';
  if (typeof surge !== 'string') return integer(surge);
  return integer(Math.ceil(((integer(spec.replicas) ?? 1) * Number.parseInt(surge, 10)) / 100)) ?? 0;
}

function argumentsOf(metadata: Json, podSpec: Json, namespace: string) {
  const chosen = strings(metadata.annotations)['kubectl.kubernetes.io/default-container'] ?? null;
  return readArguments(
    array(podSpec.containers).map((container) => toContainerSpec(container, namespace)),
    chosen,
  );
}

function electorsOf(podSpec: Json, namespace: string): ElectionArguments[] {
  const all = array(podSpec.containers).map((container) => readArguments([toContainerSpec(container, namespace)]));
  return all.filter(({ mentioned }) => mentioned);
}

function toContainerSpec(value: unknown, namespace: string): ContainerSpec {
  const { name, command, args, env, ports } = object(value);
  const variables = array(env).map((item) => {
    const { name, value: literal, valueFrom } = object(item);
    const field = text(object(object(valueFrom).fieldRef).fieldPath);
    return [text(name) ?? '', field === 'metadata.namespace' ? namespace : valueFrom ? null : (text(literal) ?? '')];
  });
  return {
    name: text(name) ?? '',
    command: texts(command),
    args: texts(args),
    env: Object.fromEntries(variables) as Record<string, string | null>,
    ports: array(ports).map((port) => ({
      name: text(object(port).name),
      port: integer(object(port).containerPort) ?? 0,
    })),
  };
}

const MESSAGE = /^(?:\(combined from similar events\): )?(.+) (became leader|stopped leading)$/s;

/** An Event of the elector's recorder, or null for any other Event (reference 3). */
export function toElectionEvent(value: unknown): ElectionEvent | null {
  const event = object(value);
  const about = object(event.involvedObject);
  const [, identity, what] = MESSAGE.exec(text(event.message) ?? '') ?? [];
  if (!identity || about.kind !== 'Lease' || event.reason !== 'LeaderElection') return null;
  return {
    namespace: text(about.namespace) ?? '',
    lease: text(about.name) ?? '',
    leaseUid: text(about.uid),
    identity,
    what: what === 'became leader' ? 'became-leader' : 'stopped-leading',
    at: text(event.lastTimestamp) ?? text(event.eventTime) ?? text(object(event.metadata).creationTimestamp),
  };
}

export function toNode(value: unknown): NodeState {
  const { metadata, status } = parts(value);
  const ready = array(status.conditions)
    .map(object)
    .find((condition) => condition.type === 'Ready');
  return { name: text(metadata.name) ?? '', ready: ready ? ready.status === 'True' : null };
}

/**
 * `leader_election_master_status` of a metrics page in Prometheus text, by its `name` label.
 * @returns an empty map where the page has no such line
 */
export function toClaims(page: string): Record<string, boolean> {
  const claims: Record<string, boolean> = {};
  for (const [, name, value] of page.matchAll(
    /^leader_election_master_status(?:\{name="((?:[^"\\]|\\.)*)"[^}]*\})? +(\S+)/gm,
  )) {
    claims[(name ?? '').replace(/\\(["\\])/g, '$1')] = Number(value) === 1;
  }
  return claims;
}

function parts(value: unknown): { metadata: Json; spec: Json; status: Json } {
  const { metadata, spec, status } = object(value);
  return { metadata: object(metadata), spec: object(spec), status: object(status) };
}
