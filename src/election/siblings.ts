// The pods that belong to one Lease where no workload tells, and what one of several electing containers has to do with it.

import type { Directory } from './directory.ts';
import type { Lease } from './lease.ts';
import type { Pod } from './observation.ts';

/** A pod with several containers that elect (CSI sidecars): the one that this Lease is of, by its name or by its function. */
export function forLease(pod: Pod, lease: Lease | null): Pod {
  if (!lease || pod.electors.length < 2) return pod;
  const named = pod.electors.find(({ leaseName }) => leaseName === lease.name);
  const role = (container: string | null) => container?.split('-').at(-1) ?? '';
  const sidecar = pod.electors.find(
    ({ container }) => role(container).length > 3 && lease.name.includes(role(container)),
  );
  return { ...pod, arguments: named ?? sidecar ?? pod.arguments };
}

/** Without a workload b7le knows, the pods of the same owner are the candidates; of static pods, those called after the Lease. */
export function siblingsOf(pod: Pod | null, lease: Lease | null, directory: Directory): readonly Pod[] {
  if (!pod) return [];
  const { owner } = pod;
  const beside = directory.podsIn(pod.namespace);
  if (owner?.kind === 'Node') {
    const same = beside.filter((other) => other.owner?.kind === 'Node' && other.name.startsWith(`${lease?.name}-`));
    return same.includes(pod) ? same : [pod];
  }
  return owner ? beside.filter((other) => other.owner?.name === owner.name) : [pod];
}
