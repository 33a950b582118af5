// Simulated failover times as a few figures and a histogram.

import { type FailoverQuestion, failoverTimes, quantile } from './simulation.ts';

export interface Distribution {
  readonly runs: number;
  readonly minMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Of equal width, without gaps; the last one holds its upper end too. */
  readonly bins: readonly { readonly fromMs: number; readonly toMs: number; readonly runs: number }[];
}

const MOST_BINS = 10;
/** Widths that read well, in milliseconds, each five times and twice the one before. */
const WIDTHS = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];

/** @param times sorted, at least one */
export function distributionOf(times: readonly number[]): Distribution {
  const [min, max] = [times[0] ?? 0, times.at(-1) ?? 0];
  const width = WIDTHS.find((one) => Math.floor(max / one) - Math.floor(min / one) < MOST_BINS) ?? max;
  const first = Math.floor(min / width);
  const bins = Array.from({ length: Math.floor(max / width) - first + 1 }, (_, at) => ({
    fromMs: (first + at) * width,
    toMs: (first + at + 1) * width,
    runs: 0,
  }));
  for (const time of times) {
    const bin = bins[Math.floor(time / width) - first];
    if (bin) bin.runs++;
  }
  const [medianMs, p95Ms] = [0.5, 0.95].map((share) => Math.round(quantile(times, share))) as [number, number];
  return { runs: times.length, minMs: Math.round(min), medianMs, p95Ms, maxMs: Math.round(max), bins };
}

/** Enough for a picture and for figures to a few tenths of a second, in a few hundredths of one. */
const RUNS = 200;
/** Beyond this many candidates the distribution hardly changes. */
const MOST_STANDBYS = 10;
/** Tries of one wait beyond which a simulation would not be worth its time. */
const MOST_TRIES = 2000;
const TRIES = 20;

/** @returns null where a run would take too many tries: a lease of thousands of retry periods */
export function simulated(
  question: Omit<FailoverQuestion, 'runs' | 'seed'>,
  seed: number | string,
): Distribution | null {
  const { leaseDurationMs, retryPeriodMs } = question.triple;
  const standbys = Math.min(question.standbys, MOST_STANDBYS);
  const tries = (leaseDurationMs / retryPeriodMs) * Math.max(1, standbys);
  if (tries > MOST_TRIES) return null;
  const runs = Math.round(RUNS / Math.max(1, tries / TRIES));
  return distributionOf(failoverTimes({ ...question, standbys, runs: Math.max(50, runs), seed }));
}
