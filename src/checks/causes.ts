// Which finding explains which: a cause stands first, and what follows from it is not a second trouble (section 8).

import type { Finding } from './check.ts';

/** Each row: what explains, and what it explains. */
const EXPLAINS: readonly (readonly [cause: string, effects: readonly string[]])[] = [
  ['timing-invalid', ['crash-looping', 'no-candidates', 'lease-absent', 'lease-unclaimed']],
  ['crash-looping', ['no-candidates', 'lease-absent', 'lease-unclaimed', 'holder-restarted']],
  ['no-candidates', ['lease-unclaimed', 'lease-released', 'lease-expired', 'holder-gone']],
  ['holder-wedged', ['lease-unclaimed', 'lease-expired']],
  ['holder-restarted', ['lease-late', 'lease-expired']],
  ['holder-gone', ['lease-late', 'lease-expired']],
  ['duplicate-identity', ['multiple-leaders']],
];

/** Marks the root causes of one election's findings: those that explain another finding and are explained by none. */
export function markCauses(findings: readonly Finding[]): Finding[] {
  const present = new Set(findings.filter(({ severity }) => severity !== 'unknown').map(({ id }) => id));
  const explained = new Set(
    EXPLAINS.filter(([cause]) => present.has(cause)).flatMap(([, effects]) => effects.filter((id) => present.has(id))),
  );
  const explaining = new Set(
    EXPLAINS.filter(([cause, effects]) => present.has(cause) && effects.some((id) => present.has(id))).map(
      ([id]) => id,
    ),
  );
  return findings.map((finding) => ({
    ...finding,
    cause: finding.severity !== 'unknown' && explaining.has(finding.id) && !explained.has(finding.id),
    follows: finding.severity !== 'unknown' && explained.has(finding.id),
  }));
}
