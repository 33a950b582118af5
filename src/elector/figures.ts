// What follows from a triple of timings where requests take time: margin, bounds, tolerance and cost (reference 1.6, 1.7).

import { JITTER, type Range } from '../election/timing.ts';
import type { Triple } from './simulation.ts';

export interface Setting {
  readonly replicas: number;
  /** The longest that one request takes, there and back. */
  readonly latencyMs: number;
}

export interface Figures {
  /** How long nobody may act between two leaders; below zero two may. */
  readonly marginMs: number;
  /**
   * From a crash until another process leads. With one replica from the first try of its replacement; its start comes on top.
   */
  readonly crashMs: Range;
  /** From the release of a planned stop until another process leads. */
  readonly releaseMs: Range;
  /** An API outage of this length costs no leader, whenever it comes. */
  readonly outageMs: number;
  /** How many times as fast as a leader's clock a candidate's may run. */
  readonly clockRate: number;
  /** Requests a minute of the leader, of each standby, and of all. */
  readonly requests: { readonly leader: number; readonly standby: number; readonly total: number };
}

/** The mean of a candidate's wait in retry periods: 1 + 1.2/2. */
const MEAN_WAIT = 1.6;
/**
 * Requests that a failover may wait for beside the timings: half of one until the last renewal counts as written and was read, one
 * whole try that fails a moment too early, and the read and the write of the takeover, the answers included.
 */
const REQUESTS = 4.5;

/** LD − RD − RP, less a request: a renewal counts for the others when it is written, for the leader when it hears of it. */
export function marginOf(
  { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp }: Triple,
  latencyMs: number,
): number {
  return ld - rd - rp - latencyMs;
}

/** The longest that a failover takes. */
export function failoverMs({ leaseDurationMs, retryPeriodMs }: Triple, replicas: number, latencyMs: number): number {
  const tries = replicas > 1 ? 2 + 2 * JITTER : 1 + JITTER;
  return Math.round(leaseDurationMs + tries * retryPeriodMs + REQUESTS * latencyMs);
}

/** The longest outage that is survived for certain: the last try must still read and write within the deadline. */
export function outageMs({ renewDeadlineMs, retryPeriodMs }: Triple, latencyMs: number): number {
  return Math.max(0, (Math.ceil((renewDeadlineMs - 2 * latencyMs) / retryPeriodMs) - 1) * retryPeriodMs);
}

/** The figures for requests of up to a latency. Without latency they are the reference's. */
export function figuresOf(triple: Triple, { replicas, latencyMs }: Setting): Figures {
  const { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp } = triple;
  const leader = 60_000 / rp;
  const standby = leader / MEAN_WAIT;
  return {
    marginMs: marginOf(triple, latencyMs),
    crashMs: [replicas > 1 ? Math.max(0, ld - rp) : ld, failoverMs(triple, replicas, latencyMs)],
    releaseMs: [0, Math.round((1 + JITTER) * rp + REQUESTS * latencyMs)],
    outageMs: outageMs(triple, latencyMs),
    clockRate: ld / (rd + rp),
    requests: { leader, standby, total: leader + (replicas - 1) * standby },
  };
}
