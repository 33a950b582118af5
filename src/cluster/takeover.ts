// Waiting for whoever takes a Lease that was freed, and for the renewals that show that he keeps it.

import type { Lease } from '../election/lease.ts';
import { isHeld } from '../election/lease.ts';
import type { Thresholds } from '../election/timing.ts';
import type { Clock, Progress } from './clock.ts';
import { ClusterError } from './cluster-error.ts';

const POLL_MS = 250;
/** Renewals that make a holder a leader that stays: what took it by a stale view loses it before. */
const RENEWALS = 2;

export interface Takeover {
  readonly holder: string | null;
  /** From the write to the first look that showed a holder, exact to a look (250 ms); null where nobody came. */
  readonly afterMs: number | null;
  /** How often that holder was seen to renew, up to 2. */
  readonly renewals: number;
  /** For how long was looked. */
  readonly waitedMs: number;
}

/**
 * Looks until a holder stands in the Lease and has renewed twice, or until the limit. Transient errors are looked over.
 * @param read reads the lock, Lease or not; null where it is not there
 * @param of `from`: when it was freed, by the clock
 */
export async function awaitTakeover(
  read: () => Promise<Lease | null>,
  of: {
    readonly from: number;
    readonly limitMs: number;
    readonly thresholds: Thresholds;
    readonly clock: Clock;
    readonly progress: Progress;
  },
): Promise<Takeover> {
  const { from, limitMs, thresholds, clock, progress } = of;
  const keeps = RENEWALS * thresholds.lateMs;
  let last: Lease | null = null;
  let afterMs: number | null = null;
  let renewals = 0;
  let until = from + limitMs;
  for (;;) {
    const lease = await unlessTransient(read);
    const now = clock.now();
    if (lease && isHeld(lease)) {
      const same = last?.holderIdentity === lease.holderIdentity && last.uid === lease.uid;
      if (!same) {
        afterMs = Math.round(now - from);
        renewals = 0;
        // whoever came has his time to renew; a Lease that goes from hand to hand is not waited for
        until = Math.min(Math.max(until, now + keeps), from + limitMs + 2 * keeps);
      } else if (last?.renewTime !== lease.renewTime) renewals++;
      last = lease;
    }
    const waitedMs = Math.round(now - from);
    if (renewals >= RENEWALS || now >= until)
      return { holder: last?.holderIdentity ?? null, afterMs, renewals, waitedMs };
    const what = last ? `waiting for ${last.holderIdentity} to renew twice` : 'waiting for a new holder';
    progress(what, waitedMs, Math.round(until - from));
    await clock.sleep(POLL_MS);
  }
}

async function unlessTransient(read: () => Promise<Lease | null>): Promise<Lease | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClusterError) return null;
    throw error;
  }
}
