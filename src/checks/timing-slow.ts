// A crash costs more time without a leader than the user thinks fit: LD + 4.4 RP at the worst (reference 1.6 c).

import { formatDuration } from '../election/duration.ts';
import { slowFailoverMsOf } from '../election/thresholds-given.ts';
import { refusalOf } from '../election/timing.ts';
import { type Check, HOLDS } from './check.ts';
import { leaseSubject } from './wording.ts';

export const timingSlow: Check = {
  id: 'timing-slow',
  suite: 'timing',
  title: 'a standby takes over soon after a crash',
  worst: 'info',
  needs: ['leases', 'workloads'],
  applies: ({ electionOn, timing, lease }, unread) =>
    electionOn !== false &&
    // another one decides who takes over there (reference 1.10)
    (lease?.strategy ?? null) === null &&
    (timing.crashFailoverMs !== null || unread.has('workloads') || unread.has('leases')),
  judge(election, { scope }) {
    const { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp, crashFailoverMs } = election.timing;
    const most = slowFailoverMsOf(scope);
    if (crashFailoverMs === null || ld === null || rp === null || crashFailoverMs[1] <= most) return HOLDS;
    // what client-go refuses fails over to nobody, and timing-invalid says so
    if (refusalOf(ld, rd, rp) !== null) return HOLDS;
    const [low, high] = crashFailoverMs;
    return [
      {
        severity: 'info',
        subject: leaseSubject(election),
        summary: `after a crash nobody may lead for ${formatDuration(high)} (${formatDuration(ld)} + 4.4 x ${formatDuration(rp)}), more than ${formatDuration(most)}`,
        facts: {
          crashFailoverLowMs: low,
          crashFailoverHighMs: high,
          thresholdMs: most,
          leaseDurationMs: ld,
          retryPeriodMs: rp,
        },
        remedy: [
          {
            text: 'lower lease duration, renew deadline and retry period together, if the API server is quick enough',
            command: null,
          },
        ],
      },
    ];
  },
};
