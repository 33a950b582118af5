// A cluster as it lives: Leases and pods watched, the rest read again now and then, each moment an Observation of its own.

import type { Change } from '../election/change.ts';
import type { Observation } from '../election/observation.ts';
import type { Cluster } from './cluster.ts';
import { Follower } from './follower.ts';
import { type ObserveOptions, observe } from './observe.ts';

export interface LiveOptions extends Omit<ObserveOptions, 'observeMs' | 'progress'> {
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A change with its moment by the API server's clock, RFC 3339 to a millisecond; null where no answer told the time. */
export interface DatedChange extends Change {
  readonly time: string | null;
}

export interface Moment {
  readonly observation: Observation;
  readonly changes: readonly DatedChange[];
  /** For how long nothing was heard of the API server, in milliseconds; a healthy cluster is never silent for two seconds. */
  readonly silentMs: number;
  /** Why not, null while all is well. */
  readonly trouble: string | null;
}

const LOOK_MS = 250;

/**
 * Follows the elections of a scope until the signal ends it. Comes up with a moment whenever something changed, and four times a
 * second otherwise, so that ages can be shown; transient errors are told in `trouble`.
 * @throws ClusterError where the first reading fails
 */
export async function* live(cluster: Cluster, options: LiveOptions): AsyncGenerator<Moment> {
  const { clock, signal } = options;
  const askedAt = clock.now();
  const first = await observe(cluster, { ...options, observeMs: 0, progress: () => {} });
  const watching = new Follower(cluster, options, first, askedAt);
  try {
    while (!signal.aborted) {
      const before = clock.now();
      yield watching.moment();
      // judging a large cluster takes its time: never more than a third of it
      await watching.rest(Math.max(LOOK_MS, 2 * (clock.now() - before)));
    }
  } finally {
    watching.end();
  }
}
