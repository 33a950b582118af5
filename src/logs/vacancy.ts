// The time without a leader (contract 3): from the end of the old leader's work to the takeover, and from which end it is counted.

import type { Claim } from './claim.ts';
import type { StoryTiming } from './story-facts.ts';

/** Which end of the old leader's work it is counted from. `stopped-leading`: its own Event, where nothing else is left. */
export type VacancySince = 'release' | 'container-end' | 'last-renewal' | 'stopped-leading';

export interface Vacancy {
  readonly before: Claim;
  /** Who took over; null while nobody has. */
  readonly after: Claim | null;
  /** Milliseconds since 1970; null where nothing tells when the old leader's work ended. */
  readonly from: number | null;
  /** The takeover; null while there is none. */
  readonly to: number | null;
  /** Whole milliseconds; null where `from` is, and where it lasts and nobody knows the present. */
  readonly ms: number | null;
  readonly since: VacancySince | null;
  /**
   * Between which lengths it lies by the election's timings, where the old leader was frozen and left no trace of its last renewal
   * (reference 1.6 c): whole milliseconds, the second null where nothing bounds it; null where `ms` is known, or not even that is.
   */
  readonly range: readonly [number, number | null] | null;
  /** False where somebody may have led in between whose traces are gone: then it is the most that it can be. */
  readonly certain: boolean;
}

interface Known {
  readonly timing: StoryTiming;
  readonly now: number | null;
  /** Whether the election's Events were seen: then a leader in between would have been told of. */
  readonly told: boolean;
  /** Whether the Lease as it was read last names nobody who came after these claims. */
  readonly nobodyElse: boolean;
}

/** A takeover within this of the old leader's end needs no vacancy. */
const SLACK_MS = 1000;
const JITTER = 2.2;

/** @param claims oldest first */
export function vacanciesOf(claims: readonly Claim[], known: Known): Vacancy[] {
  const vacancies = claims.flatMap((after, at): Vacancy[] => {
    const before = claims[at - 1];
    if (!before) return [];
    const begin = beginOf(before, after.from, known.timing);
    return [vacancy(before, after, begin, after.from, known)];
  });
  const last = claims.at(-1);
  if (!last || (last.to === null && last.end === null) || last.end === 'unknown') return vacancies;
  if (claims.some(({ to, end }) => to === null && end === null)) return vacancies;
  const begin = beginOf(last, known.now ?? Number.POSITIVE_INFINITY, known.timing);
  return [...vacancies, vacancy(last, null, begin, null, known)];
}

type Begin = { readonly at: number; readonly since: VacancySince } | null;

function vacancy(before: Claim, after: Claim | null, begin: Begin, to: number | null, known: Known): Vacancy {
  const until = to ?? known.now;
  const ms = begin === null || until === null ? null : Math.max(0, Math.round(until - begin.at));
  const { leaseDurationMs: lease, retryPeriodMs: retry } = known.timing;
  const usual = lease === null || retry === null ? 0 : lease + 2 * JITTER * retry + SLACK_MS;
  const certain = known.told || (ms !== null && ms <= usual) || (after === null && known.nobodyElse);
  const range = begin === null && after !== null ? rangeOf(before, after, known.timing) : null;
  return { before, after, from: begin?.at ?? null, to, ms, since: begin?.since ?? null, range, certain };
}

/** Contract 3: from its release, else its container's end, else its last renewal; what came after the takeover counts for nothing. */
function beginOf(before: Claim, takeover: number, timing: StoryTiming): Begin {
  const { to, end, run } = before;
  const ended = to !== null && to <= takeover + SLACK_MS ? to : null;
  if (end === 'released' && ended !== null) return { at: ended, since: 'release' };
  if (ended !== null && before.graceful === true && released(ended, takeover, timing))
    return { at: ended, since: 'release' };
  const processEnd = run?.endedAt ?? null;
  if (processEnd !== null && processEnd >= before.from && processEnd <= takeover + SLACK_MS)
    return { at: processEnd, since: 'container-end' };
  if (end === 'container-end' && ended !== null) return { at: ended, since: 'container-end' };
  const renewed = lastRenewal(before, takeover) ?? renewalBefore(before.gaveUpAt, takeover, timing);
  if (renewed !== null && renewed <= takeover) return { at: renewed, since: 'last-renewal' };
  if (end === 'stopped-leading' && ended !== null) {
    const since = released(ended, takeover, timing) ? 'release' : 'stopped-leading';
    return { at: ended, since };
  }
  return null;
}

/** Of a Lease that was read while the old leader still led, as `logs -f` does at its begin, nobody knows whether it is the last. */
function lastRenewal({ renewedAt, renewalReadAt, to }: Claim, takeover: number): number | null {
  if (renewalReadAt === null) return renewedAt;
  return renewalReadAt >= Math.min(to ?? takeover, takeover) - SLACK_MS ? renewedAt : null;
}

/** A candidate that was waiting takes a Lease LD to LD + 4.4 RP after its last renewal (reference 1.6 c, 1.3). */
function rangeOf(before: Claim, after: Claim, timing: StoryTiming): Vacancy['range'] {
  const { leaseDurationMs: lease, retryPeriodMs: retry } = timing;
  const frozen = before.gaveUpAt !== null || (before.to === null && before.run?.running === true);
  if (!frozen || before.graceful === true || lease === null || retry === null) return null;
  const most = lease + 2 * JITTER * retry;
  const waited = after.triedFrom !== null && after.from - after.triedFrom > most;
  return [lease, waited ? Math.round(most) : null];
}

/** A planned stop released where that is on, or where the successor came sooner than an unreleased Lease allows (reference 1.6). */
function released(end: number, takeover: number, timing: StoryTiming): boolean {
  if (timing.release !== null) return timing.release;
  const { leaseDurationMs: lease, retryPeriodMs: retry } = timing;
  return lease !== null && retry !== null && takeover - end < lease - 2 * retry;
}

/**
 * The last renewal of a leader that gave up: a retry period and a renew deadline before it did (reference 1.6 d). Not where the
 * successor then came sooner than a lease duration after it: that leader was frozen, and noticed late.
 */
function renewalBefore(gaveUpAt: number | null, takeover: number, timing: StoryTiming): number | null {
  const { leaseDurationMs: lease, renewDeadlineMs: deadline, retryPeriodMs: retry } = timing;
  if (gaveUpAt === null || lease === null || deadline === null || retry === null) return null;
  const renewedAt = gaveUpAt - deadline - retry;
  return takeover - renewedAt < lease - SLACK_MS ? null : renewedAt;
}
