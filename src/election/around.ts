// What only `doctor` looks at around an election: policies, Services, quotas, what keeps pods from coming, other Leases.

import type { LabelSelector } from './label-selector.ts';
import type { Lease } from './lease.ts';

/** A NetworkPolicy that limits what its pods may reach. */
export interface EgressPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly selector: LabelSelector;
  readonly rules: readonly EgressRule[];
}

export interface EgressRule {
  /** Null for every port. */
  readonly ports: readonly PolicyPort[] | null;
  /** Whether its peers hold an address of the API server, reckoned when it was read; null where that cannot be told. */
  readonly reachesServer: boolean | null;
}

export interface PolicyPort {
  readonly protocol: string;
  /** A number or a name; null for all. */
  readonly port: number | string | null;
  readonly endPort: number | null;
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
  /** The pods' ports that it sends traffic to, by number or name. */
  readonly targetPorts: readonly (number | string)[];
}

export interface Quota {
  readonly namespace: string;
  readonly name: string;
  /** By resource, as the API writes quantities. */
  readonly hard: Readonly<Record<string, string>>;
  readonly used: Readonly<Record<string, string>>;
}

/** A Warning about a pod, or about what should make one. */
export interface Obstacle {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly message: string;
  readonly at: string | null;
}

/** What a container uses now, by the metrics API. */
export interface Usage {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly memory: string;
}

export interface Around {
  readonly policies: readonly EgressPolicy[];
  /** The API server's own ports, behind the Service; null where nothing gave reason to ask, or they could not be read. */
  readonly serverPorts: readonly number[] | null;
  readonly services: readonly Service[];
  readonly quotas: readonly Quota[];
  readonly obstacles: readonly Obstacle[];
  /** Null where the cluster serves no metrics, or nothing gave reason to ask. */
  readonly usage: readonly Usage[] | null;
  /** Elections' Leases of the whole cluster; null where nothing gave reason to ask, or they could not be read. */
  readonly leases: readonly Lease[] | null;
}
