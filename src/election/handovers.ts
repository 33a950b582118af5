// Who held a Lease after the trigger, one after the other: each handover with its moment, and whether any was hidden.

import type { LeaderlessFrom } from './change.ts';
import { Chronicle } from './chronicle.ts';
import type { LeaseSeen, PodSeen, Seen } from './handover-seen.ts';
import { isHeld, type Lease } from './lease.ts';
import { HolderClocks, type Instant } from './lease-moments.ts';

/** One change of the holder. */
export interface Hop {
  readonly from: string;
  readonly to: string;
  /** Null where it was seen late and its moment is not known. */
  readonly instant: Instant | null;
  /** When the Lease became free before it; null where it was not let go, or where that was not seen in time. */
  readonly freed: Instant | null;
  /** Whether the old holder let go of it, as far as that was seen; null where it may have been hidden. */
  readonly wasFreed: boolean | null;
  /** The old holder's last renewal; null where not known. */
  readonly renewedAt: number | null;
  readonly leaderlessMs: number | null;
  readonly leaderlessFrom: LeaderlessFrom | null;
  /** The holder's own acquireTime, by its node's clock. */
  readonly acquireTime: string | null;
  /** How often the new holder has renewed since. */
  readonly renewals: number;
}

export interface Handovers {
  readonly hops: readonly Hop[];
  /** When the Lease was let go and nobody has it; null while somebody has, or where that moment is not known. */
  readonly freed: Instant | null;
  readonly isFree: boolean;
  /** The holder now; null where nobody holds it. */
  readonly holder: string | null;
  readonly renewedAt: number | null;
  /** Why what was seen does not tell all that happened; null where it does. */
  readonly hidden: string | null;
}

type Open = { -readonly [K in keyof Hop]: Hop[K] };

/**
 * @param from the holder that was to go
 * @param after local monotonic milliseconds: what was seen before is no consequence
 */
export function handoversOf(seen: readonly Seen[], from: string, after: number): Handovers {
  const leases = seen.filter((one): one is LeaseSeen => one.kind === 'lease');
  const clocks = new HolderClocks(leases);
  const chronicle = new Chronicle();
  const hops: Open[] = [];
  const now = { lease: null as Lease | null, holder: from, isFree: false, freed: null as Instant | null };
  let renewedAt: number | null = null;
  let hidden: string | null = null;
  for (const one of seen) {
    if (one.kind === 'pod') tellPod(chronicle, one);
    if (one.kind !== 'lease') continue;
    const { lease, whole } = one;
    const before = now.lease;
    if (lease !== null && before !== null && isOlder(lease, before)) continue;
    now.lease = lease ?? now.lease;
    const holder = lease !== null && isHeld(lease) ? lease.holderIdentity : null;
    const moved =
      holder !== null && one.at > after && (now.isFree || holder !== now.holder || takenBack(before, lease));
    const instant = clocks.momentOf(one, holder ?? now.holder, moved);
    if (before === null && lease !== null) chronicle.begin(lease, null);
    const changes = before === null ? [] : tellLease(chronicle, one, before, instant?.at ?? one.at);
    if (!whole && one.at > after && before !== null) hidden ??= hiddenBy(before, lease, now.isFree);
    if (holder === null) {
      if (!now.isFree && one.at > after) now.freed = instant;
      now.isFree = true;
      continue;
    }
    if (moved) {
      const vacancy = changes.find(({ leaderlessMs }) => leaderlessMs !== null);
      const sure = instant !== null && whole && (!now.isFree || now.freed !== null);
      const told = sure && (vacancy?.leaderlessFrom !== 'last-renewal' || renewedAt !== null);
      hops.push({
        from: now.holder,
        to: holder,
        instant,
        freed: now.freed,
        wasFreed: now.isFree ? true : whole ? false : null,
        renewedAt,
        leaderlessMs: told ? (vacancy?.leaderlessMs ?? null) : null,
        leaderlessFrom: told ? (vacancy?.leaderlessFrom ?? null) : null,
        acquireTime: lease?.acquireTime ?? null,
        renewals: 0,
      });
    } else if (before !== null && before.renewTime !== lease?.renewTime) {
      const last = hops.at(-1);
      if (last) last.renewals++;
    }
    // behind a gap it may have renewed since it took the Lease
    renewedAt = moved && lease?.renewTime !== lease?.acquireTime ? null : (instant?.at ?? null);
    Object.assign(now, { holder, isFree: false, freed: null });
  }
  return {
    hops,
    freed: now.freed,
    isFree: now.isFree,
    holder: now.isFree || now.lease === null ? null : now.holder,
    renewedAt,
    hidden,
  };
}

function tellPod(chronicle: Chronicle, { before, pod, at }: PodSeen): void {
  chronicle.sawPod(before, pod, at);
}

function tellLease(chronicle: Chronicle, { lease }: LeaseSeen, before: Lease, at: number) {
  return lease === null ? chronicle.gone(before, at) : chronicle.sawLease(lease, at);
}

/** What a gap shows to have happened in it beside the one change that is seen. */
function hiddenBy(before: Lease, lease: Lease | null, wasFree: boolean): string | null {
  if (lease === null) return null;
  if (lease.uid !== before.uid) return 'the Lease was deleted and made anew while the watch was down';
  const more = (lease.leaseTransitions ?? 0) - (before.leaseTransitions ?? 0);
  const moved =
    isHeld(lease) && (wasFree || lease.holderIdentity !== before.holderIdentity || takenBack(before, lease));
  if (more > (moved ? 1 : 0) || more < 0)
    return 'the Lease changed hands while the watch was down, and what came in between is not known';
  return null;
}

/** The holder is the same and took the Lease anew (reference 1.5). */
function takenBack(before: Lease | null, lease: Lease | null): boolean {
  if (!before || !lease || before.uid !== lease.uid) return before !== null && lease !== null;
  return (lease.leaseTransitions ?? 0) > (before.leaseTransitions ?? 0) && before.acquireTime !== lease.acquireTime;
}

/** A read may be overtaken by the watch, and a watch by a read. */
function isOlder(lease: Lease, known: Lease): boolean {
  if (lease.uid !== known.uid) return false;
  const [a, b] = [Number(lease.resourceVersion), Number(known.resourceVersion)];
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) && a <= b;
}
