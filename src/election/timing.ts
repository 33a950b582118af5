// The three timings of an election, where each is known from, and what follows from them (reference 1.1, 1.6, 1.7).

import type { ElectionArguments } from './arguments.ts';
import { COORDINATOR_MS, FIRST_TERM_MS, isFirstTerm } from './coordination.ts';
import { isHeld, type Lease } from './lease.ts';
import type { Program } from './programs.ts';

export type TimingSource = 'lease' | 'flag' | 'env' | 'log' | 'observed' | 'given' | 'default';
export type Range = readonly [number, number];

/** All in integer milliseconds; null where not known. */
export interface Timing {
  readonly leaseDurationMs: number | null;
  readonly renewDeadlineMs: number | null;
  readonly retryPeriodMs: number | null;
  readonly source: {
    readonly leaseDurationMs: TimingSource | null;
    readonly renewDeadlineMs: TimingSource | null;
    readonly retryPeriodMs: TimingSource | null;
  };
  /** LD − RD − RP: how long nobody may act between an old leader's last moment and a new leader's first. */
  readonly marginMs: number | null;
  /** From a crash until a waiting standby leads. */
  readonly crashFailoverMs: Range | null;
  /** From the end of a planned stop until a waiting standby leads. */
  readonly gracefulFailoverMs: Range | null;
  /** An API outage of this length costs no leader. */
  readonly apiOutageToleranceMs: number | null;
  /** True, false, or null where nothing tells. */
  readonly releaseOnCancel: boolean | null;
}

/** client-go's JitterFactor: a candidate waits RP + U[0, 1.2)·RP between tries. */
export const JITTER = 1.2;
const DEFAULT_MS: Triple = [15_000, 10_000, 2_000];

type Triple = readonly [number, number, number];

export interface TimingFacts {
  readonly lease: Lease | null;
  readonly arguments: ElectionArguments | null;
  readonly program: Program | null;
  /** A released Lease of this election was seen, so release on shutdown is on. */
  readonly releaseSeen: boolean;
}

/**
 * The timings in force (contract 3): the duration from a held Lease, else from flag or variable, else the default;
 * deadline and period from flag or variable, else from what is known of the program. The default triple is assumed only
 * where the duration is its own 15 s, since deadline and period are stored nowhere.
 */
export function timingOf(facts: TimingFacts): Timing {
  const { lease, arguments: set, program } = facts;
  const preset: Triple = program ? (program.seconds.map((s) => s * 1000) as unknown as Triple) : DEFAULT_MS;
  const coordinated = lease !== null && lease.strategy !== null;
  const stored =
    lease && isHeld(lease) && !isFirstTerm(lease) ? (lease.leaseDurationSeconds ?? 0) * 1000 || null : null;
  const leaseDuration = set?.leaseDuration ?? null;
  const leaseDurationMs = stored ?? whole(leaseDuration) ?? preset[0];
  // where a known program's duration was changed by its flag, the flags not set keep its defaults
  const presumed = leaseDurationMs === preset[0] || (program !== null && leaseDuration !== null);
  const renewDeadlineMs = whole(set?.renewDeadline ?? null) ?? (presumed ? preset[1] : null);
  const retryPeriodMs = whole(set?.retryPeriod ?? null) ?? (presumed ? preset[2] : null);
  const assumed = (value: number | null): TimingSource | null => (value === null ? null : 'default');
  return boundsOf(
    { leaseDurationMs, renewDeadlineMs, retryPeriodMs },
    {
      leaseDurationMs: stored !== null ? 'lease' : (leaseDuration?.source ?? 'default'),
      renewDeadlineMs: set?.renewDeadline?.source ?? assumed(renewDeadlineMs),
      retryPeriodMs: set?.retryPeriod?.source ?? assumed(retryPeriodMs),
    },
    set?.releaseOnCancel ?? (facts.releaseSeen ? true : (program?.release ?? null)),
    coordinated,
  );
}

function whole(setting: { readonly ms: number } | null): number | null {
  return setting === null ? null : Math.round(setting.ms);
}

