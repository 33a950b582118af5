// Where a judgement may be a matter of taste, the user's: thresholds of the config file, and what holds without it.

import type { Scope } from './observation.ts';

/** Both in milliseconds, 0 or more; what is not given has its default. */
export interface ThresholdsGiven {
  readonly slowFailoverMs?: number;
  readonly marginMs?: number;
}

/** Contract 4: `timing-slow` speaks of a crash failover over 60 s. */
export const SLOW_FAILOVER_MS = 60_000;
/** Contract 4: `timing-margin` has an info below 2 s. */
export const MARGIN_MS = 2000;

/** A failover after a crash that may take longer than this is slow. */
export function slowFailoverMsOf({ thresholds }: Pick<Scope, 'thresholds'>): number {
  return thresholds?.slowFailoverMs ?? SLOW_FAILOVER_MS;
}

/** A margin below this is worth a note; below zero it is a warning, whatever is given. */
export function marginMsOf({ thresholds }: Pick<Scope, 'thresholds'>): number {
  return thresholds?.marginMs ?? MARGIN_MS;
}
