// What is read of a cluster, by kind, and what of it could not be had.

/**
 * Kinds of evidence that checks may need. `elsewhere` is what other namespaces hold of an election, `node-count` how many nodes
 * there are, `locks` ConfigMaps and Endpoints with a lock, `pod-events` Events on holders' pods; `reviews` are answers of
 * authorizers, `roles` Roles and bindings, `accounts` service accounts, `logs` what replicas printed, `some-logs` of some of
 * them where the others' are there; `policies` NetworkPolicies,
 * `server-ports` where the API server listens, `obstacles` Warnings about pods that do not come, `usage` the metrics API,
 * `other-leases` those of the whole cluster.
 */
export type Evidence =
  | 'leases'
  | 'pods'
  | 'workloads'
  | 'events'
  | 'nodes'
  | 'version'
  | 'elsewhere'
  | 'budgets'
  | 'locks'
  | 'lease-candidates'
  | 'pod-events'
  | 'node-count'
  | 'roles'
  | 'accounts'
  | 'reviews'
  | 'logs'
  | 'some-logs'
  | 'policies'
  | 'services'
  | 'quotas'
  | 'obstacles'
  | 'server-ports'
  | 'usage'
  | 'other-leases';

/** Something that could not be read, and why. */
export interface Gap {
  readonly evidence: Evidence;
  /** null where it concerns every namespace. */
  readonly namespace: string | null;
  readonly what: string;
  readonly reason: 'forbidden' | 'not-found' | 'timeout' | 'unreachable' | 'unsupported' | 'error';
  readonly detail: string;
}
