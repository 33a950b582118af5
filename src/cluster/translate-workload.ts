// From the API's workloads to b7le's own type.

import type { ElectionArguments } from '../election/arguments.ts';
import type { Rollout, Workload } from '../election/workload.ts';
import { array, integer, type Json, object, strings, text } from './json.ts';
import { argumentsOf, electorsOf, settingsOf } from './translate-template.ts';

export function toWorkload(kind: Workload['kind'], value: unknown): Workload {
  const { metadata, spec, status } = partsOf(value);
  const template = object(spec.template);
  const podSpec = object(template.spec);
  const daemon = kind === 'DaemonSet';
  const namespace = text(metadata.namespace) ?? '';
  return {
    kind,
    namespace,
    name: text(metadata.name) ?? '',
    uid: text(metadata.uid),
    replicas: (daemon ? integer(status.desiredNumberScheduled) : integer(spec.replicas)) ?? (daemon ? 0 : 1),
    readyReplicas: integer(daemon ? status.numberReady : status.readyReplicas) ?? 0,
    serviceAccount: text(podSpec.serviceAccountName),
    labels: { ...strings(object(template.metadata).labels), ...strings(metadata.labels) },
    surge: kind === 'Deployment' ? surgeOf(spec) : null,
    createdAt: text(metadata.creationTimestamp),
    arguments: argumentsOf(object(template.metadata), podSpec, namespace),
    podLabels: strings(object(template.metadata).labels),
    settings: settingsOf(podSpec),
    rollout: kind === 'Deployment' ? rolloutOf(metadata, spec, status) : null,
  };
}

/** What each container of its template that elects says of it. */
export function templateElectors(value: unknown): ElectionArguments[] {
  const { metadata, spec } = partsOf(value);
  return electorsOf(object(object(spec.template).spec), text(metadata.namespace) ?? '');
}

/** maxSurge in pods; a percentage is rounded up as the Deployment controller does. */
function surgeOf(spec: Json): number | null {
  const strategy = object(spec.strategy);
  if (strategy.type === 'Recreate') return null;
  const surge = object(strategy.rollingUpdate).maxSurge ?? '25%';
  if (typeof surge !== 'string') return integer(surge);
  return integer(Math.ceil(((integer(spec.replicas) ?? 1) * Number.parseInt(surge, 10)) / 100)) ?? 0;
}

function rolloutOf(metadata: Json, spec: Json, status: Json): Rollout {
  const progress = array(status.conditions)
    .map(object)
    .find(({ type }) => type === 'Progressing');
  const reason = progress?.status === 'False' ? (text(progress.reason) ?? 'unknown') : null;
  const revision = Number(strings(metadata.annotations)['deployment.kubernetes.io/revision'] ?? Number.NaN);
  return {
    revision: Number.isInteger(revision) ? revision : null,
    updated: integer(status.updatedReplicas) ?? 0,
    maxUnavailable: unavailableOf(spec),
    stuck: reason === null ? null : { reason, message: text(progress?.message) },
  };
}

/** maxUnavailable in pods; a percentage is rounded down, and where both bounds come to nothing one pod may be missing. */
function unavailableOf(spec: Json): number | null {
  const strategy = object(spec.strategy);
  if (strategy.type === 'Recreate') return null;
  const bound = object(strategy.rollingUpdate).maxUnavailable ?? '25%';
  const pods =
    typeof bound === 'string'
      ? Math.floor(((integer(spec.replicas) ?? 1) * Number.parseInt(bound, 10)) / 100)
      : integer(bound);
  const fewest = Number.isSafeInteger(pods) ? (pods as number) : 0;
  return fewest === 0 && surgeOf(spec) === 0 ? 1 : fewest;
}

function partsOf(value: unknown): { metadata: Json; spec: Json; status: Json } {
  const { metadata, spec, status } = object(value);
  return { metadata: object(metadata), spec: object(spec), status: object(status) };
}
