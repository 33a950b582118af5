// Two processes that held themselves to be leaders at one instant (reference 1.8; F24), by their own logs.

import type { Claim } from './claim.ts';

export interface Overlap {
  /** Who led first, and who took over while it did not know. */
  readonly first: Claim;
  readonly second: Claim;
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
  readonly ms: number | null;
}

/** Stamps of two nodes, and a line that is printed a moment after the deed, differ by less. */
const TOLERANCE_MS = 1000;
/**
 * Several logs are not read at one instant, and not in a moment: the Lease may be handed over after the first leader's was read and
 * before its successor's was.
 */
const READING_MS = 5000;
/** An Event is cut to a second. */
const EVENT_MS = 1000;

/** @param now the end of what was looked at */
export function overlapsOf(claims: readonly Claim[], now: number | null): Overlap[] {
  const overlaps: Overlap[] = [];
  const inOrder = claims.toSorted((a, b) => a.from - b.from);
  inOrder.forEach((second, at) => {
    for (const first of inOrder.slice(0, at)) {
      if (isSame(first, second)) continue;
      const end = endOf(first);
      const doubt = TOLERANCE_MS + (second.source === 'event' ? EVENT_MS : 0);
      if (end === null || end - second.from <= doubt) continue;
      const to = Math.min(end, endOf(second) ?? second.to ?? second.seenUntil);
      const ends = to === Number.POSITIVE_INFINITY ? null : to;
      if (ends === null && now !== null && now - second.from <= READING_MS) continue;
      if (ends !== null && ends - second.from <= doubt) continue;
      const ms = ends === null ? (now === null ? null : Math.max(0, now - second.from)) : ends - second.from;
      overlaps.push({ first, second, from: second.from, to: ends, ms: ms === null ? null : Math.round(ms) });
    }
  });
  return overlaps;
}

/** One process told of twice, or one after the other in one container. */
function isSame(a: Claim, b: Claim): boolean {
  if (a.run !== null && b.run !== null) return a.run === b.run;
  return a.identity !== null && a.identity === b.identity && a.pod === b.pod;
}

/**
 * Until when a claim stands for certain. One without an end counts on only where its process runs, and is of a kind that would have
 * said that it lost; one that was asked to stop may hand over before it says so.
 */
function endOf({ to, end, graceful, run, clientGo }: Claim): number | null {
  if (graceful === true) return null;
  if (to !== null) return end === 'stopped-leading' ? null : to;
  return run?.running === true && clientGo && run.log.lastAt !== null ? Number.POSITIVE_INFINITY : null;
}
