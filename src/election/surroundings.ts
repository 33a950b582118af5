// What stands around an election: budgets, old locks, candidates of coordinated election, Events on pods.

import type { LabelSelector } from './label-selector.ts';

/** A PodDisruptionBudget with the figures that its controller keeps. */
export interface Budget {
  readonly namespace: string;
  readonly name: string;
  /** `{ matchLabels, matchExpressions }`; null where it has none. */
  readonly selector: LabelSelector | null;
  readonly minAvailable: string | number | null;
  readonly maxUnavailable: string | number | null;
  readonly expectedPods: number | null;
  readonly desiredHealthy: number | null;
  readonly currentHealthy: number | null;
  readonly disruptionsAllowed: number | null;
}

/** An election lock of old libraries: an annotation on a ConfigMap or Endpoints object (reference 6.1). */
export interface LegacyLock {
  readonly kind: 'ConfigMap' | 'Endpoints';
  readonly namespace: string;
  readonly name: string;
  readonly holderIdentity: string | null;
  readonly leaseDurationSeconds: number | null;
  readonly acquireTime: string | null;
  readonly renewTime: string | null;
  /** The API server's own time of the write that last touched the annotation, as for a Lease. */
  readonly renewalStamp: string | null;
  /** The API server's `Date` when it was read. */
  readonly readAt: string | null;
}

/** A LeaseCandidate of coordinated election (reference 1.10). Its name is the identity of its process. */
export interface LeaseCandidate {
  readonly namespace: string;
  readonly name: string;
  readonly leaseName: string;
  readonly strategy: string | null;
  readonly binaryVersion: string | null;
  readonly emulationVersion: string | null;
  readonly renewTime: string | null;
  readonly pingTime: string | null;
}

/** An Event on the pod of a holder that is gone or was stopped. */
export interface PodEvent {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string | null;
  readonly reason: string;
  readonly message: string;
  readonly at: string | null;
}
