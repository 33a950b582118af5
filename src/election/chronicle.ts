// Turns what is seen of Leases and pods, one after the other, into changes of leadership and the time without a leader.

import { describeEnd, electorOf } from './candidate.ts';
import type { Change, ChangeKind, LeaderlessFrom } from './change.ts';
import type { Election } from './election.ts';
import { podOf } from './identity.ts';
import { isHeld, type Lease } from './lease.ts';
import { changeOf } from './lease-change.ts';
import type { Pod } from './observation.ts';
import type { LeaseState } from './renewal.ts';

/** One Lease so far. All times are local monotonic milliseconds. */
interface Past {
  lease: Lease | null;
  /** The last one that was there, for what comes back under its name. */
  last: Lease;
  renewedAt: number | null;
  releasedAt: number | null;
  stopped: { readonly identity: string; readonly at: number } | null;
  /** The holder's clock minus the local one, from that of its renewals which was seen promptest. */
  holderOffset: number | null;
  /** Whose offset that is. */
  offsetOf: string | null;
  /** As it was judged last; null before it was. */
  state: LeaseState | null;
  /** Who held it last. */
  holder: string | null;
}

/** Remembers each Lease and tells what changed. Pure: moments are handed in. */
export class Chronicle {
  private readonly pasts = new Map<string, Past>();

  /**
   * A Lease as it was found at the start: no change.
   * @param renewedAt when its record was last written as far as that is known
   */
  begin(lease: Lease, renewedAt: number | null): void {
    this.pasts.set(keyOf(lease), pastOf(lease, renewedAt));
  }

  /**
   * A Lease as the API tells it now. A Lease that was deleted is told with `gone`.
   * @param late whether it may have become so long before, as what a watch missed: then its moment measures nothing
   */
  sawLease(lease: Lease, at: number, late = false): Change[] {
    const past = this.pasts.get(keyOf(lease));
    if (!past) {
      this.pasts.set(keyOf(lease), pastOf(lease, at));
      return [this.change('created', at, lease, null)];
    }
    const before = past.last;
    const kind = past.lease === null && past.last.uid === lease.uid ? 'created' : changeOf(before, lease);
    past.lease = lease;
    past.last = lease;
    if (kind === null) return [];
    if (kind === 'renewed' || kind === 'vanished') {
      this.renewed(past, lease, at, late);
      return [];
    }
    const vacancy = kind === 'taken-over' && !late ? vacancyOf(past, at) : NO_VACANCY;
    const change = { ...this.change(kind, at, lease, before, vacancy), from: past.holder };
    if (kind === 'released') past.releasedAt = late ? stampedAt(lease, past, at) : at;
    else this.renewed(past, lease, at, late);
    past.state = isHeld(lease) ? 'renewing' : 'released';
    past.holder = lease.holderIdentity || past.holder;
    return [change];
  }

  gone(lease: Lease, at: number): Change[] {
    const past = this.pasts.get(keyOf(lease));
    if (!past || past.lease === null) return [];
    past.lease = null;
    past.state = 'absent';
    return [this.change('deleted', at, { ...lease, holderIdentity: null }, past.last)];
  }

  /** A pod before and after; null where it was not there, or is not any more. */
  sawPod(before: Pod | null, after: Pod | null, at: number): Change[] {
    const pod = after ?? before;
    if (!before || !pod || !endedBetween(before, after)) return [];
    return [...this.pasts.values()].flatMap((past) => {
      const { lease } = past;
      if (!lease || !isHeld(lease) || past.stopped?.identity === lease.holderIdentity) return [];
      if (podOf(lease.holderIdentity, [before], lease.name).pod === null) return [];
      const end = after ? (electorOf(after)?.ended ?? electorOf(after)?.lastEnded ?? null) : null;
      past.stopped = { identity: lease.holderIdentity, at: endedAt(end?.finishedAt ?? null, past, at) };
      const change = this.change('stopped', past.stopped.at, lease, lease);
      return [{ ...change, pod: pod.name, how: end ? describeEnd(end) : null }];
    });
  }

  /** The elections as they are judged now: what fell late, expired, or renews again. */
  judged(elections: readonly Election[], at: number): Change[] {
    return elections.flatMap(({ lease, renewal }) => {
      const past = lease ? this.pasts.get(keyOf(lease)) : undefined;
      if (!lease || !past || renewal.state === past.state) return [];
      const was = past.state;
      past.state = renewal.state;
      if (was === null) return [];
      const told = TOLD[renewal.state];
      if (told) return [this.change(told, at, lease, lease, { ...NO_VACANCY, sinceRenewalMs: since(past, at) })];
      const again = renewal.state === 'renewing' && (was === 'late' || was === 'expired' || was === 'unclaimed');
      return again ? [this.change('renewed-again', at, lease, lease)] : [];
    });
  }

