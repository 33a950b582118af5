// The Leases as a watch tells them: each with the moment of its last change, so that it can be judged at any moment.

import type { Lease } from '../election/lease.ts';
import { changeOf } from '../election/lease-change.ts';
import type { LeaseChange, Sighting } from '../election/observation.ts';

/** Of each Lease so many changes are kept, beside its last renewal. */
const MOST_CHANGES = 100;

interface Track {
  lease: Lease;
  readonly seenAt: number;
  changedAt: number | null;
  changes: LeaseChange[];
  /** Whether it exists now. */
  there: boolean;
  /** As the first reading had it, which may have watched it for longer. */
  readonly first: Sighting | null;
}

export class LiveLeases {
  private readonly tracks = new Map<string, Track>();
  private readonly startedAt: number;

  /** @param startedAt local monotonic milliseconds, as all moments here */
  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  get(namespace: string, name: string): Lease | null {
    const track = this.tracks.get(`${namespace}/${name}`);
    return track?.there ? track.lease : null;
  }

  in(namespace: string | null): Lease[] {
    const all = [...this.tracks.values()].filter(
      ({ there, lease }) => there && (namespace ?? lease.namespace) === lease.namespace,
    );
    return all.map(({ lease }) => lease);
  }

  /** When its record last changed, or it was first seen. */
  changedAt({ namespace, name }: Lease): number {
    const track = this.tracks.get(`${namespace}/${name}`);
    return track?.changedAt ?? track?.seenAt ?? Number.NEGATIVE_INFINITY;
  }

  saw(lease: Lease, at: number, first: Sighting | null = null): void {
    const key = `${lease.namespace}/${lease.name}`;
    const track = this.tracks.get(key);
    if (!track) {
      this.tracks.set(key, { lease, seenAt: at, changedAt: null, changes: [], there: true, first });
      return;
    }
    const kind = changeOf(track.lease, lease);
    if (kind)
      this.note(
        track,
        { kind, afterMs: at - this.startedAt, from: track.lease.holderIdentity, to: lease.holderIdentity },
        at,
      );
    track.lease = lease;
    track.there = true;
  }

  gone(lease: Lease, at: number): void {
    const track = this.tracks.get(`${lease.namespace}/${lease.name}`);
    if (!track?.there) return;
    track.there = false;
    this.note(track, { kind: 'vanished', afterMs: at - this.startedAt, from: lease.holderIdentity, to: null }, at);
  }

  /**
   * What is known of each Lease that exists.
   * @param knownAt by Lease: up to when what is known of it holds, which is not now where the watch is down
   * @param dateAt the API server's time at a moment, null where not known
   */
  sightings(knownAt: (lease: Lease) => number, dateAt: (at: number) => string | null): Sighting[] {
    return [...this.tracks.values()]
      .filter(({ there }) => there)
      .map(({ lease, seenAt, changedAt, changes, first }) => {
        const at = knownAt(lease);
        const before = changedAt === null ? (first?.unchangedForMs ?? 0) : 0;
        const unchangedForMs = Math.max(0, Math.round(at - (changedAt ?? seenAt))) + before;
        return {
          lease,
          readAt: dateAt(at),
          unchangedForMs,
          changes: [...(first?.changes ?? []), ...changes],
          settled: true,
        };
      });
  }

  private note(track: Track, change: LeaseChange, at: number): void {
    track.changedAt = at;
    const renewals = change.kind === 'renewed' && track.changes.at(-1)?.kind === 'renewed';
    track.changes = [...(renewals ? track.changes.slice(0, -1) : track.changes), change].slice(-MOST_CHANGES);
  }
}
