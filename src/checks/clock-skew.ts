// The clock of the holder's node against the API server's (F25): it fools who reads renewTime, and never the election.

import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS } from './check.ts';
import { leaseSubject } from './wording.ts';

/** Less than this is a stamp's own coarseness. */
const CERTAIN_MS = 1000;
/** A stamp and a Date are cut to a second. */
const CUT_MS = 1000;
/** How much later than it came a renewal may be seen where the Lease is read again and again. */
const SEEN_LATE_MS = 1000;
/** A try takes as long as the renew deadline at most; this is the usual one (reference 1.2). */
const DEADLINE_MS = 10_000;

/** By how much the holder's clock is ahead: about `apartMs`, and for certain between `leastMs` and `mostMs`. */
interface Skew {
  readonly apartMs: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

export const clockSkew: Check = {
  id: 'clock-skew',
  suite: 'lease',
  title: "the holder's clock agrees with the API server's",
  worst: 'info',
  needs: ['leases', 'renewal'],
  applies: ({ lease, holder, electionOn }, unread) =>
    electionOn !== false && ((lease !== null && holder !== null) || unread.has('leases')),
  judge(election, observation) {
    const { renewal, holder, lease } = election;
    // whose Lease is of the past may have another clock by now
    if (renewal.state !== 'renewing' && renewal.state !== 'unknown') return HOLDS;
    const skew = skewOf(election, observation);
    if (skew === null) return { unknown: 'no renewal was seen whose moment by the API server is known' };
    if (skew.leastMs < CERTAIN_MS && skew.mostMs > -CERTAIN_MS) return HOLDS;
    const node = holder?.pod?.nodeName ?? null;
    const whose = node === null ? `of ${holder?.host}` : `of ${node}, where ${holder?.host} runs,`;
    const skewMs = Math.round(skew.apartMs / 1000) * 1000;
    const which = skewMs > 0 ? 'ahead of' : 'behind';
    return [
      {
        severity: 'info',
        subject: node === null ? leaseSubject(election) : { kind: 'Node', namespace: null, name: node },
        summary: `the clock ${whose} is ${formatAge(Math.abs(skewMs))} ${which} the API server's: election does not mind, who reads renewTime does`,
        facts: { skewMs, node, identity: holder?.identity ?? null, renewTime: lease?.renewTime ?? null },
        remedy: [{ text: 'let NTP set the clock of that node', command: null }],
      },
    ];
  },
};

/**
 * `renewTime` is written as a try begins, and the server stamps its write later, by as much as the try took. So a renewTime
 * after the stamp proves a clock ahead at once, one before it a clock behind only beyond the longest try (reference 1.3).
 */
function skewOf({ lease, sighting, timing }: Election, { cluster }: Observation): Skew | null {
  if (!lease || !sighting?.readAt) return null;
  const longestTry = timing.renewDeadlineMs ?? DEADLINE_MS;
  const stamped = cluster.stampsFollowRenewals ? between(lease.renewalStamp, lease.renewTime) : null;
  if (stamped !== null) return { apartMs: stamped, leastMs: stamped - CUT_MS, mostMs: stamped + longestTry };
  if (sighting.changes.length === 0) return null;
  const read = between(sighting.readAt, lease.renewTime);
  if (read === null) return null;
  const seen = read + sighting.unchangedForMs;
  return { apartMs: seen, leastMs: seen - CUT_MS, mostMs: seen + SEEN_LATE_MS + longestTry };
}
