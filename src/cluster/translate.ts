// From the API's JSON to b7le's own types. Every field may be missing; nothing here fails on an object of odd shape.

import { type Lease, purposeOf } from '../election/lease.ts';
import type { Container, ElectionEvent, NodeState, Pod, Termination } from '../election/observation.ts';
import { array, integer, type Json, object, strings, text } from './json.ts';
import { argumentsOf, electorsOf, settingsOf } from './translate-template.ts';

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
    labels: strings(metadata.labels),
    settings: settingsOf(spec),
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
  const { exitCode, reason, startedAt, finishedAt } = object(value);
  return {
    exitCode: integer(exitCode),
    reason: text(reason),
    startedAt: text(startedAt),
    finishedAt: text(finishedAt),
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
