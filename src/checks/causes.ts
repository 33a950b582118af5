// Which finding explains which: a cause stands first, and what follows from it is not a second trouble (section 8).

import type { Finding } from './check.ts';

/** What a Lease looks like that nobody can take or keep. */
const UNLED = ['lease-absent', 'lease-unclaimed', 'lease-expired', 'lease-late', 'lease-released', 'lease-flapping'];

/** Each row: what explains, and what it explains. */
const EXPLAINS: readonly (readonly [cause: string, effects: readonly string[]])[] = [
  // every candidate is refused, or the holder loses what it took (F4, F5)
  ['lease-access-denied', UNLED],
  ['create-by-name', ['lease-access-denied', ...UNLED]],
  ['account-missing', ['account-rejected', 'no-candidates', ...UNLED]],
  ['account-rejected', UNLED],
  // the network, the server or the client's own limit keeps them from the Lease (F8, F10, F12)
  ['api-unreachable', ['client-throttled', 'api-slow', 'crash-looping', 'holder-restarted', 'holder-wedged', ...UNLED]],
  ['api-slow', ['client-throttled', 'crash-looping', 'holder-restarted', ...UNLED]],
  ['client-throttled', ['holder-restarted', ...UNLED]],
  ['candidates-not-competing', UNLED],
  ['unknown-flag', ['crash-looping', 'rollout-blocked', 'no-candidates', 'holder-gone', ...UNLED]],
  ['leader-idle', ['lease-flapping', 'crash-looping', 'holder-restarted']],
  ['timing-invalid', ['crash-looping', 'no-candidates', 'lease-absent', 'lease-unclaimed']],
  ['crash-looping', ['no-candidates', 'lease-absent', 'lease-unclaimed', 'holder-restarted']],
  ['out-of-memory', ['crash-looping', 'holder-restarted', 'no-candidates', 'lease-absent', 'lease-unclaimed']],
  ['flag-swallowed', ['lease-duration-mismatch']],
  ['no-candidates', ['lease-unclaimed', 'lease-released', 'lease-expired', 'holder-gone']],
  ['holder-wedged', ['lease-unclaimed', 'lease-expired']],
  ['holder-restarted', ['lease-late', 'lease-expired']],
  ['holder-gone', ['lease-late', 'lease-expired']],
  ['duplicate-identity', ['multiple-leaders']],
  ['two-leases', ['multiple-leaders', 'rollout-blocked']],
  ['release-failed', ['holder-gone', 'holder-restarted', 'lease-late', 'lease-expired']],
  ['lease-flapping', ['holder-gone', 'holder-restarted', 'lease-late', 'lease-expired']],
];

/** Marks the root causes of one election's findings: those that explain another finding and are explained by none. */
export function markCauses(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => {
    const follows = findings.some((other) => explains(other, finding));
    return { ...finding, follows, cause: !follows && findings.some((other) => explains(finding, other)) };
  });
}

/**
 * What is past, or is only a note, explains nothing; nor does what harms one pod explain what another one suffers; nor does
 * what leaves others able to lead explain that nobody does.
 */
function explains(cause: Finding, effect: Finding): boolean {
  if (!EXPLAINS.some(([id, effects]) => id === cause.id && effects.includes(effect.id))) return false;
  if (cause.severity === 'unknown' || cause.severity === 'info' || effect.severity === 'unknown') return false;
  if (cause.subject.kind === 'Pod' && effect.subject.kind === 'Pod') return cause.subject.name === effect.subject.name;
  return cause.severity === 'critical' || effect.severity !== 'critical';
}
