// What a story is told from: logs, and beside them what Events, Leases and pods say (structurally the Observation's own records).

import type { ContainerLog } from './log-event.ts';

/** A Kubernetes Event of reason `LeaderElection` (reference 3). */
export interface RecordedEvent {
  readonly namespace: string;
  readonly lease: string;
  readonly identity: string;
  readonly what: 'became-leader' | 'stopped-leading';
  readonly at: string | null;
}

/** Another Event on a pod, such as `Killing`. */
export interface RecordedPodEvent {
  readonly namespace: string;
  readonly pod: string;
  readonly reason: string;
  readonly message: string;
  readonly at: string | null;
}

/** A Lease as it was read once; of a Lease that was watched there may be several, oldest first. */
export interface RecordedLease {
  readonly namespace: string;
  readonly name: string;
  readonly holderIdentity: string | null;
  readonly leaseDurationSeconds: number | null;
  readonly acquireTime: string | null;
  readonly renewTime: string | null;
  /** When it was read: of renewals after that it tells nothing; left out where nobody led after it was. */
  readonly readAt?: string | null;
  /** True where it has run out by the API server's clock: nobody leads by it. */
  readonly expired?: boolean;
}

export interface RecordedEnd {
  readonly exitCode: number | null;
  readonly reason: string | null;
  readonly finishedAt: string | null;
}

export interface RecordedPod {
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string | null;
  readonly deletedAt: string | null;
  readonly containers: readonly {
    readonly name: string;
    readonly restarts: number;
    readonly runningSince: string | null;
    readonly ended: RecordedEnd | null;
    readonly lastEnded: RecordedEnd | null;
  }[];
}

/** An election's timings in milliseconds, null where not known; `release`: whether a planned stop gives the Lease up. */
export interface StoryTiming {
  readonly leaseDurationMs: number | null;
  readonly renewDeadlineMs: number | null;
  readonly retryPeriodMs: number | null;
  readonly release: boolean | null;
}

export interface StoryFacts {
  readonly logs: readonly ContainerLog[];
  readonly events: readonly RecordedEvent[];
  readonly podEvents: readonly RecordedPodEvent[];
  readonly leases: readonly RecordedLease[];
  /** Null where pods could not be read, as for a saved log: then nobody knows which processes still run. */
  readonly pods: readonly RecordedPod[] | null;
  /** The pod's name behind an identity, or its host part where that pod is gone (reference 1.9). */
  readonly podOf: (identity: string) => string;
  /** @param lease `namespace/name` */
  readonly timingOf: (lease: string) => StoryTiming;
  /** The end of what was looked at, RFC 3339; null where only the logs tell. */
  readonly now: string | null;
  /** Its begin (`--since`); null where everything was read. */
  readonly since: string | null;
}
