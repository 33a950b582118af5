// Which workload a Lease belongs to, and which workloads elect at all (contract 1).

import { workloadOfName, workloadOfPod } from './candidate.ts';
import { hostOf, podOf } from './identity.ts';
import { isHeld, type Lease } from './lease.ts';
import type { Observation, Sighting, Workload } from './observation.ts';
import { type Program, programOfLease, programOfWorkload } from './programs.ts';

type Facts = Pick<Observation, 'leases' | 'workloads' | 'pods' | 'events'>;

/** How a Lease was tied to its workload (contract 1). */
export type Tie = 'holder' | 'name' | 'arguments' | 'program' | 'events' | 'elimination';

/** A workload that takes part in an election by its arguments, or by what is known of its program. */
export function mayElect(workload: Workload): boolean {
  return workload.arguments.mentioned || programOfWorkload(workload)?.electsByDefault === true;
}

export interface Tied {
  readonly sighting: Sighting;
  readonly workload: Workload | null;
  readonly tie: Tie | null;
}

/** Ties a Lease to its workload: by its holder's pod, the pod's name, arguments, known names, then by past leaders. */
function tieOf(lease: Lease, { pods, workloads, events }: Facts): { workload: Workload | null; tie: Tie | null } {
  const near = <T extends { namespace: string }>(all: readonly T[]): T[] => [
    ...all.filter(({ namespace }) => namespace === lease.namespace),
    ...all.filter(({ namespace }) => namespace !== lease.namespace),
  ];
  const byIdentity = (identity: string): { workload: Workload | null; tie: Tie } => {
    const { pod } = podOf(identity, near(pods));
    const owner = pod ? workloadOfPod(pod, workloads) : null;
    return owner
      ? { workload: owner, tie: 'holder' }
      : { workload: workloadOfName(hostOf(identity), near(workloads)), tie: 'name' };
  };
  if (isHeld(lease)) {
    const found = byIdentity(lease.holderIdentity);
    if (found.workload) return found;
  }
  const named = workloads.find(
    ({ namespace, arguments: set }) =>
      set.leaseName === lease.name && (set.leaseNamespace ?? namespace) === lease.namespace,
  );
  if (named) return { workload: named, tie: 'arguments' };
  const program = programOfLease(lease);
  const known = near(workloads).find(
    (workload) => program?.workload?.(workload) && homeOf(workload, program) === lease.namespace,
  );
  if (known) return { workload: known, tie: 'program' };
  for (const event of events) {
    if (event.namespace !== lease.namespace || event.lease !== lease.name) continue;
    const found = byIdentity(event.identity);
    if (found.workload) return { workload: found.workload, tie: 'events' };
  }
  return { workload: null, tie: null };
}

/** The namespace in which a workload's Lease is to be expected. */
export function homeOf(workload: Workload, program: Program | null): string {
  return workload.arguments.leaseNamespace ?? program?.leaseNamespace ?? workload.namespace;
}

/** A released Lease without a trace of its holder belongs to the one workload of its namespace that elects and has no Lease. */
function loners(tied: Tied[], { workloads }: Facts): { entry: Tied; workload: Workload }[] {
  const taken = new Set(tied.map(({ workload }) => workload));
  const namespaces = new Set(tied.map(({ sighting }) => sighting.lease.namespace));
  return [...namespaces].flatMap((namespace) => {
    const loose = tied.filter(
      ({ sighting, workload }) =>
        workload === null && sighting.lease.namespace === namespace && !isHeld(sighting.lease),
    );
    const free = workloads.filter(
      (workload) => workload.namespace === namespace && !taken.has(workload) && mayElect(workload),
    );
    const [entry, workload] = [loose[0], free[0]];
    return loose.length === 1 && free.length === 1 && entry && workload ? [{ entry, workload }] : [];
  });
}

/** Ties every Lease to its workload; those without a trace of one come last, by elimination. */
export function tieAll(sightings: readonly Sighting[], facts: Facts): Tied[] {
  const tied = sightings.map((sighting): Tied => ({ sighting, ...tieOf(sighting.lease, facts) }));
  const found = new Map(loners(tied, facts).map(({ entry, workload }) => [entry, workload]));
  return tied.map((entry) => {
    const workload = found.get(entry);
    return workload ? { ...entry, workload, tie: 'elimination' } : entry;
  });
}
