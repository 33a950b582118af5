// Findings that a failover test makes by itself: what no single look shows (contract 4).

import type { Finding, Trouble } from '../checks/check.ts';
import { hostOf } from '../election/identity.ts';
import type { ReportedRound } from './failover-report.ts';
import type { Report } from './report.ts';

/** A leader that does not work (F13). */
export function failoverFindings(rounds: readonly ReportedRound[], base: Report): Finding[] {
  const [election] = base.elections;
  if (!election) return [];
  const of = (id: string, trouble: Trouble): Finding => ({
    id,
    lease: election.lease.name,
    election: election.id,
    cause: false,
    follows: false,
    docs: `docs/findings/${id}.md`,
    ...trouble,
  });
  const idle = rounds.find(({ outcome }) => outcome === 'idle');
  if (!idle) return [];
  const subject = { kind: 'Pod', namespace: election.lease.namespace, name: hostOf(idle.to ?? '') };
  const command = `kubectl -n ${election.lease.namespace} logs pod/${subject.name}`;
  return [
    of('leader-idle', {
      severity: 'critical',
      subject,
      summary: idle.why ?? 'leads, but its workers never started',
      facts: { takeoverMs: idle.takeoverMs, workMs: idle.workMs },
      remedy: [{ text: 'what its controllers wait for stands in its log', command }],
    }),
  ];
}
