// Holder identities, and the pod and workload behind one (reference 1.9).

import type { Pod } from './observation.ts';

const UUID = /_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HOSTNAME_LIMIT = 63;
/** A host part this long may be a pod name that the kubelet cut (63 characters, trailing `-` and `.` trimmed). */
const MAYBE_CUT = 58;

/** The host part of an identity: `<hostname>_<uuid>` loses its uuid, cert-manager's suffix goes, all else stays whole. */
export function hostOf(identity: string): string {
  if (UUID.test(identity)) return identity.slice(0, identity.lastIndexOf('_'));
  return identity.replace(/-external-cert-manager-controller$/, '');
}

/** True where every process has an identity of its own, so that a restart changes it (`<hostname>_<uuid>`). */
export function changesWithProcess(identity: string): boolean {
  return UUID.test(identity);
}

export type Match = 'exact' | 'likely' | 'none';

/**
 * Finds the pod behind a holder identity (reference 1.9): by name, by a cut name, by `spec.hostname`, by node for hostNetwork.
 * Several pods that fit equally well are no match; static pods of a control plane are told apart by the Lease's name.
 */
export function podOf(
  identity: string,
  pods: readonly Pod[],
  leaseName: string | null = null,
): { pod: Pod | null; match: Match } {
  const host = hostOf(identity);
  const named = pods.find((pod) => pod.name === host);
  if (named) return { pod: named, match: 'exact' };
  const ways: ((pod: Pod) => boolean)[] = [
    (pod) => host.length >= MAYBE_CUT && pod.name.slice(0, HOSTNAME_LIMIT).replace(/[-.]+$/, '') === host,
    (pod) => pod.hostname !== null && (pod.hostname === host || host.startsWith(`${pod.hostname}.`)),
    (pod) => sanitised(pod.name) === host || host.startsWith(`${pod.name}.`),
    (pod) => isOnHost(pod, host) && leaseName !== null && pod.name.startsWith(`${leaseName}-`),
    (pod) => isOnHost(pod, host),
  ];
  for (const fits of ways) {
    const found = pods.filter(fits);
    if (found.length === 1) return { pod: found[0] as Pod, match: 'likely' };
  }
  return { pod: null, match: 'none' };
}

/** A pod on the network of the host of this name. */
export function isOnHost({ hostNetwork, nodeName }: Pod, host: string): boolean {
  return hostNetwork && nodeName !== null && (nodeName === host || nodeName.split('.')[0] === host);
}

/** CSI sidecars write their host name with everything but letters, digits and `-` replaced. */
function sanitised(name: string): string {
  return name.replace(/[^a-zA-Z0-9-]/g, '-');
}

/** What the name of a vanished pod says of its workload: `web-5875b8f7c6-zcbmh` is of ReplicaSet `web-5875b8f7c6`. */
export function ownersByName(host: string): {
  replicaSet: string | null;
  deployment: string | null;
  daemonSet: string | null;
  statefulSet: string | null;
} {
  const random = '[bcdfghjklmnpqrstvwxz2456789]';
  const replicaSet = new RegExp(`^(.+-(?:${random}{1,10}))-${random}{5}$`).exec(host)?.[1] ?? null;
  return {
    replicaSet,
    deployment: replicaSet ? replicaSet.slice(0, replicaSet.lastIndexOf('-')) : null,
    daemonSet: new RegExp(`^(.+)-${random}{5}$`).exec(host)?.[1] ?? null,
    statefulSet: /^(.+)-\d+$/.exec(host)?.[1] ?? null,
  };
}

/** A host name that a pod of a workload could have: it has the form that a controller gives, and is a legal name. */
export function looksLikePodName(host: string): boolean {
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(host)) return false;
  const { replicaSet, statefulSet } = ownersByName(host);
  return replicaSet !== null || statefulSet !== null;
}
