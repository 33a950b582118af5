// What becomes of a live leader whose Lease is taken away, in a sentence.

import { formatDuration } from '../election/duration.ts';
import type { Election } from '../election/election.ts';

/** Reference 1.8: how often, and for how long. */
export function twoLeaders({ timing, candidates }: Pick<Election, 'timing' | 'candidates'>): string {
  const { renewDeadlineMs: rd, retryPeriodMs: rp } = timing;
  const seconds = (ms: number) => formatDuration(ms).replace(/s$/, '');
  const span = rd === null || rp === null ? 'about a lease duration' : `${seconds(rd)} to ${formatDuration(rd + rp)}`;
  const standbys = candidates.filter(({ role }) => role === 'standby').length;
  const often =
    standbys === 0 ? 'wherever a standby is faster' : `in about every ${standbys === 1 ? 'third' : 'second'} case`;
  return `Breaking a live leader's Lease gives you two leaders for ${span}, ${often}.`;
}
