// Pods, workloads and Events by where they are and what they are called, so that ten thousand Leases are tied in one pass.

import type { ElectionEvent, Observation, Pod, Workload } from './observation.ts';

export interface Directory {
  podsIn(namespace: string): readonly Pod[];
  /** Pods of this name in every namespace. */
  podsNamed(name: string): readonly Pod[];
  workloadsIn(namespace: string): readonly Workload[];
  readonly workloads: readonly Workload[];
  eventsOn(namespace: string, lease: string): readonly ElectionEvent[];
}

export function directoryOf({
  pods,
  workloads,
  events,
}: Pick<Observation, 'pods' | 'workloads' | 'events'>): Directory {
  const podsByNamespace = groupBy(pods, ({ namespace }) => namespace);
  const podsByName = groupBy(pods, ({ name }) => name);
  const workloadsByNamespace = groupBy(workloads, ({ namespace }) => namespace);
  const eventsByLease = groupBy(events, ({ namespace, lease }) => `${namespace}/${lease}`);
  return {
    podsIn: (namespace) => podsByNamespace.get(namespace) ?? [],
    podsNamed: (name) => podsByName.get(name) ?? [],
    workloadsIn: (namespace) => workloadsByNamespace.get(namespace) ?? [],
    workloads,
    eventsOn: (namespace, lease) => eventsByLease.get(`${namespace}/${lease}`) ?? [],
  };
}

/** Items by a key, in their order. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
