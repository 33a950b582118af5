// When a Lease was written that was seen late: told by its holder's own stamps, against those that were seen at once.

import type { LeaseSeen } from './handover-seen.ts';
import { isHeld, type Lease } from './lease.ts';

/** What is seen within this time of its happening is dated by when it was seen. Milliseconds. */
export const PROMPT_MS = 100;

/** A moment of the local monotonic clock, and by how much it may be wrong, in milliseconds. */
export interface Instant {
  readonly at: number;
  readonly withinMs: number;
}

/**
 * How each holder's clock stands to the local one, by that of its writes which was seen promptest. Stamps are compared with stamps of
 * the same clock alone; whether that clock is right does not matter.
 */
export class HolderClocks {
  private readonly offsets = new Map<string, number>();

  constructor(seen: readonly LeaseSeen[]) {
    for (const { lease, at, since, whole } of seen) {
      if (!lease || !isHeld(lease) || !whole || at - since > PROMPT_MS) continue;
      const stamp = stampOf(lease);
      const known = this.offsets.get(lease.holderIdentity) ?? Number.NEGATIVE_INFINITY;
      if (!Number.isNaN(stamp)) this.offsets.set(lease.holderIdentity, Math.max(known, stamp - at));
    }
  }

  /**
   * When this state of the Lease began.
   * @param holder whose clock its stamps are of
   * @param began the holder took it with this state, or before: acquireTime tells when, and renewTime may be of a later renewal
   * @returns null where it was seen late and nothing tells when it was written: a guess would be an invention
   */
  momentOf({ lease, at, since, heldUpMs = 0 }: LeaseSeen, holder: string | null, began: boolean): Instant | null {
    const withinMs = at - since;
    const offset = holder === null ? undefined : this.offsets.get(holder);
    const stamp = lease === null ? Number.NaN : began ? timeOf(lease.acquireTime) : stampOf(lease);
    const told = stamp - (offset ?? Number.NaN);
    if (withinMs <= PROMPT_MS) return between(at, told, Math.max(withinMs, heldUpMs));
    if (Number.isNaN(told)) return null;
    // a stamp that is not of the time in which it must have been written is not of this clock
    if (told < since - PROMPT_MS || told > at + PROMPT_MS) return null;
    return { at: Math.min(at, Math.max(since, told)), withinMs: PROMPT_MS };
  }
}

/**
 * What waited in a busy process came in that time, and not before its stamp says that it was written: the middle of both is wrong by half
 * of it at most. Where nothing waited, a stamp that is older than usual tells of a slow write, and the sight is right.
 */
function between(at: number, told: number, mostMs: number): Instant {
  const earliest = Number.isNaN(told) ? at - mostMs : Math.min(at, Math.max(at - mostMs, told));
  return { at: (earliest + at) / 2, withinMs: (at - earliest) / 2 };
}

function stampOf({ renewTime }: Lease): number {
  return timeOf(renewTime);
}

function timeOf(stamp: string | null): number {
  return stamp === null ? Number.NaN : Date.parse(stamp);
}
