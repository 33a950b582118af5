// What a scenario is: an installation, what was done to it, and what b7le should find. Plain data but for the knobs it is given.

import type { Draft } from '../objects/object.ts';

/** A pod by its part in the election, at the moment of the deed. */
export type Who = 'leader' | 'standby';

/** One thing that happens to the cluster, made for real on the simulated machines. */
export type Deed =
  | { readonly crash: Who }
  /** The container is killed and its pod removed at once: a node that went up in smoke. */
  | { readonly crashAndRemove: Who }
  | { readonly freeze: Who }
  | { readonly thaw: Who }
  | { readonly partition: Who }
  | { readonly heal: Who }
  | { readonly deletePod: Who }
  /** Nobody gets an answer from the API server for this long, in milliseconds. */
  | { readonly apiDownMs: number }
  /** Every request from inside takes this long, in milliseconds, between two bounds. */
  | { readonly latencyMs: readonly [low: number, high: number] }
  /** Pods no longer reach the API server by its Service's address; kubelets and the control plane do. */
  | { readonly serviceLost: true }
  | { readonly scale: number }
  /** The Lease of a live leader is edited so that another replica holds it. */
  | { readonly handOver: true }
  | { readonly deleteLease: true }
  /** The Deployment's service account goes, and every token of it. */
  | { readonly deleteAccount: string }
  | { readonly apply: readonly Draft[] };

export interface Happening {
  /** Since the cluster began, in milliseconds. */
  readonly atMs: number;
  /** Again and again, so many milliseconds apart; once where absent. */
  readonly everyMs?: number;
  readonly deed: Deed;
  /** What a bystander would say. */
  readonly tells: string;
}

/** What the user may turn. */
export interface Knobs {
  readonly replicas: number;
  readonly timings: Timings;
  /** 20 or 37: the minor version of Kubernetes. */
  readonly minor: number;
}

export interface Timings {
  /** Go durations, as they are given to the programs. */
  readonly leaseDuration: string;
  readonly renewDeadline: string;
  readonly retryPeriod: string;
}

/** What is wrong, at large, in the order of the list, which is parted by it. */
export const GROUPS = {
  healthy: 'nothing is broken, whatever it looks like',
  holder: 'who leads is gone, is stuck, or does not go',
  leaders: 'several lead, or one that does no work',
  workload: 'replicas do not run, do not compete, or cannot be replaced',
  timing: 'lease duration, renew deadline and retry period',
  rights: 'the service account may not, or is not there',
  network: 'the way to the API server, and the API server itself',
} as const;

export type Group = keyof typeof GROUPS;

export interface Scenario {
  /** Its name on the command line. */
  readonly name: string;
  readonly group: Group;
  /** What it is about, in half a line. */
  readonly title: string;
  /** What is wrong, in a sentence or two. */
  readonly wrong: string;
  /** How it shows to somebody who looks. */
  readonly shows: string;
  /** The finding that is the cause (contract 4); null where nothing is wrong. */
  readonly cause: string | null;
  /** Other findings that may follow from it. Any critical one besides these is a defect. */
  readonly follows: readonly string[];
  readonly namespace: string;
  /** The election that it is about; the Lease may not exist. */
  readonly lease: string;
  readonly workload: string;
  readonly replicas: number;
  readonly timings?: Timings;
  /** How long the cluster has lived when it opens, in milliseconds. */
  readonly ripeMs: number;
  objects(knobs: Knobs): readonly Draft[];
  readonly happenings: readonly Happening[];
  /** Milliseconds by which nodes' clocks are ahead. */
  readonly clockOffsets?: Readonly<Record<string, number>>;
  /** Three commands to try, b7le's own first. */
  readonly tries: readonly [string, string, string];
}

export const DEFAULT_TIMINGS: Timings = { leaseDuration: '15s', renewDeadline: '10s', retryPeriod: '2s' };
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
