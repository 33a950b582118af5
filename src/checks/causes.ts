// Which finding explains which: a cause stands first, and what follows from it is not a second trouble (section 8).

import type { Finding } from './check.ts';

/** What a Lease looks like that nobody can take or keep. */
const UNLED = ['lease-absent', 'lease-unclaimed', 'lease-expired', 'lease-late', 'lease-released', 'lease-flapping'];
/** What becomes of the process that held a Lease which it can no longer renew. */
const LOST = ['holder-restarted', 'holder-gone', 'holder-wedged', 'crash-looping', 'release-failed', 'no-candidates'];
/** What becomes of a workload whose program does not come up. */
const DOWN = ['crash-looping', 'no-candidates', 'rollout-blocked', 'holder-restarted', 'holder-gone'];

/** Each row: what explains, and what it explains. Explaining goes on through the rows: a cause explains what its effects explain. */
export const EXPLAINS: readonly (readonly [cause: string, effects: readonly string[]])[] = [
  // every candidate is refused, or the holder loses what it took (F4, F5)
  ['create-by-name', ['lease-access-denied', ...UNLED, ...LOST]],
  ['lease-access-denied', ['legacy-lock', ...UNLED, ...LOST]],
  ['account-missing', ['account-rejected', ...UNLED, ...LOST, ...DOWN]],
  ['account-rejected', [...UNLED, ...LOST]],
  // the program does not start, or is not the one that was meant (F22, F7)
  ['unknown-flag', [...DOWN, ...UNLED]],
  ['timing-invalid', [...DOWN, ...UNLED]],
  ['flag-swallowed', ['lease-duration-mismatch', 'shared-lease', 'two-leases', 'lease-absent', 'multiple-leaders']],
  // the process is ended again and again (F11), or ends by itself
  ['out-of-memory', [...DOWN, ...UNLED]],
  ['crash-looping', ['no-candidates', 'rollout-blocked', 'holder-restarted', 'holder-gone', ...UNLED]],
  // who wants the Lease cannot reach or use the API server in time (F8, F10, F12)
  ['egress-blocked', ['api-unreachable', 'candidates-not-competing', ...UNLED, ...LOST]],
  ['api-unreachable', ['client-throttled', 'api-slow', 'leader-idle', ...UNLED, ...LOST]],
  ['api-slow', ['client-throttled', 'leader-idle', ...UNLED, ...LOST]],
  ['client-throttled', ['leader-idle', ...UNLED, ...LOST]],
  // nobody is there who could take it, or wants it (F2, F9)
  [
    'candidates-not-competing',
    ['lease-absent', 'lease-unclaimed', 'lease-expired', 'lease-released', 'no-candidates', 'holder-gone'],
  ],
  [
    'no-candidates',
    ['lease-absent', 'lease-unclaimed', 'lease-released', 'lease-expired', 'lease-late', 'holder-gone'],
  ],
  // the holder is there and does not let go (F13, F14), or went without letting go (F3, F18)
  [
    'leader-idle',
    [
      'lease-flapping',
      'crash-looping',
      'holder-restarted',
      'holder-gone',
      'lease-late',
      'lease-expired',
      'rollout-blocked',
    ],
  ],
  ['holder-wedged', ['lease-unclaimed', 'lease-expired', 'lease-late', 'holder-terminating']],
  ['release-failed', ['holder-gone', 'holder-restarted', 'lease-late', 'lease-expired']],
  ['holder-restarted', ['lease-late', 'lease-expired']],
  ['holder-gone', ['lease-late', 'lease-expired']],
  ['lease-flapping', ['holder-gone', 'holder-restarted', 'lease-late', 'lease-expired']],
  // several act at once (F6, F7, F17, F24)
  ['duplicate-identity', ['multiple-leaders', 'lease-flapping']],
  ['two-leases', ['multiple-leaders', 'rollout-blocked']],
  ['shared-lease', ['lease-flapping', 'lease-duration-mismatch', 'multiple-leaders']],
  ['legacy-lock', ['multiple-leaders', 'lease-absent']],
  ['lease-recreated', ['multiple-leaders', 'lease-flapping']],
];

/**
 * Causes that may be less grave than what they explain: a policy or a deletion is a warning by itself (contract 4), what comes
 * of it need not be.
 */
const GRAVER_EFFECTS = new Set(['egress-blocked', 'lease-recreated']);

/** Marks the root causes of one election's findings: those that explain another finding and are explained by none. */
export function markCauses(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => {
    const follows = findings.some((other) => explains(other, finding));
    return { ...finding, follows, cause: !follows && findings.some((other) => explains(finding, other)) };
  });
}

/**
 * The root cause that a finding follows from, over as many links as there are; null where it follows from none.
 * @param findings of the same election, marked
 */
export function rootOf<T extends Link>(finding: T, findings: readonly T[]): T | null {
  const before = new Set<T>([finding]);
  for (const one of before) {
    const [root, ...others] = findings
      .filter((other) => !before.has(other) && explains(other, one))
      .toSorted(rootsFirst);
    if (root?.cause) return root;
    for (const other of root ? [root, ...others] : others) before.add(other);
  }
  return null;
}

function rootsFirst(a: Link, b: Link): number {
  return Number(b.cause) - Number(a.cause);
}

/** What of a finding decides whether it explains another one. */
type Link = Pick<Finding, 'id' | 'severity' | 'subject' | 'cause' | 'facts'>;

/**
 * What is past, or is only a note, explains nothing; nor does what harms one pod explain what another one suffers; nor does
 * what leaves others able to lead explain that nobody does.
 */
function explains(cause: Link, effect: Link): boolean {
  if (!EXPLAINS.some(([id, effects]) => id === cause.id && effects.includes(effect.id))) return false;
  // nothing that is wrong with a program scales its workload down: somebody did
  if (effect.id === 'no-candidates' && effect.facts.replicas === 0) return false;
  if (cause.severity === 'unknown' || cause.severity === 'info' || effect.severity === 'unknown') return false;
  if (cause.subject.kind === 'Pod' && effect.subject.kind === 'Pod') return cause.subject.name === effect.subject.name;
  return cause.severity === 'critical' || effect.severity !== 'critical' || GRAVER_EFFECTS.has(cause.id);
}
