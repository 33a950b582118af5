// What is seen of one handover while it goes on: plain data, timed by the local monotonic clock, in the order in which it came.

import type { Lease } from './lease.ts';
import type { Pod } from './observation.ts';

/**
 * The Lease as it was told. `since`: the earliest moment at which it can have become so, which is `at` itself while the watch runs,
 * and the last sign of life where the watch was down. `whole` is false where states in between may be hidden: after a list, or a
 * read. `lease` is null where it was deleted.
 */
export interface LeaseSeen {
  readonly kind: 'lease';
  readonly at: number;
  readonly since: number;
  readonly whole: boolean;
  /** For how long it may have waited in this process before it was looked at; none where left out. */
  readonly heldUpMs?: number;
  readonly lease: Lease | null;
}

export interface PodSeen {
  readonly kind: 'pod';
  readonly at: number;
  readonly before: Pod | null;
  readonly pod: Pod | null;
}

/** A line of a candidate's log that matters. `stamp`: the kubelet's, RFC 3339 by the pod's node. */
export interface LineSeen {
  readonly kind: 'line';
  readonly at: number;
  readonly pod: string;
  readonly stamp: string | null;
  readonly says: 'workers-started' | 'release-failed' | 'shutdown-overdue';
}

/** What a replica's metrics say of its work; null where it exports no such metric. */
export interface Work {
  /** Work that was finished since its process began. */
  readonly done: number | null;
  /** Items that are being worked at, or wait. */
  readonly open: number | null;
}

/** One round of questions to the replicas, from `at` to `until`. A replica that did not answer is not among them. */
export interface ClaimsSeen {
  readonly kind: 'claims';
  readonly at: number;
  readonly until: number;
  readonly answers: readonly { readonly pod: string; readonly claims: boolean | null; readonly work: Work }[];
}

/** The request that makes the leader go: it was sent, and answered. */
export interface TriggerSeen {
  readonly kind: 'trigger';
  readonly sentAt: number;
  readonly at: number;
  /** For how long the answer may have waited in this process; none where left out. */
  readonly heldUpMs?: number;
}

export type Seen = LeaseSeen | PodSeen | LineSeen | ClaimsSeen | TriggerSeen;
