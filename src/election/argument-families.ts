// How programs spell their election settings: flags and environment variables (reference 7).

/** What a flag or variable sets. */
export type Key =
  | 'enable'
  | 'disable'
  | 'name'
  | 'namespace'
  | 'identity'
  | 'leaseDuration'
  | 'renewDeadline'
  | 'retryPeriod'
  | 'ttl'
  | 'release'
  | 'lock'
  | 'metrics'
  | 'metricsSecure';

export const BOOLEANS: readonly Key[] = ['enable', 'disable', 'release', 'metricsSecure'];
/** Flags that show by themselves that a container knows leader election. */
export const TELLING: readonly Key[] = [
  'enable',
  'disable',
  'name',
  'namespace',
  'leaseDuration',
  'renewDeadline',
  'retryPeriod',
  'ttl',
  'release',
];

export const FLAGS: readonly (readonly [RegExp, Key])[] = [
  [/^(leader-elect|enable-leader-elect(ion)?|leader-election|leaderElection|leaderElect)$/, 'enable'],
  [/^(disable-leader-election|disable-ha)$/, 'disable'],
  [
    /^(leader-election-id|leader-elect-resource-name|leader-election-(lease-)?name|leader-elect-id|election-id|leaseName)$/,
    'name',
  ],
  [/^(leader-election-namespace|leader-elect(-resource)?-namespace|election-namespace)$/, 'namespace'],
  [/^(identity|leader-elect(ion)?-identity)$/, 'identity'],
  [/^((leader-elect|leader-election|election)-lease-duration|lease-duration-seconds|leaseDuration)$/, 'leaseDuration'],
  [
    /^((leader-elect|leader-election|election)-renew-deadline|renew-deadline-seconds|leaseRenewDuration)$/,
    'renewDeadline',
  ],
  [/^((leader-elect|leader-election|election)-retry-period|retry-period-seconds|leaseRetry)$/, 'retryPeriod'],
  [/^election-ttl$/, 'ttl'],
  [/^(leader-elect|leader-election|election)-release-on-cancel$/, 'release'],
  [/^(leader-elect|leader-election)-resource-lock$/, 'lock'],
  [/^(metrics-bind-address|metrics-addr(ess)?|http-endpoint)$/, 'metrics'],
  [/^(metrics-secure|secure-metrics)$/, 'metricsSecure'],
];

export const VARIABLES: readonly (readonly [RegExp, Key])[] = [
  [/^(LEASE_DURATION_SECONDS|vip_leaseduration|[A-Z_]*LEADER_ELECTION_LEASE_DURATION)$/, 'leaseDuration'],
  [/^(RENEW_DEADLINE_SECONDS|vip_renewdeadline|[A-Z_]*LEADER_ELECTION_RENEW_DEADLINE)$/, 'renewDeadline'],
  [/^(RETRY_PERIOD_SECONDS|vip_retryperiod|[A-Z_]*LEADER_ELECTION_RETRY_PERIOD)$/, 'retryPeriod'],
  [/^(LEADER_ELECTION|ENABLE_LEADER_ELECTION|vip_leaderelection)$/, 'enable'],
  [/^DISABLE_LEADER_ELECTION$/, 'disable'],
  [/^(LEADER_ELECTION_NAMESPACE|cp_namespace)$/, 'namespace'],
  [/^(LEADER_ELECTION_(ID|NAME)|vip_leasename)$/, 'name'],
];
