// What a Deployment says of itself: counts, and the conditions that `kubectl rollout status` reads.

import { type Condition, type Deployment, type ReplicaSet, stamp } from '../shapes.ts';
import { type Bounds, type Sides, total } from './rollout.ts';

type Status = NonNullable<Deployment['status']>;

/** @param now milliseconds since 1970 */
export function statusOf(deployment: Deployment, sides: Sides, bounds: Bounds, now: number): Status {
  const all = sides.fresh ? [...sides.old, sides.fresh] : sides.old;
  const replicas = total(all, ({ status }) => status?.replicas);
  const available = total(all, ({ status }) => status?.availableReplicas);
  const counts = {
    replicas,
    updatedReplicas: sides.fresh?.status?.replicas ?? 0,
    readyReplicas: total(all, ({ status }) => status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, total(all, ({ spec }) => spec.replicas) - available),
  };
  const some = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  const complete =
    counts.updatedReplicas === bounds.replicas && replicas === bounds.replicas && available === bounds.replicas;
  const conditions = [
    availability(deployment, available >= bounds.replicas - bounds.unavailable, now),
    progress(deployment, sides.fresh, complete, counts, now),
    failure(deployment, all, now),
  ].filter((condition) => condition !== null);
  const observed = observedOf(deployment);
  return { observedGeneration: observed, ...some, conditions };
}

function observedOf({ metadata }: Deployment): number {
  return metadata.generation ?? 1;
}

function availability(deployment: Deployment, enough: boolean, now: number): Condition {
  const word = enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable';
  const message = enough ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.';
  return condition(deployment, 'Available', enough ? 'True' : 'False', word, message, now);
}

/** The ReplicaSet's own failure to make pods. */
function failure(deployment: Deployment, sets: readonly ReplicaSet[], now: number): Condition | null {
  const own = sets.flatMap(({ status }) => status?.conditions ?? []).find(({ type }) => type === 'ReplicaFailure');
  if (own === undefined) return null;
  return condition(deployment, 'ReplicaFailure', 'True', own.reason ?? 'FailedCreate', own.message ?? '', now);
}

interface Counts {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
}

function progress(
  deployment: Deployment,
  fresh: ReplicaSet | null,
  complete: boolean,
  counts: Counts,
  now: number,
): Condition | null {
  const before = deployment.status?.conditions?.find(({ type }) => type === 'Progressing');
  if (fresh === null) return before ?? null;
  const name = fresh.metadata.name;
  const say = (status: 'True' | 'False', reason: string, message: string) =>
    condition(deployment, 'Progressing', status, reason, message, now);
  if (complete) return say('True', 'NewReplicaSetAvailable', `ReplicaSet "${name}" has successfully progressed.`);
  if (before === undefined) return say('True', 'NewReplicaSetCreated', `Created new replica set "${name}"`);
  if (moved(deployment, counts)) {
    const told = say('True', 'ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`);
    return { ...told, lastUpdateTime: stamp(now) };
  }
  if (
    before.reason === 'NewReplicaSetAvailable' &&
    deployment.status?.observedGeneration === deployment.metadata.generation
  )
    return before;
  const deadlineMs = deadlineOf(deployment, before);
  if (deadlineMs !== null && now > deadlineMs)
    return say('False', 'ProgressDeadlineExceeded', `ReplicaSet "${name}" has timed out progressing.`);
  return before;
}

/** When a Deployment that makes no progress is said to have failed; null where that is over, or never. */
export function deadlineOf({ spec }: Deployment, before: Condition | undefined): number | null {
  const seconds = spec.progressDeadlineSeconds ?? 600;
  if (before?.lastUpdateTime === undefined || before.status !== 'True' || seconds >= 2 ** 31 - 1) return null;
  return before.reason === 'NewReplicaSetAvailable' ? null : Date.parse(before.lastUpdateTime) + seconds * 1000;
}

/** Whether replicas came or went since the last status. */
function moved({ status, metadata }: Deployment, counts: Counts): boolean {
  if (status === undefined || status.observedGeneration !== metadata.generation) return true;
  const old = (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    counts.updatedReplicas > (status.updatedReplicas ?? 0) ||
    counts.replicas - counts.updatedReplicas < old ||
    counts.readyReplicas > (status.readyReplicas ?? 0) ||
    counts.availableReplicas > (status.availableReplicas ?? 0)
  );
}

/** A condition whose times move only where it says something new. */
function condition(
  { status: known }: Deployment,
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: number,
): Condition {
  const before = known?.conditions?.find((one) => one.type === type);
  if (before?.status === status && before.reason === reason && before.message === message) return before;
  const since = before?.status === status ? before.lastTransitionTime : undefined;
  return { type, status, lastUpdateTime: stamp(now), lastTransitionTime: since ?? stamp(now), reason, message };
}
