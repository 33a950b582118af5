// The flags of `practice`: what the cluster plays, how its programs elect, and what is wrong with the wire.

import * as Flags from '@oclif/core/flags';
import { parseDuration } from '../election/duration.ts';
import type { PracticeOptions } from '../practice/index.ts';
import { durationFlag } from './flags.ts';
import { UsageError } from './usage-error.ts';

const CLUSTER = { helpGroup: 'CLUSTER' };
const WIRE = { helpGroup: 'FAULTS OF THE WIRE' };

const rateFlag = Flags.custom<number>({
  helpValue: 'RATE',
  parse: async (text) => {
    const rate = /^\d*\.?\d+%$/.test(text) ? Number(text.slice(0, -1)) / 100 : Number(text);
    if (text.trim() === '' || !(rate >= 0 && rate <= 1))
      throw new UsageError(`${JSON.stringify(text)} is no rate: write 0.2 or 20%`);
    return rate;
  },
});

export const practiceFlags = {
  kubernetes: Flags.option({
    options: ['1.37', '1.20'] as const,
    default: '1.37' as const,
    summary: 'the version that the cluster plays',
    ...CLUSTER,
  })(),
  seed: Flags.string({ helpValue: 'TEXT', summary: 'the same seed gives the same history', ...CLUSTER }),
  replicas: Flags.integer({ min: 0, max: 1000, helpValue: 'N', summary: 'replicas of the controller', ...CLUSTER }),
  timings: Flags.string({
    helpValue: 'LD,RD,RP',
    summary: 'lease duration, renew deadline and retry period, such as 15s,10s,2s',
    ...CLUSTER,
  }),
  port: Flags.integer({
    min: 0,
    max: 65_535,
    helpValue: 'N',
    summary: 'the port on 127.0.0.1 (any free one)',
    ...CLUSTER,
  }),
  latency: durationFlag({ summary: 'each answer takes this much longer', ...WIRE }),
  'fail-rate': rateFlag({ summary: 'the part of requests that fail with 503', ...WIRE }),
  'reset-rate': rateFlag({ summary: 'the part of requests whose connection breaks', ...WIRE }),
  drill: Flags.boolean({ summary: 'pick a scenario and do not tell which', helpGroup: 'TRAINING' }),
  reveal: Flags.boolean({ summary: 'tell what the last drill was', helpGroup: 'TRAINING', exclusive: ['drill'] }),
};

interface StartFlags {
  readonly kubernetes: string;
  readonly replicas?: number | undefined;
  readonly timings?: string | undefined;
  readonly port?: number | undefined;
  readonly latency?: number | undefined;
  readonly 'fail-rate'?: number | undefined;
  readonly 'reset-rate'?: number | undefined;
}

/** How to start the cluster that the flags describe. @throws UsageError */
export function startOptions(flags: StartFlags): Omit<PracticeOptions, 'scenario' | 'seed' | 'narrate'> {
  const { replicas, timings, port, latency } = flags;
  return {
    minor: Number(flags.kubernetes.slice(2)),
    ...(replicas === undefined ? {} : { replicas }),
    ...(timings === undefined ? {} : { timings: timingsFrom(timings) }),
    ...(port === undefined ? {} : { port }),
    faults: { latencyMs: latency ?? 0, failRate: flags['fail-rate'] ?? 0, resetRate: flags['reset-rate'] ?? 0 },
  };
}

/** @throws UsageError for what are not three Go durations; whether client-go takes the triple is for its programs to say */
export function timingsFrom(text: string): { leaseDuration: string; renewDeadline: string; retryPeriod: string } {
  const parts = text.split(',').map((part) => part.trim());
  const [leaseDuration = '', renewDeadline = '', retryPeriod = ''] = parts;
  if (parts.length !== 3 || parts.some((part) => parseDuration(part) === null))
    throw new UsageError(`--timings ${JSON.stringify(text)}: write three durations, such as 15s,10s,2s`);
  return { leaseDuration, renewDeadline, retryPeriod };
}