/**
 * Margin, bounds and tolerance of a triple (reference 1.6 a, c; 1.7).
 * @param coordinated the API server's coordinator gives the Lease, and takes its own time (1.10)
 */
export function boundsOf(
  triple: Pick<Timing, 'leaseDurationMs' | 'renewDeadlineMs' | 'retryPeriodMs'>,
  source: Timing['source'],
  releaseOnCancel: boolean | null,
  coordinated = false,
): Timing {
  const { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp } = triple;
  const crash: Range | null =
    ld === null || rp === null ? null : [Math.max(0, ld - rp), ld + takeoverMs(rp, coordinated)];
  const graceful = (): Range | null => {
    if (crash === null || rp === null) return null;
    if (releaseOnCancel === false) return crash;
    const freed = coordinated ? COORDINATOR_MS : Math.round(2.2 * rp);
    return [0, releaseOnCancel ? freed : crash[1]];
  };
  return {
    ...triple,
    source,
    marginMs: ld === null || rd === null || rp === null ? null : ld - rd - rp,
    crashFailoverMs: crash,
    gracefulFailoverMs: graceful(),
    apiOutageToleranceMs: rd === null || rp === null || rp === 0 ? null : (Math.ceil(rd / rp) - 1) * rp,
    releaseOnCancel,
  };
}

/** The longest from the end of a Lease until somebody has it: two waits of a candidate, or the coordinator's round. */
function takeoverMs(retryPeriodMs: number, coordinated: boolean): number {
  const waits = Math.round(4.4 * retryPeriodMs);
  return coordinated ? Math.max(waits, COORDINATOR_MS) : waits;
}

/** The moments at which an unrenewed Lease changes its meaning, in milliseconds since its last renewal. */
export interface Thresholds {
  readonly lateMs: number;
  readonly expiredMs: number;
  readonly unclaimedMs: number;
  readonly retryPeriodMs: number;
}

/**
 * When a Lease is late (RP + max(1 s, RD/2) + 1 s), expired (LD) and unclaimed (LD + 4.4·RP) (contract 4).
 * Where deadline or period is unknown the largest of the field's known ratios stands in (RP = LD/3, RD = 2·LD/3), so that no
 * slow but healthy leader is called late.
 * @param lease that it is about, where the API server's coordinator gives it (reference 1.10)
 */
export function thresholdsOf(timing: Timing, lease: Lease | null = null): Thresholds {
  const coordinated = lease !== null && lease.strategy !== null;
  const ld = lease && isFirstTerm(lease) ? FIRST_TERM_MS : (timing.leaseDurationMs ?? DEFAULT_MS[0]);
  const rp = timing.retryPeriodMs ?? Math.round(ld / 3);
  const rd = timing.renewDeadlineMs ?? Math.round((2 * ld) / 3);
  const late = rp + Math.max(1000, rd / 2) + 1000;
  return {
    lateMs: Math.min(late, ld),
    expiredMs: ld,
    unclaimedMs: ld + takeoverMs(rp, coordinated),
    retryPeriodMs: rp,
  };
}

/**
 * The words with which client-go refuses a triple, in the order in which it looks (reference 1.1), and those of the API where
 * client-go accepts a lease duration that it cannot store; null for a triple that works. An unknown member is compared with nothing.
 */
export function refusalOf(ld: number | null, rd: number | null, rp: number | null): string | null {
  const refusal = configRefusal(ld, rd, rp);
  if (refusal !== null || ld === null || ld >= 1000) return refusal;
  return 'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0';
}

/** client-go's part of it alone: an elector with these timings does not come to be (reference 1.1). */
export function configRefusal(ld: number | null, rd: number | null, rp: number | null): string | null {
  const below = (value: number | null) => value !== null && value < 1e-6;
  if (ld !== null && rd !== null && ld <= rd) return 'leaseDuration must be greater than renewDeadline';
  if (rd !== null && rp !== null && rd <= rp * JITTER)
    return 'renewDeadline must be greater than retryPeriod*JitterFactor';
  if (below(ld)) return 'leaseDuration must be greater than zero';
  if (below(rd)) return 'renewDeadline must be greater than zero';
  if (below(rp)) return 'retryPeriod must be greater than zero';
  return null;
}
