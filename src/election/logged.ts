// Which logs tell of an election, and which elections only logs tell of (contract 1).

import type { ContainerLog, LogEntry } from '../logs/log-event.ts';
import { workloadOfName, workloadOfPod } from './candidate.ts';
import type { Observation, Pod, Workload } from './observation.ts';
import { programOfLease } from './programs.ts';

type Read = Pick<Observation, 'logs' | 'pods' | 'workloads'>;

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

/** A workload whose Lease's name was not known otherwise has the one that its logs name. */
function isThere(known: Place, place: { namespace: string; leaseName: string }, workload: Workload | null): boolean {
  if (known.leaseName === null) return workload !== null && known.workload === workload;
  return known.namespace === place.namespace && known.leaseName === place.leaseName;
}

interface Named {
  readonly namespace: string;
  readonly leaseName: string;
}

/** The place that a candidate's or a leader's own line names; null for every other line. */
function placeIn({ event, lease }: LogEntry, log: ContainerLog): Named | null {
  if (lease === null || (event !== 'attempting' && event !== 'acquired')) return null;
  const [first = '', second] = lease.split('/');
  return { namespace: second === undefined ? log.namespace : first, leaseName: second ?? first };
}

/**
 * The Lease that the running processes of a workload try to take, by their logs: it outranks the name that its program has in
 * another version. Null where no log tells; of several the last one that is no second election of the program (reference 10).
 */
export function namedByLogs({ logs, pods, workloads }: Read, workload: Workload): Named | null {
  const own = (log: ContainerLog) => {
    const pod = pods.find(({ name, namespace }) => name === log.pod && namespace === log.namespace);
    return !log.previous && pod !== undefined && workloadOfPod(pod, workloads) === workload;
  };
  const found = (logs ?? [])
    .filter(own)
    .flatMap((log) => log.entries.map((entry) => ({ at: entry.at ?? '', place: placeIn(entry, log) })))
    .filter((one): one is { at: string; place: Named } => one.place !== null)
    .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
    .map(({ place }) => place);
  return found.findLast(({ leaseName }) => !programOfLease({ name: leaseName })?.identity) ?? found.at(-1) ?? null;
}

interface ShownByLogs {
  readonly id: string;
  readonly namespace: string;
  readonly leaseName: string;
  readonly workload: Workload | null;
  readonly logs: readonly ContainerLog[];
}

/** Elections whose Lease is named by a candidate's or a leader's own line, and that nothing else told of. */
export function shownByLogs({ logs, pods, workloads }: Read, known: readonly Place[]): ShownByLogs[] {
  const found = new Map<string, ShownByLogs>();
  for (const log of logs ?? []) {
    for (const entry of log.entries) {
      const place = placeIn(entry, log);
      if (place === null) continue;
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
