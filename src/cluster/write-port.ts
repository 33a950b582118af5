// What b7le may ever write to a cluster: few acts, each with its guard in the request, each sent once (contract 6).

/** Where an object is. */
export interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** Sent with the request, so that the server itself refuses where the object is no longer the one that was looked at. */
export interface Guard {
  readonly uid: string;
  /** Null where the object's own controllers write to it all the time and only its identity matters: pods, workloads. */
  readonly resourceVersion: string | null;
}

/** An object as the API gave it, to be written back with what b7le does not know of it. */
export type RawObject = Readonly<Record<string, unknown>>;

/**
 * What came of one write. Only `done` and `unknown` may have changed something.
 * - `done`: it stands. `seen` says whether the server answered so, or a second look showed it after the connection broke.
 * - `conflict`: the guard held it back: somebody wrote since, or it is another object now.
 * - `absent`: there is no such object any more.
 * - `refused`: the server would not: no right, a disruption budget, an invalid object.
 * - `undone`: it did not reach the server, or the connection broke and a second look shows the object as it was.
 * - `unknown`: the connection broke, and what a second look shows does not tell, or it could not be had.
 */
export type Outcome =
  | { readonly result: 'done'; readonly seen: 'answer' | 'second-look'; readonly object: RawObject | null }
  | { readonly result: 'conflict' | 'absent' | 'undone' | 'unknown'; readonly why: string }
  | { readonly result: 'refused'; readonly reason: 'forbidden' | 'budget' | 'invalid' | 'other'; readonly why: string };

export interface WritePort {
  /**
   * Reads one object anew, with the API server's clock.
   * @returns null where it is not there
   * @throws ClusterError
   */
  look(
    resource: 'leases' | 'configmaps' | 'endpoints' | 'pods',
    at: Place,
  ): Promise<{ readonly object: RawObject; readonly date: string | null } | null>;
  /** Deletes. @param graceSeconds of a pod; null for its own */
  remove(resource: 'leases' | 'pods', at: Place, guard: Guard, graceSeconds?: number | null): Promise<Outcome>;
  /** Replaces an object with itself, changed: its own uid and resourceVersion are the guard, and it must carry both. */
  update(resource: 'leases' | 'configmaps' | 'endpoints', object: RawObject): Promise<Outcome>;
  /** Evicts a pod, which disruption budgets may refuse. @param policy the version of policy that the server serves */
  evict(
    at: Place,
    guard: Guard,
    how: { readonly policy: 'v1' | 'v1beta1'; readonly graceSeconds?: number | null },
  ): Promise<Outcome>;
  /** `kubectl rollout restart`: an annotation on the pod template. @param restartedAt RFC 3339 */
  restart(
    workload: 'deployments' | 'statefulsets' | 'daemonsets',
    at: Place,
    guard: Guard,
    restartedAt: string,
  ): Promise<Outcome>;
}
