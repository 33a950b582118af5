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

/** Those of them that rest on logs alone: where nobody read logs they were not asked. */
export const ONLY_IN_LOGS: readonly string[] = [
  'leader-idle',
  'api-unreachable',
  'api-slow',
  'client-throttled',
  'candidates-not-competing',
  'unknown-flag',
];
