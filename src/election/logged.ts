// Which logs tell of an election, and which elections only logs tell of (contract 1).

import type { ContainerLog } from '../logs/log-event.ts';
import { workloadOfName, workloadOfPod } from './candidate.ts';
import type { Observation, Pod, Workload } from './observation.ts';

interface Place {
  readonly namespace: string;
  readonly leaseName: string | null;
  readonly workload: Workload | null;
  readonly candidates: readonly { readonly pod: Pod }[];
}

/** The logs of an election's replicas, of pods by its workload's name that are gone, and whatever else names its Lease. */
export function logsFor(logs: Observation['logs'], election: Place): readonly ContainerLog[] | null {
  if (logs === null) return null;
  const { workload, candidates } = election;
  return logs.filter((log) => {
    const replica = candidates.some(({ pod }) => pod.name === log.pod && pod.namespace === log.namespace);
    const former = workload?.namespace === log.namespace && workloadOfName(log.pod, [workload]) !== null;
    return replica || former || log.entries.some(({ lease }) => lease !== null && isOf(lease, log, election));
  });
}

function isOf(named: string, log: ContainerLog, { namespace, leaseName }: Place): boolean {
  const [first = '', second] = named.split('/');
  if (second !== undefined) return first === namespace && second === leaseName;
  return first === leaseName && log.namespace === namespace;
}

/** The Lease that these pods try to take or hold, by their own lines; null where they name none, or several. */
export function lockSaid(
  logs: Observation['logs'],
  pods: readonly Pod[],
): { readonly namespace: string; readonly leaseName: string } | null {
  const own = (logs ?? []).filter((log) =>
    pods.some(({ name, namespace }) => name === log.pod && namespace === log.namespace),
  );
  const places = own.flatMap((log) =>
    placesIn(log).map((place) => [`${place.namespace}/${place.leaseName}`, place] as const),
  );
  const all = new Map(places);
  return all.size === 1 ? ([...all.values()][0] ?? null) : null;
}

/** The Leases that a candidate's or a leader's own lines name. */
function placesIn(log: ContainerLog): { namespace: string; leaseName: string }[] {
  return log.entries.flatMap(({ event, lease }) => {
    if (lease === null || (event !== 'attempting' && event !== 'acquired')) return [];
    const [first = '', second] = lease.split('/');
    return [{ namespace: second === undefined ? log.namespace : first, leaseName: second ?? first }];
  });
}

/** A workload whose Lease's name was not known otherwise has the one that its logs name. */
function isThere(known: Place, place: { namespace: string; leaseName: string }, workload: Workload | null): boolean {
  if (known.leaseName === null) return workload !== null && known.workload === workload;
  return known.namespace === place.namespace && known.leaseName === place.leaseName;
}

interface ShownByLogs {
  readonly id: string;
  readonly namespace: string;
  readonly leaseName: string;
  readonly workload: Workload | null;
  readonly logs: readonly ContainerLog[];
}

/** Elections whose Lease is named by a candidate's or a leader's own line, and that nothing else told of. */
export function shownByLogs(
  { logs, pods, workloads }: Pick<Observation, 'logs' | 'pods' | 'workloads'>,
  known: readonly Place[],
): ShownByLogs[] {
  const found = new Map<string, ShownByLogs>();
  for (const log of logs ?? []) {
    for (const place of placesIn(log)) {
      const id = `${place.namespace}/${place.leaseName}`;
      const pod = pods.find(({ name, namespace }) => name === log.pod && namespace === log.namespace);
      const beside = workloads.filter(({ namespace }) => namespace === log.namespace);
      const workload = (pod && workloadOfPod(pod, workloads)) ?? workloadOfName(log.pod, beside);
      if (known.some((one) => isThere(one, place, workload))) continue;
      const before = found.get(id);
      const own = before?.logs.includes(log) ? before.logs : [...(before?.logs ?? []), log];
      found.set(id, { id, ...place, workload: before?.workload ?? workload, logs: own });
    }
  }
  return [...found.values()];
}
