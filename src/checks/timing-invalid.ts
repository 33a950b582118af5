// Timings that client-go refuses: the manager exits at start (reference 1.1).

import { formatDuration } from '../election/duration.ts';
import { refusalOf } from '../election/timing.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, subjectOf } from './wording.ts';

export const timingInvalid: Check = {
  id: 'timing-invalid',
  suite: 'timing',
  title: 'client-go accepts the timings',
  worst: 'critical',
  needs: ['workloads'],
  applies: ({ configured, electionOn }, unread) =>
    electionOn !== false && (configured !== null || unread.has('workloads')),
  judge(election, observation) {
    const { configured: set, timing, program, workload } = election;
    if (!set) return HOLDS;
    const preset = program?.seconds.map((seconds) => seconds * 1000) ?? [];
    const stored = timing.source.leaseDurationMs === 'lease' ? timing.leaseDurationMs : null;
    const ld = set.leaseDuration?.ms ?? stored ?? preset[0] ?? null;
    const rd = set.renewDeadline?.ms ?? preset[1] ?? null;
    const rp = set.retryPeriod?.ms ?? preset[2] ?? null;
    const given = set.leaseDuration ?? set.renewDeadline ?? set.retryPeriod;
    const unread = set.unreadable.length > 0 ? `no duration: ${set.unreadable.join(', ')}` : null;
    const refusal = unread ?? (given ? refusalOf(ld, rd, rp) : null);
    if (!refusal) return HOLDS;
    return [
      {
        severity: 'critical',
        subject: subjectOf(election),
        summary: `${[ld, rd, rp].map((ms) => (ms === null ? '?' : formatDuration(ms))).join(' / ')} is refused: ${refusal}`,
        facts: {
          leaseDurationMs: ld,
          renewDeadlineMs: rd,
          retryPeriodMs: rp,
          refusal,
          inForceMs: timing.leaseDurationMs,
        },
        remedy: [
          {
            text: 'keep lease duration > renew deadline > 1.2 x retry period; 15s, 10s, 2s are the defaults',
            command: workload ? kubectl(observation, workload.namespace, 'edit', reference(workload)) : null,
          },
        ],
      },
    ];
  },
};
