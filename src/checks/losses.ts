// How leaders of one election lost, as their logs and their pods tell: what makes leadership move (F20).

import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import type { Claim } from '../logs/claim.ts';
import { linesOf } from './logged.ts';

const HOUR_MS = 3_600_000;
/** What failed so long before a leader gave up is why it did. */
const BEFORE_MS = 30_000;

/** Within the last hour, most frequent first: `3 lost by rbac`, `2 crashed`, `1 stopped as planned`. */
export function lossesOf(claims: readonly Claim[], election: Election, { takenAt }: Observation): string[] {
  const counts = new Map<string, number>();
  for (const claim of claims) {
    if (claim.to === null || Date.parse(takenAt) - claim.to > HOUR_MS) continue;
    const why = whyOf(claim, election);
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([why, times]) => `${times} ${why}`);
}

function whyOf(claim: Claim, election: Election): string {
  const to = claim.to ?? claim.from;
  const before = linesOf(election, () => true).filter(
    ({ log, at }) => log === claim.run?.log && at >= Math.max(claim.from, to - BEFORE_MS) && at <= to + 1000,
  );
  // a manager that gives up on its caches stops in the same order as one that is asked to
  if (before.some(({ entry }) => entry.sign === 'cache-failed')) return 'could not start their work';
  if (claim.graceful === true) return 'stopped as planned';
  if (claim.gaveUpAt === null) return claim.end === 'container-end' ? 'crashed' : 'lost';
  // the cause of the end itself is always the deadline
  const failed = before.filter(({ entry }) => entry.event === 'lock-error' && entry.cause !== null).at(0);
  return failed ? `lost by ${failed.entry.cause}` : 'could not renew in time';
}
