// What was read from a cluster, frozen: plain data that can be saved, compared and judged again without the cluster.

import type { AccessObserved } from '../access/observed.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import type { ElectionArguments } from './arguments.ts';
import type { Around } from './around.ts';
import type { ControllerOverride } from './controller-override.ts';
import type { Gap } from './evidence.ts';
import type { Budget, LeaseCandidate, LegacyLock, PodEvent } from './surroundings.ts';
import type { ThresholdsGiven } from './thresholds-given.ts';
import type { PodSettings, Workload } from './workload.ts';

export type { Evidence, Gap } from './evidence.ts';
export type { Workload } from './workload.ts';

import type { Lease } from './lease.ts';

/** A resource to look at, as TARGET names it. `any` is a bare name: a Lease first, else a workload. */
export interface Target {
  readonly kind: 'any' | 'lease' | 'deployment' | 'statefulset' | 'daemonset' | 'pod';
  readonly name: string;
}

export type NamespaceSource = '-n' | '-A' | 'B7LE_NAMESPACE' | 'config' | 'context' | 'default';

/** What the caller asked for. */
export interface Scope {
  /** null with all namespaces. */
  readonly namespace: string | null;
  readonly namespaceSource: NamespaceSource;
  readonly target: Target | null;
  /** `--context` as given, so that the commands b7le proposes carry it too. */
  readonly contextGiven: string | null;
  /** Of the config file; none where left out. */
  readonly overrides?: readonly ControllerOverride[];
  /** Of the config file; the contract's where left out. */
  readonly thresholds?: ThresholdsGiven;
}

export interface ClusterIdentity {
  readonly context: string | null;
  readonly server: string;
  /** `gitVersion` of the API server, null where it was not to be had. */
  readonly version: string | null;
  /** True from Kubernetes 1.25 on, where `managedFields` times move with every renewal (reference 1.3). */
  readonly stampsFollowRenewals: boolean;
  /** This machine's clock minus the API server's, in milliseconds, exact to a second; null where no answer carried a Date. */
  readonly clockSkewMs: number | null;
}

/** A Lease and how it was seen: the last read, and what watching it showed. */
export interface Sighting {
  readonly lease: Lease;
  /** The API server's `Date` when the last read was answered, null where it sent none. */
  readonly readAt: string | null;
  /** For how long, by the local monotonic clock, reads showed the same record up to the last read; 0 after a single read. */
  readonly unchangedForMs: number;
  /** Renewals, takeovers, releases, re-creations seen while watching, oldest first. */
  readonly changes: readonly LeaseChange[];
  /** False where judging had to be done before the watching was over (`--observe 0s`, `--timeout`). */
  readonly settled: boolean;
}

/** A Lease after its first read. @param readAt the API server's `Date` of the answer */
export function firstSighting(lease: Lease, readAt: string | null): Sighting {
  return { lease, readAt, unchangedForMs: 0, changes: [], settled: true };
}

export interface LeaseChange {
  readonly kind: 'renewed' | 'taken-over' | 'released' | 'recreated' | 'counter-fell' | 'vanished';
  /** Milliseconds between the first read and this change, by the local monotonic clock. */
  readonly afterMs: number;
  readonly from: string | null;
  readonly to: string | null;
}

export interface Container {
  readonly name: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly runningSince: string | null;
  readonly waitingReason: string | null;
  readonly waitingMessage: string | null;
  readonly ended: Termination | null;
  readonly lastEnded: Termination | null;
}

export interface Termination {
  readonly exitCode: number | null;
  readonly reason: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | null;
  readonly createdAt: string | null;
  readonly deletedAt: string | null;
  readonly phase: string | null;
  readonly ready: boolean;
  readonly nodeName: string | null;
  readonly hostNetwork: boolean;
  readonly hostname: string | null;
  readonly serviceAccount: string | null;
  readonly owner: { readonly kind: string; readonly name: string } | null;
  readonly templateHash: string | null;
  /** The condition that explains why the pod does not run yet, such as `Unschedulable: 0/3 nodes are available`. */
  readonly notScheduled: string | null;
  readonly containers: readonly Container[];
  readonly arguments: ElectionArguments;
  /** Every container that speaks of election, where there are several. */
  readonly electors: readonly ElectionArguments[];
  readonly labels: Readonly<Record<string, string>>;
  readonly settings: PodSettings;
}

/** A Kubernetes Event of reason `LeaderElection` on a Lease (reference 3). */
export interface ElectionEvent {
  readonly namespace: string;
  readonly lease: string;
  readonly leaseUid: string | null;
  readonly identity: string;
  readonly what: 'became-leader' | 'stopped-leading';
  readonly at: string | null;
}

/** What one replica said of itself through the API server's proxy, in one round of questions. */
export interface Scrape {
  readonly namespace: string;
  readonly pod: string;
  readonly round: number;
  /** `leader_election_master_status` by its `name` label; null where the pod gave no answer. */
  readonly claims: Readonly<Record<string, boolean>> | null;
  readonly failure: string | null;
}

export interface NodeState {
  readonly name: string;
  readonly ready: boolean | null;
}

export interface Observation {
  readonly apiVersion: 'b7le.observation/v1';
  /** The API server's clock at the end of the reading; the local clock's only where no answer carried a Date. */
  readonly takenAt: string;
  readonly scope: Scope;
  readonly cluster: ClusterIdentity;
  readonly leases: readonly Sighting[];
  readonly workloads: readonly Workload[];
  readonly pods: readonly Pod[];
  readonly nodes: readonly NodeState[];
  readonly events: readonly ElectionEvent[];
  readonly scrapes: readonly Scrape[];
  readonly budgets: readonly Budget[];
  readonly locks: readonly LegacyLock[];
  readonly leaseCandidates: readonly LeaseCandidate[];
  readonly podEvents: readonly PodEvent[];
  /** How many nodes the cluster has; null where the question did not arise or was not answered. */
  readonly nodeCount: number | null;
  /** What elections' accounts may do; null where nobody asked for it. */
  readonly access: AccessObserved | null;
  /** What only doctor looks at; null where nobody asked for it. */
  readonly around: Around | null;
  /** What replicas printed of election; null where nobody read logs. */
  readonly logs: readonly ContainerLog[] | null;
  readonly gaps: readonly Gap[];
}

/** Whether it was made of manifests (`doctor -f`): then no cluster was asked, and what runs is what they declare. */
export function isDeclared({ cluster }: Pick<Observation, 'cluster'>): boolean {
  return cluster.server === '';
}

/** Freezes an observation, so that no check can change what another one sees. */
export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
