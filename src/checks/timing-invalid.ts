// Timings that client-go refuses: the manager exits at start (reference 1.1).

import { formatDuration } from '../election/duration.ts';
import { refusalOf } from '../election/timing.ts';
import { type Check, HOLDS, type Subject, type Trouble } from './check.ts';
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
    const command = workload ? kubectl(observation, workload.namespace, 'edit', reference(workload)) : null;
    return [refusalTrouble([ld, rd, rp], refusal, timing.leaseDurationMs, subjectOf(election), command)];
  },
};

/** A refused triple as a finding. @param inForceMs the lease duration that still holds; null where none does */
export function refusalTrouble(
  triple: readonly [number | null, number | null, number | null],
  refusal: string,
  inForceMs: number | null,
  subject: Subject,
  command: string | null,
): Trouble {
  const [leaseDurationMs, renewDeadlineMs, retryPeriodMs] = triple;
  const words = triple.map((ms) => (ms === null ? '?' : formatDuration(ms))).join(' / ');
  const remedy = 'keep lease duration > renew deadline > 1.2 x retry period; 15s, 10s, 2s are the defaults';
  return {
    severity: 'critical',
    subject,
    summary: `${words} is refused: ${refusal}`,
    facts: { leaseDurationMs, renewDeadlineMs, retryPeriodMs, refusal, inForceMs },
    remedy: [{ text: remedy, command }],
  };
}
