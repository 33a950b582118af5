// A Lease as b7le sees it: the API's own fields and strings, and what kind of lease it is (reference 1.5, 1.9, 1.10).

export interface Lease {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | null;
  readonly resourceVersion: string | null;
  readonly creationTimestamp: string | null;
  readonly holderIdentity: string | null;
  readonly leaseDurationSeconds: number | null;
  readonly acquireTime: string | null;
  readonly renewTime: string | null;
  readonly leaseTransitions: number | null;
  readonly strategy: string | null;
  readonly preferredHolder: string | null;
  /** The API server's own time of the write that last touched `renewTime`; see `renewal.ts` for when it may be trusted. */
  readonly renewalStamp: string | null;
  readonly purpose: LeasePurpose;
}

/** What a Lease is for. Only `election` is leader election; the others are shown only when asked for by name. */
export type LeasePurpose = 'election' | 'node-heartbeat' | 'apiserver-identity';

/**
 * Tells leader election from the two other uses of Leases (reference 1.10).
 * @param ownerKinds the kinds of the Lease's ownerReferences
 */
export function purposeOf(
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  ownerKinds: readonly string[],
): LeasePurpose {
  if (namespace === 'kube-node-lease' || ownerKinds.includes('Node')) return 'node-heartbeat';
  const identity =
    labels['apiserver.kubernetes.io/identity'] === 'kube-apiserver' ||
    labels['k8s.io/component'] === 'kube-apiserver' ||
    (namespace === 'kube-system' && /^(kube-apiserver-[0-9a-f-]{36}|apiserver-[a-z0-9]{26})$/.test(name));
  return identity ? 'apiserver-identity' : 'election';
}

/** True for a Lease that candidates take by themselves: no heartbeat, no identity, none that the API server gives (reference 1.10). */
export function isElection({ purpose, strategy }: Lease): boolean {
  return purpose === 'election' && strategy === null;
}

/** True where somebody's name stands in the Lease. A missing and an empty holder mean the same: nobody (reference 1.4). */
export function isHeld(lease: Lease): lease is Lease & { holderIdentity: string } {
  return lease.holderIdentity !== null && lease.holderIdentity !== '';
}

/** A Lease as a released one looks: no holder, one second, acquired and renewed at one moment: all four (reference 1.4). */
export function wasReleased(lease: Lease): boolean {
  const { leaseDurationSeconds, acquireTime, renewTime } = lease;
  return !isHeld(lease) && leaseDurationSeconds === 1 && renewTime !== null && acquireTime === renewTime;
}
