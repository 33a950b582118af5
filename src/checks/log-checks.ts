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
