// Which election a line is about. Many lines name none (`leader election lost`); a log that speaks of one Lease alone means that one,
// and where there are several only a line's neighbours tell.

import type { ContainerLog, LogEntry } from './log-event.ts';

/** Gives each line its `namespace/name`, or null where it cannot be told. */
export class LeasesOfLines {
  private readonly known: ReadonlySet<string>;

  /** @param recorded `namespace/name` of Leases that are known otherwise */
  constructor(logs: readonly ContainerLog[], recorded: readonly string[]) {
    const named = logs.flatMap(({ entries }) => entries.flatMap(({ lease }) => (lease?.includes('/') ? [lease] : [])));
    this.known = new Set([...recorded, ...named]);
  }

  /** The full name of one that a line names; a bare name is of a known Lease, else of the pod's own namespace. */
  resolve(lease: string, namespace: string): string {
    if (lease.includes('/')) return lease;
    const fitting = [...this.known].filter((one) => one.endsWith(`/${lease}`));
    return fitting.length === 1 ? (fitting[0] as string) : `${namespace}/${lease}`;
  }

  /** For every line of a log in turn. */
  of(log: ContainerLog): (string | null)[] {
    const own = new Set(
      log.entries
        .filter(({ lease, event }) => lease !== null && event !== null)
        .map(({ lease }) => this.resolve(lease as string, log.namespace)),
    );
    const all = own.size > 0 ? own : this.known;
    const only = all.size === 1 ? ([...all][0] as string) : null;
    let failing: string | null = null;
    return log.entries.map((entry) => {
      const lease = entry.lease === null ? null : this.resolve(entry.lease, log.namespace);
      if (lease !== null) {
        if (isFailure(entry)) failing = lease;
        return lease;
      }
      return only ?? (isFailure(entry) ? failing : null);
    });
  }
}

/** What a manager says of a lost Lease without its name comes after client-go named it. */
function isFailure({ event }: LogEntry): boolean {
  return event === 'renew-failed' || event === 'lost' || event === 'lock-error';
}
