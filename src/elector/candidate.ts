// An elector's settings, its surroundings, and what it has in hand: the parts that trying, renewing and releasing share.

import { configRefusal } from '../election/timing.ts';
import type { Clock } from './clock.ts';
import type { ElectorEvent } from './elector-event.ts';
import { type Era, eraOf } from './era.ts';
import type { LeaseStore } from './lease-store.ts';
import { type CutOffWords, Lock } from './lock.ts';
import { Observed } from './observed.ts';
import type { Random } from './random.ts';

export interface ElectorConfig {
  readonly identity: string;
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
  readonly releaseOnCancel: boolean;
  /** N of client-go 0.N. */
  readonly clientGo: number;
  /** The patience of the client that the lock was built with: max(1 s, RD/2), or null for none (reference 1.4). */
  readonly requestTimeoutMs: number | null;
}

export interface ElectorWorld {
  /** The process's own flow of time: an elector whose clock stands is frozen. */
  readonly clock: Clock;
  readonly random: Random;
  readonly store: LeaseStore;
  /** The node's clock, for the stamps it writes; `clock.now` by default. Its skew changes nothing else. */
  readonly wallClock?: () => number;
  /** How the error of a request reads that was cut off; the reason alone by default. */
  readonly cutOffWords?: CutOffWords;
  readonly tell: (event: ElectorEvent) => void;
}

/** client-go's own rule for the timeout of the lock's client (reference 1.4). */
export function requestTimeoutOf(renewDeadlineMs: number): number {
  return Math.max(1000, renewDeadlineMs / 2);
}

/** What one elector is made of. */
export interface Candidate {
  readonly config: ElectorConfig;
  readonly era: Era;
  readonly world: ElectorWorld;
  readonly lock: Lock;
  readonly observed: Observed;
}

/** @throws RangeError with client-go's words where it would refuse the settings (reference 1.1) */
export function candidateOf(config: ElectorConfig, world: ElectorWorld): Candidate {
  const refusal = configRefusal(config.leaseDurationMs, config.renewDeadlineMs, config.retryPeriodMs);
  if (refusal !== null) throw new RangeError(refusal);
  if (config.identity === '' && config.clientGo >= 28) throw new RangeError('Lock identity is empty');
  const words = world.cutOffWords ?? ((_verb, reason) => reason);
  const lock = new Lock(world.store, config.requestTimeoutMs, words);
  return { config, era: eraOf(config.clientGo), world, lock, observed: new Observed() };
}

/** True where the last record seen names this process, however old it is (reference 1.3). */
export function leads({ config, observed }: Candidate): boolean {
  return observed.holder === config.identity;
}

export function wallNow({ world }: Candidate): number {
  return world.wallClock ? world.wallClock() : world.clock.now();
}
