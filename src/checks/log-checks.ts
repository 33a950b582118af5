// The checks whose evidence is in logs: what `b7le logs` judges (contract 4; issue 7).

export const LOG_CHECKS: readonly string[] = [
  'multiple-leaders',
  'lease-flapping',
  'leader-idle',
  'api-unreachable',
  'api-slow',
  'client-throttled',
  'candidates-not-competing',
  'unknown-flag',
  'release-failed',
];

/**
 * What `b7le logs` asks of a cluster: also whether somebody leads now, by the Lease that it reads in any case, since a story that
 * ends without a leader is no healthy one.
 */
export const STORY_CHECKS: readonly string[] = [
  'lease-absent',
  'lease-late',
  'lease-released',
  'lease-expired',
  'lease-unclaimed',
  'no-candidates',
  ...LOG_CHECKS,
];

/** Those checks that rest on logs alone: where nobody read logs they were not asked. */
export const ONLY_IN_LOGS: readonly string[] = [
  'leader-idle',
  'api-unreachable',
  'api-slow',
  'client-throttled',
  'candidates-not-competing',
  'unknown-flag',
];
