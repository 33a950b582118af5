// Other workloads that contend for a Lease, which only one of them can have (F7).

import { canRun, podsOf, workloadOfName } from './candidate.ts';
import { type Directory, groupBy } from './directory.ts';
import { hostOf, ownersByName, podOf } from './identity.ts';
import type { Lease } from './lease.ts';
import type { Workload } from './observation.ts';
import { programOfWorkload } from './programs.ts';
import { homeOf } from './tie.ts';

/** A workload of which it is known that it elects. */
export function elects(workload: Workload): boolean {
  return workload.arguments.enabled ?? programOfWorkload(workload)?.electsByDefault === true;
}

/** Finds the rivals of a workload for a Lease. Workloads whose arguments name a Lease are looked up once for all. */
export class Rivals {
  private readonly naming: ReadonlyMap<string, readonly Workload[]>;
  private readonly taken: ReadonlySet<Workload | null>;
  private readonly directory: Directory;

  /** @param taken workloads that have a Lease */
  constructor(directory: Directory, taken: ReadonlySet<Workload | null>) {
    this.directory = directory;
    this.taken = taken;
    const named = directory.workloads.filter((one) => one.arguments.leaseName !== null && elects(one));
    this.naming = groupBy(named, (one) => keyOf(homeOf(one, programOfWorkload(one)), one.arguments.leaseName));
  }

  /** By arguments, whether or not they have replicas; and by Events, while the replicas that led still run. */
  of(workload: Workload | null, namespace: string, leaseName: string | null, lease: Lease | null): readonly Workload[] {
    if (!workload) return [];
    const named = this.naming.get(keyOf(namespace, leaseName)) ?? [];
    const found = new Set([...named, ...(lease ? this.pastLeaders(lease) : [])]);
    found.delete(workload);
    return [...found];
  }

  /** Workloads without a Lease of their own, of which a replica that still runs, or its sibling, once led this one. */
  private pastLeaders(lease: Lease): Workload[] {
    const events = this.directory.eventsOn(lease.namespace, lease.name);
    const beside = this.directory.podsIn(lease.namespace);
    return events.flatMap(({ identity, leaseUid, what }) => {
      if (what !== 'became-leader' || leaseUid !== lease.uid) return [];
      const host = hostOf(identity);
      const workload = workloadOfName(host, this.directory.workloadsIn(lease.namespace));
      if (!workload || this.taken.has(workload) || workload.replicas === 0) return [];
      const { enabled, leaseName } = workload.arguments;
      if (enabled === false || (leaseName !== null && leaseName !== lease.name)) return [];
      const own = podsOf(workload, beside).filter(canRun);
      const set = ownersByName(host).replicaSet;
      const lives =
        podOf(identity, own, lease.name).pod !== null || own.some(({ owner }) => set !== null && owner?.name === set);
      return lives ? [workload] : [];
    });
  }
}

function keyOf(namespace: string, leaseName: string | null): string {
  return `${namespace}/${leaseName}`;
}
