// Watching Leases until what is not yet proven is settled: a renewal seen, or nothing for long enough (reference 1.3, 1.11).

import type { Lease } from '../election/lease.ts';
import { changeOf } from '../election/lease-change.ts';
import type { LeaseChange, Sighting } from '../election/observation.ts';
import { wantsWatching } from '../election/renewal.ts';
import type { Thresholds } from '../election/timing.ts';
import type { Clock, Progress } from './clock.ts';
import type { Cluster, Reading } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { toLease } from './translate.ts';

const POLL_MS = 500;
/** From this many Leases of one namespace on, one list is cheaper than a get each. */
const LIST_FROM = 4;

export interface Watched {
  readonly sighting: Sighting;
  readonly thresholds: Thresholds;
}

/**
 * Reads the given Leases again and again until each is settled, and for at least `atLeastMs`.
 * @returns the sightings as they stand at the end; `settled` is false for those that the deadline cut short
 */
export async function watchLeases(
  watched: readonly Watched[],
  options: {
    readonly cluster: Cluster;
    readonly clock: Clock;
    readonly progress: Progress;
    readonly stampsFollowRenewals: boolean;
    readonly atLeastMs: number;
    /** In place of what settles a state: a proof that takes its own time. */
    readonly proof?: { readonly isOpen: (sighting: Sighting) => boolean; readonly limitMs: number };
    /** How one is read, where it is no Lease. */
    readonly read?: (lease: Lease) => Promise<Reading<Lease | null>>;
  },
): Promise<Sighting[]> {
  const { cluster, clock, progress, stampsFollowRenewals, atLeastMs, proof } = options;
  const read = options.read ?? ((lease: Lease) => leaseOrNull(cluster, lease));
  const started = clock.now();
  const tracks = watched.map(({ sighting, thresholds }) => new Track(sighting, thresholds, started));
  const isOpen = (track: Track) =>
    proof ? proof.isOpen(track.sighting()) : wantsWatching(track.sighting(), track.thresholds, stampsFollowRenewals);
  const open = () => tracks.filter(isOpen);
  const longest = (some: readonly Track[]) =>
    proof?.limitMs ?? Math.max(...some.map(({ thresholds }) => thresholds.unclaimedMs));
  const limit = Math.max(atLeastMs, longest(tracks)) + 2 * POLL_MS;
  cluster.extend(limit + 60_000);
  for (;;) {
    const elapsed = clock.now() - started;
    const left = elapsed < atLeastMs ? tracks : open();
    if (left.length === 0 || elapsed > limit) break;
    progress(`waiting for a renewal of ${naming(left)}`, elapsed, Math.max(atLeastMs, longest(left)));
    await clock.sleep(POLL_MS);
    try {
      await readAgain(left, { cluster, clock, started, read });
    } catch (error) {
      if (error instanceof ClusterError && error.reason === 'timeout')
        return tracks.map((track) => track.sighting(false));
      if (!(error instanceof ClusterError)) throw error;
    }
  }
  return tracks.map((track) => track.sighting());
}

function naming(tracks: readonly Track[]): string {
  const [only] = tracks;
  return tracks.length === 1 && only ? only.lease.name : `${tracks.length} Leases`;
}

interface Watch {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly started: number;
  readonly read: (lease: Lease) => Promise<Reading<Lease | null>>;
}

async function readAgain(tracks: readonly Track[], watch: Watch): Promise<void> {
  const { cluster, clock, started } = watch;
  const namespaces = [...new Set(tracks.map(({ lease }) => lease.namespace))];
  await Promise.all(
    namespaces.map(async (namespace) => {
      const here = tracks.filter(({ lease }) => lease.namespace === namespace);
      if (here.length < LIST_FROM) {
        await Promise.all(here.map((track) => readOne(track, watch)));
        return;
      }
      const asked = clock.now();
      const { value, date } = await cluster.list('leases', namespace);
      const byName = new Map(value.map(toLease).map((lease) => [lease.name, lease]));
      for (const track of here) track.see(byName.get(track.lease.name) ?? null, date, asked, clock.now() - started);
    }),
  );
}

async function readOne(track: Track, { clock, started, read }: Watch): Promise<void> {
  const asked = clock.now();
  const { value, date } = await read(track.lease);
  track.see(value, date, asked, clock.now() - started);
}

/** Reads a Lease anew; null where it is not there. @throws ClusterError */
export async function leaseOrNull(
  cluster: Cluster,
  { namespace, name }: Pick<Lease, 'namespace' | 'name'>,
): Promise<Reading<Lease | null>> {
  try {
    const { value, date } = await cluster.get('leases', namespace, name);
    return { value: toLease(value), date };
  } catch (error) {
    if (error instanceof ClusterError && error.reason === 'not-found') return { value: null, date: null };
    throw error;
  }
}

/** One Lease over time. Its record is what client-go compares: a new label or resourceVersion alone is no renewal. */
class Track {
  lease: Lease;
  readonly thresholds: Thresholds;
  private readonly changes: LeaseChange[];
  private readAt: string | null;
  private since: number;
  private unchangedMs = 0;

  constructor(sighting: Sighting, thresholds: Thresholds, now: number) {
    this.lease = sighting.lease;
    this.thresholds = thresholds;
    this.changes = [...sighting.changes];
    this.readAt = sighting.readAt;
    this.since = now;
  }

  see(next: Lease | null, date: string | null, asked: number, afterMs: number): void {
    if (next === null) {
      this.changes.push({ kind: 'vanished', afterMs, from: this.lease.holderIdentity, to: null });
      this.since = asked;
      return;
    }
    const kind = changeOf(this.lease, next);
    if (kind) {
      this.changes.push({ kind, afterMs, from: this.lease.holderIdentity, to: next.holderIdentity });
      this.since = asked;
    }
    this.unchangedMs = Math.max(0, asked - this.since);
    this.lease = next;
    this.readAt = date ?? this.readAt;
  }

  sighting(settled = true): Sighting {
    const { lease, readAt, changes } = this;
    return { lease, readAt, unchangedForMs: Math.round(this.unchangedMs), changes: [...changes], settled };
  }
}
