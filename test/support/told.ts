// Stories for tests: raw logs with the kubelet's stamps, and beside them what a test gives of Leases, Events and pods.

import type { ContainerLog } from '../../src/logs/log-event.ts';
import { type Story, storyOf } from '../../src/logs/story.ts';
import type { RecordedPod, StoryFacts, StoryTiming } from '../../src/logs/story-facts.ts';
import { containerLogOf } from './fixture-logs.ts';

export const NAMESPACE = 'beskar7-system';
export const LEASE = `${NAMESPACE}/beskar7.infrastructure.cluster.x-k8s.io`;
export const NAME = 'beskar7.infrastructure.cluster.x-k8s.io';
export const DEFAULTS: StoryTiming = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
  release: false,
};

/** A moment of the day of all these stories. @param time `HH:MM:SS.mmm` */
export const at = (time: string): number => Date.parse(`2026-11-23T${time}Z`);
/** As the kubelet and the API server write whole seconds. */
export const stamp = (time: string): string => `2026-11-23T${time}Z`;

/** One line of a log as the kubelet hands it out. */
const line = (time: string, level: string, where: string, words: string): string =>
  `2026-11-23T${time}000Z ${level}1123 ${time}000       1 ${where}] ${words}`;

/** Lines of client-go up to 0.34 (reference 2.1). */
export const says = {
  attempting: (time: string, lease = LEASE) =>
    line(time, 'I', 'leaderelection.go:257', `attempting to acquire leader lease ${lease}...`),
  acquired: (time: string, lease = LEASE) =>
    line(time, 'I', 'leaderelection.go:271', `successfully acquired lease ${lease}`),
  gaveUp: (time: string, lease = LEASE) =>
    line(time, 'I', 'leaderelection.go:297', `failed to renew lease ${lease}: context deadline exceeded`),
  lost: (time: string) => line(time, 'E', 'main.go:101', 'problem running manager: leader election lost'),
  stopping: (time: string) => line(time, 'I', 'main.go:70', 'Stopping and waiting for leader election runnables'),
  refused: (time: string, lease = LEASE) =>
    line(
      time,
      'E',
      'leaderelection.go:436',
      `error retrieving resource lock ${lease}: Get "https://10.0.0.1": dial tcp: connection refused`,
    ),
};

export function logOf(pod: string, lines: readonly string[], more: Partial<ContainerLog> = {}): ContainerLog {
  const about = { namespace: NAMESPACE, pod, container: 'manager', previous: false, fromStart: true, ...more };
  return { ...containerLogOf(`${lines.join('\n')}\n`, about), ...more };
}

/** A pod whose container runs since the morning. */
export function podOf(name: string, more: Partial<RecordedPod['containers'][number]> = {}): RecordedPod {
  const container = {
    name: 'manager',
    restarts: 0,
    runningSince: stamp('09:00:00'),
    ended: null,
    lastEnded: null,
    ...more,
  };
  return { namespace: NAMESPACE, name, createdAt: stamp('09:00:00'), deletedAt: null, containers: [container] };
}

/** Facts of nothing but what is given, at noon. */
export function factsOf(given: Partial<StoryFacts>): StoryFacts {
  return {
    logs: [],
    events: [],
    podEvents: [],
    leases: [],
    pods: null,
    podOf: (identity) => identity.split('_')[0] ?? identity,
    timingOf: () => DEFAULTS,
    now: stamp('12:00:00'),
    since: null,
    ...given,
  };
}

export function tell(given: Partial<StoryFacts>): Story {
  return storyOf(factsOf(given));
}

/** Vacancies as `before → after: length, since what`. */
export function vacanciesIn({ elections }: Story): string[] {
  return elections.flatMap(({ vacancies }) =>
    vacancies.map(({ before, after, ms, since, certain }) => {
      const length = ms === null ? 'unknown' : `${certain ? '' : 'at most '}${ms} ms`;
      return `${before.pod} to ${after?.pod ?? 'nobody'}: ${length}${since === null ? '' : ` since ${since}`}`;
    }),
  );
}

/** Overlaps as `first and second: length`. */
export function overlapsIn({ elections }: Story): string[] {
  return elections.flatMap(({ overlaps }) =>
    overlaps.map(
      ({ first, second, ms, to }) => `${first.pod} and ${second.pod}: ${ms} ms${to === null ? ' and on' : ''}`,
    ),
  );
}
