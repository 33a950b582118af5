// From the API's budgets, old locks, LeaseCandidates and Events on pods to b7le's own types.

import type { LabelSelector } from '../election/label-selector.ts';
import type { Budget, LeaseCandidate, LegacyLock, PodEvent } from '../election/surroundings.ts';
import { array, integer, type Json, object, strings, text, texts } from './json.ts';

/** The annotation in which locks on ConfigMaps and Endpoints keep their record (reference 6.1). */
export const LOCK_ANNOTATION = 'control-plane.alpha.kubernetes.io/leader';

/** @param emptySelectsNone policy/v1beta1 read an empty selector as none of the pods, policy/v1 as all of them */
export function toBudget(value: unknown, emptySelectsNone: boolean): Budget {
  const { metadata, spec, status } = parts(value);
  const selector = toSelector(spec.selector);
  const empty =
    selector !== null && Object.keys(selector.matchLabels).length === 0 && selector.matchExpressions.length === 0;
  return {
    namespace: text(metadata.namespace) ?? '',
    name: text(metadata.name) ?? '',
    selector: empty && emptySelectsNone ? null : selector,
    minAvailable: bound(spec.minAvailable),
    maxUnavailable: bound(spec.maxUnavailable),
    expectedPods: integer(status.expectedPods),
    desiredHealthy: integer(status.desiredHealthy),
    currentHealthy: integer(status.currentHealthy),
    disruptionsAllowed: integer(status.disruptionsAllowed),
  };
}

function bound(value: unknown): string | number | null {
  return typeof value === 'string' ? value : integer(value);
}

export function toSelector(value: unknown): LabelSelector | null {
  if (typeof value !== 'object' || value === null) return null;
  const { matchLabels, matchExpressions } = object(value);
  return {
    matchLabels: strings(matchLabels),
    matchExpressions: array(matchExpressions)
      .map(object)
      .map(({ key, operator, values }) => ({
        key: text(key) ?? '',
        operator: text(operator) ?? '',
        values: texts(values),
      })),
  };
}

/** The lock on a ConfigMap or Endpoints object, null where it carries none. Needs the object's metadata only. */
export function toLegacyLock(kind: LegacyLock['kind'], value: unknown, readAt: string | null): LegacyLock | null {
  const { metadata } = parts(value);
  const annotation = strings(metadata.annotations)[LOCK_ANNOTATION];
  if (annotation === undefined) return null;
  const record = recordOf(annotation);
  return {
    kind,
    namespace: text(metadata.namespace) ?? '',
    name: text(metadata.name) ?? '',
    holderIdentity: text(record.holderIdentity),
    leaseDurationSeconds: integer(record.leaseDurationSeconds),
    acquireTime: text(record.acquireTime),
    renewTime: text(record.renewTime),
    renewalStamp: stampOf(metadata),
    readAt,
  };
}

function recordOf(annotation: string): Json {
  try {
    return object(JSON.parse(annotation));
  } catch {
    return {};
  }
}

function stampOf(metadata: Json): string | null {
  const times = array(metadata.managedFields)
    .map(object)
    .filter(({ fieldsV1 }) => {
      const annotations = object(object(object(fieldsV1)['f:metadata'])['f:annotations']);
      return `f:${LOCK_ANNOTATION}` in annotations;
    })
    .map(({ time }) => text(time))
    .filter((time) => time !== null && !Number.isNaN(Date.parse(time))) as string[];
  return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
}

export function toLeaseCandidate(value: unknown): LeaseCandidate {
  const { metadata, spec } = parts(value);
  return {
    namespace: text(metadata.namespace) ?? '',
    name: text(metadata.name) ?? '',
    leaseName: text(spec.leaseName) ?? '',
    // v1alpha1 had a list of them
    strategy: text(spec.strategy) ?? texts(spec.preferredStrategies)[0] ?? null,
    binaryVersion: text(spec.binaryVersion),
    emulationVersion: text(spec.emulationVersion),
    renewTime: text(spec.renewTime),
    pingTime: text(spec.pingTime),
  };
}

/** An Event on a pod, or null for any other Event. */
export function toPodEvent(value: unknown): PodEvent | null {
  const event = object(value);
  const about = object(event.involvedObject);
  if (about.kind !== 'Pod') return null;
  return {
    namespace: text(about.namespace) ?? '',
    pod: text(about.name) ?? '',
    podUid: text(about.uid),
    reason: text(event.reason) ?? '',
    message: text(event.message) ?? '',
    at: text(event.lastTimestamp) ?? text(event.eventTime) ?? text(object(event.metadata).creationTimestamp),
  };
}

function parts(value: unknown): { metadata: Json; spec: Json; status: Json } {
  const { metadata, spec, status } = object(value);
  return { metadata: object(metadata), spec: object(spec), status: object(status) };
}
