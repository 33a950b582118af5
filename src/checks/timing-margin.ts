// The margin LD − RD − RP: how long nobody may act between an old leader's last moment and a new one's first (reference 1.7).

import { formatDuration } from '../election/duration.ts';
import { MARGIN_MS, marginMsOf } from '../election/thresholds-given.ts';
import { refusalOf, type Timing } from '../election/timing.ts';
import { type Check, HOLDS, type Subject, type Trouble } from './check.ts';
import { kubectl, leaseSubject, reference } from './wording.ts';

export const timingMargin: Check = {
  id: 'timing-margin',
  suite: 'timing',
  title: 'the timings leave a margin',
  worst: 'warning',
  needs: ['leases', 'workloads'],
  applies: ({ electionOn, timing }, unread) =>
    electionOn !== false && (timing.marginMs !== null || unread.has('workloads')),
  judge(election, observation) {
    const { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp } = election.timing;
    // under what client-go refuses nobody leads, let alone two: timing-invalid says so
    if (refusalOf(ld, rd, rp) !== null) return HOLDS;
    const { timing, workload } = election;
    const command = workload ? kubectl(observation, workload.namespace, 'edit', reference(workload)) : null;
    const trouble = marginTrouble(timing, leaseSubject(election), marginMsOf(observation.scope), command);
    return trouble === null ? HOLDS : [trouble];
  },
};

/**
 * What is wrong with the margin of a triple; null where it is enough, or not known.
 * @param enoughMs a smaller margin is worth a note; below zero it is a warning whatever is given
 * @param command changes them; null where nobody knows whose they are
 */
export function marginTrouble(
  timing: Timing,
  subject: Subject,
  enoughMs = MARGIN_MS,
  command: string | null = null,
): Trouble | null {
  const { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp, marginMs } = timing;
  if (marginMs === null || ld === null || rd === null || rp === null || marginMs >= enoughMs) return null;
  const triple = [ld, rd, rp].map(formatDuration).join(' - ');
  const enough = formatDuration(enoughMs);
  const remedy = `raise the lease duration, or lower the renew deadline, until the margin is ${enough} or more`;
  return {
    severity: marginMs < 0 ? 'warning' : 'info',
    subject,
    summary:
      marginMs < 0
        ? `two may lead for ${formatDuration(-marginMs)}: the margin ${triple} is ${formatDuration(marginMs)}`
        : `the margin ${triple} is only ${formatDuration(marginMs)}`,
    facts: { marginMs, leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp },
    remedy: [{ text: remedy, command }],
  };
}
