// Which logs there are of some pods, and which are gone: the kubelet keeps a container's present log and that of the process before.

import { electorOf, podsOf } from './candidate.ts';
import type { Election } from './election.ts';
import type { Container, Observation, Pod } from './observation.ts';

/** One process's log. */
export interface LogSource {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string | null;
  readonly container: string;
  readonly previous: boolean;
  /** How often the container had been restarted when this process began. */
  readonly restarts: number;
  /** When its process began, by its node's clock, whole seconds; null where nothing tells. */
  readonly startedAt: string | null;
}

/** `too`: beside the present ones. */
export type PreviousWish = 'too' | 'only' | 'never';

export interface LogChoice {
  /** `-c`; null for every container. */
  readonly container: string | null;
  readonly previous: PreviousWish;
  /** Only the container that elects. */
  readonly electorsAlone?: boolean;
}

/** The pods whose logs tell of some elections: replicas, those that ended among them, and the holder's. */
export function logPodsOf(elections: readonly Election[], { pods }: Pick<Observation, 'pods'>): Pod[] {
  const chosen = elections.flatMap(({ candidates, holder, workload, rivals }) => [
    ...candidates.map(({ pod }) => pod),
    ...(holder?.pod ? [holder.pod] : []),
    ...[...(workload ? [workload] : []), ...rivals].flatMap((one) => podsOf(one, pods)),
  ]);
  const byName = new Map(chosen.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * The logs that may be asked for. A container that waits to be restarted has one log, of the process that ended: the kubelet gives
 * it as the present one and as the previous one (kubernetes:pkg/kubelet/kubelet_pods.go, validateContainerLogStatus).
 */
export function logSourcesOf(pods: readonly Pod[], { container, previous, electorsAlone }: LogChoice): LogSource[] {
  return pods.flatMap((pod) =>
    pod.containers
      .filter(({ name }) => container === null || name === container)
      .filter((one) => !electorsAlone || one.name === electorOf(pod)?.name)
      .flatMap((one) => [
        ...(previous === 'never' ? [] : previousOf(pod, one)),
        ...(previous === 'only' ? [] : presentOf(pod, one, previous === 'never')),
      ]),
  );
}

function previousOf(pod: Pod, container: Container): LogSource[] {
  const { lastEnded, restarts } = container;
  if (lastEnded === null) return [];
  const before = isWaiting(container) ? restarts : restarts - 1;
  return [sourceOf(pod, container, { previous: true, restarts: Math.max(0, before), startedAt: lastEnded.startedAt })];
}

function presentOf(pod: Pod, container: Container, alone: boolean): LogSource[] {
  const { runningSince, ended, lastEnded, restarts } = container;
  if (isWaiting(container) && lastEnded && !alone) return [];
  const startedAt = runningSince ?? ended?.startedAt ?? lastEnded?.startedAt ?? null;
  // a container that never ran has printed nothing
  if (runningSince === null && ended === null && lastEnded === null) return [];
  return [sourceOf(pod, container, { previous: false, restarts, startedAt })];
}

function isWaiting({ runningSince, ended }: Container): boolean {
  return runningSince === null && ended === null;
}

function sourceOf(
  pod: Pod,
  container: Container,
  more: Pick<LogSource, 'previous' | 'restarts' | 'startedAt'>,
): LogSource {
  return { namespace: pod.namespace, pod: pod.name, podUid: pod.uid, container: container.name, ...more };
}

/** Of how many earlier processes the logs are gone. */
export function goneProcesses(container: Container): number {
  const ran = container.restarts + (isWaiting(container) && container.lastEnded === null ? 0 : 1);
  const kept = isWaiting(container) || container.lastEnded === null ? 1 : 2;
  return Math.max(0, ran - kept);
}
