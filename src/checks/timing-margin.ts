// The margin LD − RD − RP: how long nobody may act between an old leader's last moment and a new one's first (reference 1.7).

import { formatDuration } from '../election/duration.ts';
import { type Check, HOLDS } from './check.ts';
import { leaseSubject } from './wording.ts';

const ENOUGH_MS = 2000;

export const timingMargin: Check = {
  id: 'timing-margin',
  suite: 'timing',
  title: 'the timings leave a margin',
  worst: 'warning',
  needs: ['leases', 'workloads'],
  applies: ({ electionOn, timing }, unread) =>
    electionOn !== false && (timing.marginMs !== null || unread.has('workloads')),
  judge(election) {
    const { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp, marginMs } = election.timing;
    if (marginMs === null || ld === null || rd === null || rp === null || marginMs >= ENOUGH_MS) return HOLDS;
    const triple = [ld, rd, rp].map(formatDuration).join(' - ');
    return [
      {
        severity: marginMs < 0 ? 'warning' : 'info',
        subject: leaseSubject(election),
        summary:
          marginMs < 0
            ? `two may lead for ${formatDuration(-marginMs)}: the margin ${triple} is ${formatDuration(marginMs)}`
            : `the margin ${triple} is only ${formatDuration(marginMs)}`,
        facts: { marginMs, leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp },
        remedy: [
          {
            text: 'raise the lease duration, or lower the renew deadline, until the margin is 2s or more',
            command: null,
          },
        ],
      },
    ];
  },
};
