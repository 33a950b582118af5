// Which logs there are of some pods, and which are gone: the kubelet keeps a container's present log and that of the process before.

import type { Container, Pod } from './observation.ts';

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
}

/**
 * The logs that may be asked for. A container that waits to be restarted has one log, of the process that ended: the kubelet gives
 * it as the present one and as the previous one (kubernetes:pkg/kubelet/kubelet_pods.go, validateContainerLogStatus).
 */
export function logSourcesOf(pods: readonly Pod[], { container, previous }: LogChoice): LogSource[] {
  return pods.flatMap((pod) =>
    pod.containers
      .filter(({ name }) => container === null || name === container)
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
