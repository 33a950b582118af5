// How long a failover takes: electors really run on a virtual clock, as often as is asked, and the times are measured (reference 1.6).

import { requestTimeoutOf } from './candidate.ts';
import type { Clock } from './clock.ts';
import { Elector } from './elector.ts';
import { MemoryLease } from './memory-store.ts';
import { type Random, seeded, uniform } from './random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** All in milliseconds. */
export interface Triple {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

export interface FailoverQuestion {
  readonly triple: Triple;
  /** Replicas that wait while the leader leads; 0 only for `restart`. */
  readonly standbys: number;
  /**
   * `crash`: the leader is killed; from then on. `release`: it stops in order and gives the Lease up; from then on. `restart`: it
   * is killed and nobody waits; from the first try of the process that replaces it, which begins when the leader is gone.
   */
  readonly event: 'crash' | 'release' | 'restart';
  readonly runs: number;
  readonly seed: number | string;
  /** One request, there and back; 0 by default. */
  readonly latencyMs?: number;
  /** N of client-go 0.N; the newest rules by default. */
  readonly clientGo?: number;
}

const NEWEST = 37;

/** The time of each run in milliseconds, shortest first. @throws RangeError where client-go refuses the triple */
export function failoverTimes(question: FailoverQuestion): number[] {
  const { runs, seed, event, standbys } = question;
  if (event !== 'restart' && standbys < 1) throw new RangeError('a failover needs a standby');
  const random = seeded(seed);
  const times = new Float64Array(runs);
  for (let run = 0; run < runs; run++) times[run] = failoverTime(question, random);
  return [...times.sort()];
}

/** The value below which a share of sorted times lies. @param share 0.5 is the median */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

function failoverTime({ triple, standbys, event, latencyMs = 0, clientGo = NEWEST }: FailoverQuestion, random: Random) {
  const stage = new Stage(triple, latencyMs, clientGo, random);
  const leader = stage.elector('leader', event === 'release');
  leader.start();
  for (let n = 0; n < (event === 'restart' ? 0 : standbys); n++) {
    const standby = stage.elector(`standby-${n}`, false);
    stage.clock.after(uniform(random, 0, triple.retryPeriodMs * 2.2) + latencyMs, () => standby.start());
  }
  // long enough that every standby waits at a moment of its own; and the event comes at any moment between two renewals
  stage.clock.runFor(4 * (triple.retryPeriodMs + latencyMs) + uniform(random, 0, triple.retryPeriodMs + latencyMs));
  const from = stage.clock.now();
  if (event === 'release') leader.cancel();
  else leader.abandon();
  if (event === 'restart') stage.elector('successor', false).start();
  return stage.untilNextLeader('leader') - from;
}

/** One Lease, one clock, and everybody who contends. */
class Stage {
  readonly clock: VirtualClock;
  readonly #lease: MemoryLease;
  readonly #triple: Triple;
  readonly #latencyMs: number;
  readonly #clientGo: number;
  readonly #random: Random;
  #acquiredBy = '';

  constructor(triple: Triple, latencyMs: number, clientGo: number, random: Random) {
    this.clock = new VirtualClock(0);
    this.#lease = new MemoryLease(this.clock);
    this.#triple = triple;
    this.#latencyMs = latencyMs;
    this.#clientGo = clientGo;
    this.#random = random;
  }

  elector(identity: string, releaseOnCancel: boolean): Elector {
    const clock: Clock = this.clock;
    const settings = { identity, ...this.#triple, releaseOnCancel, clientGo: this.#clientGo };
    const requestTimeoutMs = requestTimeoutOf(this.#triple.renewDeadlineMs);
    return new Elector(
      { ...settings, requestTimeoutMs },
      {
        clock,
        random: this.#random,
        store: this.#lease.store({ latencyMs: () => this.#latencyMs }),
        tell: ({ type }) => {
          if (type === 'acquired') this.#acquiredBy = identity;
        },
      },
    );
  }

  /** Runs until somebody else has acquired the Lease. @returns the instant */
  untilNextLeader(old: string): number {
    while (this.#acquiredBy === old && this.clock.step());
    return this.clock.now();
  }
}
