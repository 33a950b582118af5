// The figures of timings as a report prints them: whole milliseconds, tenths of requests.

import type { Range, Timing } from '../election/timing.ts';
import type { Goal } from '../elector/advice.ts';
import { requestTimeoutOf } from '../elector/candidate.ts';
import type { Figures } from '../elector/figures.ts';
import type { Triple } from '../elector/simulation.ts';

/** The figures of a triple as they are printed. */
export interface ReportedFigures extends Triple {
  readonly marginMs: number;
  readonly crashFailoverMs: Range;
  readonly apiOutageToleranceMs: number;
  readonly requestsPerMinute: { readonly leader: number; readonly standby: number; readonly total: number };
}

export interface ReportedTiming extends Timing {
  readonly replicas: number;
  /** client-go's words where it refuses the triple. */
  readonly refusal: string | null;
  /** The margin where requests hang and the Lease is released on shutdown: up to a client timeout less (reference 1.7). */
  readonly hangingMarginMs: number | null;
  /** How many times as fast as the leader's clock a candidate's may run. */
  readonly clockRate: number | null;
  readonly requestsPerMinute: ReportedFigures['requestsPerMinute'] | null;
}

/** Timings with what follows from them; nothing does where client-go refuses them. */
export function reportedTiming(
  timing: Timing,
  refusal: string | null,
  goal: Goal,
  figures: Figures | null,
): ReportedTiming {
  const { replicas } = goal;
  const none = { marginMs: null, crashFailoverMs: null, gracefulFailoverMs: null, apiOutageToleranceMs: null };
  const rest = { replicas, refusal, hangingMarginMs: null, clockRate: null, requestsPerMinute: null };
  // bounds of timings that no process would start with mean nothing
  if (figures === null) return { ...timing, ...(refusal === null ? {} : none), ...rest };
  const { marginMs, crashMs, releaseMs, outageMs, clockRate, requests } = figures;
  const { releaseOnCancel } = timing;
  const planned: Range = releaseOnCancel === null ? [releaseMs[0], crashMs[1]] : releaseOnCancel ? releaseMs : crashMs;
  const timeout = requestTimeoutOf(timing.renewDeadlineMs ?? 0);
  return {
    ...timing,
    marginMs,
    crashFailoverMs: crashMs,
    gracefulFailoverMs: planned,
    apiOutageToleranceMs: outageMs,
    ...rest,
    hangingMarginMs: releaseOnCancel === false ? marginMs : Math.round(marginMs - timeout),
    clockRate: Math.round(clockRate * 1000) / 1000,
    requestsPerMinute: rounded(requests),
  };
}

/** The figures of one triple. */
export function reported(triple: Triple, { marginMs, crashMs, outageMs, requests }: Figures): ReportedFigures {
  return {
    ...triple,
    marginMs,
    crashFailoverMs: crashMs,
    apiOutageToleranceMs: outageMs,
    requestsPerMinute: rounded(requests),
  };
}

function rounded({ leader, standby, total }: Figures['requests']): Figures['requests'] {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return { leader: tenth(leader), standby: tenth(standby), total: tenth(total) };
}

export function isSame(a: Triple, b: Triple): boolean {
  return (
    a.leaseDurationMs === b.leaseDurationMs &&
    a.renewDeadlineMs === b.renewDeadlineMs &&
    a.retryPeriodMs === b.retryPeriodMs
  );
}
