// The flags of `timing`: a triple, how many contend, and the goal; and what they say together.

import * as Flags from '@oclif/core/flags';
import { boundsOf, type Timing } from '../election/timing.ts';
import type { Goal } from '../elector/advice.ts';
import { durationFlag } from './flags.ts';
import { UsageError } from './usage-error.ts';

const TIMINGS = { helpGroup: 'TIMINGS' };
const GOAL = { helpGroup: 'GOAL' };

export const timingFlags = {
  'lease-duration': durationFlag({ summary: 'how long a leader may be silent (15s)', ...TIMINGS }),
  'renew-deadline': durationFlag({ summary: 'how long a leader tries to renew (10s)', ...TIMINGS }),
  'retry-period': durationFlag({ summary: 'how often everybody tries (2s)', ...TIMINGS }),
  replicas: Flags.integer({ min: 1, max: 1000, helpValue: 'N', summary: 'how many contend (2)', ...TIMINGS }),
  'release-on-cancel': Flags.boolean({
    allowNo: true,
    summary: 'whether a planned stop gives the Lease up',
    ...TIMINGS,
  }),
  'max-failover': durationFlag({ summary: 'a failover after a crash must not take longer', ...GOAL }),
  'api-outage': durationFlag({ summary: 'an API outage of this length must cost no leader', ...GOAL }),
  latency: durationFlag({ summary: 'requests to the API take up to this long', ...GOAL }),
};

export interface TimingFlags {
  readonly 'lease-duration'?: number | undefined;
  readonly 'renew-deadline'?: number | undefined;
  readonly 'retry-period'?: number | undefined;
  readonly replicas?: number | undefined;
  readonly 'release-on-cancel'?: boolean | undefined;
  readonly 'max-failover'?: number | undefined;
  readonly 'api-outage'?: number | undefined;
  readonly latency?: number | undefined;
}

const DEFAULTS: Pick<Timing, 'leaseDurationMs' | 'renewDeadlineMs' | 'retryPeriodMs' | 'releaseOnCancel' | 'source'> = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2000,
  releaseOnCancel: null,
  source: { leaseDurationMs: 'default', renewDeadlineMs: 'default', retryPeriodMs: 'default' },
};

/** Whether a triple is given, or a part of one. */
export function givesTimings(flags: TimingFlags): boolean {
  return ['lease-duration', 'renew-deadline', 'retry-period', 'release-on-cancel'].some((name) => name in flags);
}

/** Flags that say where an election is. */
const PLACE = ['namespace', 'context', 'kubeconfig', 'as', 'as-group'];

/**
 * Whether an election is meant: it is named, or its place is, or nothing is said that could be answered without one.
 * @throws UsageError for -A, since every election has timings of its own
 */
export function wantsCluster(target: string | undefined, flags: TimingFlags): boolean {
  if ('all-namespaces' in flags) throw new UsageError('timing takes one election, so -A does not go with it');
  return (
    target !== undefined ||
    PLACE.some((name) => name in flags) ||
    !Object.keys(timingFlags).some((name) => name in flags)
  );
}

/** The timings with what the flags say instead. @param found those of an election, client-go's defaults where there is none */
export function timingFrom(flags: TimingFlags, found: typeof DEFAULTS = DEFAULTS): Timing {
  const { 'lease-duration': ld, 'renew-deadline': rd, 'retry-period': rp } = flags;
  const triple = {
    leaseDurationMs: ld ?? found.leaseDurationMs,
    renewDeadlineMs: rd ?? found.renewDeadlineMs,
    retryPeriodMs: rp ?? found.retryPeriodMs,
  };
  const source = {
    leaseDurationMs: ld === undefined ? found.source.leaseDurationMs : 'given',
    renewDeadlineMs: rd === undefined ? found.source.renewDeadlineMs : 'given',
    retryPeriodMs: rp === undefined ? found.source.retryPeriodMs : 'given',
  } as const;
  return boundsOf(triple, source, flags['release-on-cancel'] ?? found.releaseOnCancel);
}

/** What is wished. @throws UsageError for a goal that means nothing */
export function goalFrom(flags: TimingFlags, replicas: number): Goal {
  if (flags['max-failover'] === 0) throw new UsageError('--max-failover 0s: no failover takes no time');
  return {
    maxFailoverMs: flags['max-failover'] ?? null,
    apiOutageMs: flags['api-outage'] ?? null,
    latencyMs: flags.latency ?? null,
    replicas: flags.replicas ?? replicas,
  };
}
