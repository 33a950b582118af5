// Which workload a Lease belongs to, and which workloads elect at all (contract 1).

import { podsOf, workloadOfName, workloadOfPod } from './candidate.ts';
import { type ControllerOverride, workloadGiven } from './controller-override.ts';
import { type Directory, groupBy } from './directory.ts';
import { hostOf, isOnHost, ownersByName, podOf } from './identity.ts';
import { isHeld, type Lease } from './lease.ts';
import type { Pod, Sighting, Workload } from './observation.ts';
import { type Program, programOfLease, programOfWorkload } from './programs.ts';
import { between } from './renewal.ts';

/** How a Lease was tied to its workload (contract 1). */
export type Tie = 'config' | 'holder' | 'host' | 'name' | 'arguments' | 'program' | 'events' | 'elimination';

/** A workload that takes part in an election by its arguments, or by what is known of its program. */
export function mayElect(workload: Workload): boolean {
  return workload.arguments.mentioned || programOfWorkload(workload)?.electsByDefault === true;
}

export interface Tied {
  readonly sighting: Sighting;
  readonly workload: Workload | null;
  readonly tie: Tie | null;
}

type Found = Pick<Tied, 'workload' | 'tie'>;

/** Ties a Lease to its workload: by its holder's pod, the pod's name, arguments, known names, then by past leaders. */
function tieOf(lease: Lease, directory: Directory, abroad: readonly Workload[]): Found {
  const beside = directory.workloadsIn(lease.namespace);
  const foreign = abroad.filter((workload) => homeOf(workload, programOfWorkload(workload)) === lease.namespace);
  if (isHeld(lease)) {
    const found = byIdentity(lease.holderIdentity, lease, directory, foreign);
    if (found) return found;
  }
  const near = [...beside, ...foreign];
  const named = near.find(
    ({ namespace, arguments: set }) =>
      set.leaseName === lease.name && (set.leaseNamespace ?? namespace) === lease.namespace,
  );
  const signs = near.find(({ arguments: set }) => set.identity !== null && set.identity === lease.holderIdentity);
  if (named ?? signs) return { workload: named ?? signs ?? null, tie: 'arguments' };
  const program = programOfLease(lease);
  const known = near.find((workload) => program?.workload?.(workload) && homeOf(workload, program) === lease.namespace);
  if (known) return { workload: known, tie: 'program' };
  for (const event of directory.eventsOn(lease.namespace, lease.name)) {
    const found = byIdentity(event.identity, lease, directory, foreign);
    if (found) return { ...found, tie: 'events' };
  }
  return { workload: null, tie: null };
}

/**
 * The workload behind an identity. In another namespace only a pod whose name is unique by its random part counts, and for a
 * pod that is gone only a workload that keeps its Lease in this namespace: many namespaces have a `controller-manager`.
 */
function byIdentity(identity: string, lease: Lease, directory: Directory, foreign: readonly Workload[]): Found | null {
  const host = hostOf(identity);
  const away = ownersByName(host).replicaSet === null ? [] : directory.podsNamed(host);
  const beside = directory.podsIn(lease.namespace);
  const pod = podOf(identity, beside, lease.name).pod ?? (away.length === 1 ? (away[0] as Pod) : null);
  const owner = pod ? workloadOfPod(pod, directory.workloadsIn(pod.namespace)) : null;
  if (owner) return { workload: owner, tie: 'holder' };
  // several replicas on the network of one host cannot be told apart, but their workload can
  const onHost = beside
    .filter((one) => isOnHost(one, host))
    .map((one) => workloadOfPod(one, directory.workloadsIn(one.namespace)));
  const [shared] = onHost;
  if (shared && onHost.every((one) => one === shared)) return { workload: shared, tie: 'host' };
  const workload = workloadOfName(host, directory.workloadsIn(lease.namespace)) ?? workloadOfName(host, foreign);
  return workload ? { workload, tie: 'name' } : null;
}

/** The namespace in which a workload's Lease is to be expected. */
export function homeOf(workload: Workload, program: Program | null): string {
  return workload.arguments.leaseNamespace ?? program?.leaseNamespace ?? workload.namespace;
}

/** A released Lease without a trace of its holder belongs to the one workload of its namespace that elects and has no Lease. */
function byElimination(tied: readonly Tied[], directory: Directory): Map<Tied, Workload> {
  const taken = new Set(tied.map(({ workload }) => workload));
  const loose = tied.filter(({ sighting, workload }) => workload === null && !isHeld(sighting.lease));
  const found = new Map<Tied, Workload>();
  for (const [namespace, [entry, ...others]] of groupBy(loose, ({ sighting }) => sighting.lease.namespace)) {
    const free = directory.workloadsIn(namespace).filter((workload) => !taken.has(workload) && mayElect(workload));
    if (entry && others.length === 0 && free.length === 1) found.set(entry, free[0] as Workload);
  }
  return found;
}

/**
 * Ties every Lease to its workload: as the config file has it, else by what is found; those without a trace of one come last, by
 * elimination.
 */
export function tieAll(
  sightings: readonly Sighting[],
  directory: Directory,
  overrides: readonly ControllerOverride[] = [],
): Tied[] {
  const abroad = directory.workloads.filter(
    (workload) => homeOf(workload, programOfWorkload(workload)) !== workload.namespace,
  );
  const tied = sightings.map((sighting): Tied => {
    const given = workloadGiven(overrides, sighting.lease, directory.workloads);
    return { sighting, ...(given ? { workload: given, tie: 'config' } : tieOf(sighting.lease, directory, abroad)) };
  });
  const certain = ({ tie }: Tied) => tie === 'config' || tie === 'holder' || tie === 'host';
  const leads = new Set(tied.filter(certain).map(({ workload }) => workload));
  const kept = tied.map((entry): Tied => {
    const left = !certain(entry) && leads.has(entry.workload) && isOfThePast(entry, directory);
    return left ? { ...entry, workload: null, tie: null } : entry;
  });
  const found = byElimination(kept, directory);
  return kept.map((entry) => {
    const workload = found.get(entry);
    return workload ? { ...entry, workload, tie: 'elimination' } : entry;
  });
}

const OLD_MS = 3_600_000;

/**
 * A Lease that a workload had under a former name, and left when its new version took another (F7): its program has given the
 * name up, or no replica is as old as its last renewal, which is over an hour ago.
 */
function isOfThePast({ sighting: { lease, readAt }, workload }: Tied, directory: Directory): boolean {
  if (!workload) return false;
  if (programOfLease(lease)?.givenUp) return true;
  const idle = between(lease.renewTime, readAt);
  const pods = podsOf(workload, directory.podsIn(workload.namespace));
  const younger = pods.every((pod) => (between(lease.renewTime, pod.createdAt) ?? 0) > 0);
  return idle !== null && idle > OLD_MS && pods.length > 0 && younger;
}