  /**
   * A renewal seen now was made a little before. How late it is seen varies with how busy this machine is; the holder's own
   * stamps, compared with each other only, tell by how much later than the promptest one.
   */
  private renewed(past: Past, lease: Lease, at: number, late: boolean): void {
    const stamp = lease.renewTime === null ? Number.NaN : Date.parse(lease.renewTime);
    const offset = Number.isNaN(stamp) ? null : stamp - at;
    const known = past.offsetOf === lease.holderIdentity ? past.holderOffset : null;
    const steady = offset !== null && known !== null && (late || Math.abs(offset - known) < CLOCK_WAS_SET_MS);
    past.holderOffset = steady ? Math.max(offset, known) : offset;
    past.offsetOf = lease.holderIdentity;
    const written = past.holderOffset === null ? at : Math.min(at, stamp - past.holderOffset);
    // of what came late the moment is known only by an offset that was seen before
    past.renewedAt = late && !steady ? null : written;
    past.releasedAt = null;
    if (past.stopped && past.stopped.identity !== lease.holderIdentity) past.stopped = null;
  }

  private change(
    kind: ChangeKind,
    at: number,
    lease: Lease,
    before: Lease | null,
    vacancy: Vacancy = NO_VACANCY,
  ): Change {
    const { namespace, name } = lease;
    const from = before && isHeld(before) ? before.holderIdentity : null;
    const to = isHeld(lease) ? lease.holderIdentity : null;
    return { kind, at, namespace, lease: name, from, to, ...vacancy, pod: null, how: null };
  }
}

/** A renewal that is seen this much later or earlier than the others tells of a clock that was set, or of a machine that slept. */
const CLOCK_WAS_SET_MS = 5000;

type Vacancy = Pick<Change, 'leaderlessMs' | 'leaderlessFrom' | 'sinceRenewalMs'>;
const NO_VACANCY: Vacancy = { leaderlessMs: null, leaderlessFrom: null, sinceRenewalMs: null };

const TOLD: Partial<Record<LeaseState, ChangeKind>> = { late: 'late', expired: 'expired', unclaimed: 'unclaimed' };

function pastOf(lease: Lease, renewedAt: number | null): Past {
  return {
    lease,
    last: lease,
    renewedAt,
    releasedAt: null,
    stopped: null,
    holderOffset: null,
    offsetOf: null,
    state: null,
    holder: lease.holderIdentity || null,
  };
}

function keyOf({ namespace, name }: Lease): string {
  return `${namespace}/${name}`;
}

function since({ renewedAt }: Past, at: number): number | null {
  return renewedAt === null ? null : Math.round(at - renewedAt);
}

/** When its holder wrote this, in local time, by the offset that its renewals showed; null where none did. */
function stampedAt(lease: Lease, { holderOffset, offsetOf, holder }: Past, seenAt: number): number | null {
  const stamp = lease.renewTime === null ? Number.NaN : Date.parse(lease.renewTime);
  if (Number.isNaN(stamp) || holderOffset === null || offsetOf !== holder) return null;
  return Math.min(seenAt, stamp - holderOffset);
}

/** From the old leader's release, else its container's end, else its last renewal (contract 3). */
function vacancyOf(past: Past, at: number): Vacancy {
  const stopped = past.stopped && past.stopped.identity === past.holder ? past.stopped.at : null;
  const ways: [LeaderlessFrom, number | null][] = [
    ['release', past.releasedAt],
    ['container-end', stopped],
    ['last-renewal', past.renewedAt],
  ];
  const [leaderlessFrom, begin] = ways.find(([, moment]) => moment !== null) ?? [null, null];
  const leaderlessMs = begin === null ? null : Math.max(0, Math.round(at - begin));
  return { leaderlessMs, leaderlessFrom, sinceRenewalMs: since(past, at) };
}

/** Whether the process that elects in this pod came to its end between two sights of it. */
function endedBetween(before: Pod, after: Pod | null): boolean {
  const was = electorOf(before);
  const is = after ? electorOf(after) : null;
  if (!was || was.runningSince === null) return false;
  return !is || is.restarts > was.restarts || is.runningSince === null || is.runningSince !== was.runningSince;
}

/**
 * When a container ended, in local time. The kubelet's stamp is cut to a second and of its node's clock, which is that of the
 * holder's renewals: with the offset that these showed it is right to half a second; never before the last renewal, nor after now.
 */
function endedAt(finishedAt: string | null, { holderOffset, renewedAt }: Past, seenAt: number): number {
  const stamp = finishedAt === null ? Number.NaN : Date.parse(finishedAt);
  if (Number.isNaN(stamp) || holderOffset === null) return seenAt;
  return Math.min(seenAt, Math.max(renewedAt ?? seenAt, stamp + 500 - holderOffset));
}
