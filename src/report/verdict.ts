// Verdicts and exit codes, the same for every format (contract 2).

import type { Finding, Severity } from '../checks/check.ts';
import type { LeaseState } from '../election/renewal.ts';

export type Verdict = 'healthy' | 'warning' | 'critical' | 'unknown';
export type FailOn = 'critical' | 'warning' | 'never';

/** Critical, then unknown of the Lease itself, then warning (contract 2). */
export function verdictOf(state: LeaseState, findings: readonly Finding[]): Verdict {
  const severities = new Set<Severity>(findings.map(({ severity }) => severity));
  if (severities.has('critical')) return 'critical';
  const unseen =
    state === 'absent' && findings.some(({ id, severity }) => id === 'lease-absent' && severity === 'unknown');
  if (state === 'unknown' || unseen) return 'unknown';
  return severities.has('warning') ? 'warning' : 'healthy';
}

const RANK: readonly Verdict[] = ['critical', 'unknown', 'warning', 'healthy'];

/** The verdict of several. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return RANK.find((verdict) => verdicts.includes(verdict)) ?? 'healthy';
}

/** Contract 2: critical 2, unknown of something essential 3, warning 1; `--fail-on` maps findings only, never the 3. */
export function exitCodeOf(verdict: Verdict, failOn: FailOn): number {
  const code = { healthy: 0, warning: 1, critical: 2, unknown: 3 }[verdict];
  if (code === 1 && failOn !== 'warning') return 0;
  return code === 2 && failOn === 'never' ? 0 : code;
}
