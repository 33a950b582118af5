// Electors on one Lease in memory and one virtual clock, with everything they tell.

import { type ElectorConfig, requestTimeoutOf } from '../../src/elector/candidate.ts';
import { Elector } from '../../src/elector/elector.ts';
import type { ElectorEvent } from '../../src/elector/elector-event.ts';
import type { LeaseRecord } from '../../src/elector/lease-store.ts';
import { type Client, MemoryLease } from '../../src/elector/memory-store.ts';
import { ProcessClock } from '../../src/elector/process-clock.ts';
import { seeded } from '../../src/elector/random.ts';
import { VirtualClock } from '../../src/elector/virtual-clock.ts';

export const START = Date.UTC(2026, 4, 2, 10, 0, 0);

export interface Told {
  readonly atMs: number;
  readonly event: ElectorEvent;
}

export interface Process {
  readonly elector: Elector;
  readonly clock: ProcessClock;
  readonly told: Told[];
  /** What it told of one sort. */
  of<T extends ElectorEvent['type']>(type: T): Extract<ElectorEvent, { type: T }>[];
  types(): string[];
  acts(): boolean;
}

export class Stage {
  readonly clock = new VirtualClock(START);
  readonly lease: MemoryLease;
  readonly history: { readonly atMs: number; readonly record: LeaseRecord | null }[] = [];
  readonly processes: Process[] = [];
  readonly seed: number | string;

  constructor(seed: number | string = 1) {
    this.seed = seed;
    this.lease = new MemoryLease(this.clock);
    this.lease.onChange = (stored) => this.history.push({ atMs: this.at(), record: stored?.record ?? null });
  }

  /** Milliseconds since the beginning. */
  at(): number {
    return this.clock.now() - START;
  }

  /** The record as it stands; fails where there is none. */
  get record(): LeaseRecord {
    const { stored } = this.lease;
    if (!stored) throw new Error('there is no Lease');
    return stored.record;
  }

  start(identity: string, settings: Partial<ElectorConfig> = {}, client: Client = {}, skewMs = 0): Process {
    const clock = new ProcessClock(this.clock);
    const told: Told[] = [];
    let working = false;
    const config: ElectorConfig = {
      identity,
      leaseDurationMs: 15_000,
      renewDeadlineMs: 10_000,
      retryPeriodMs: 2000,
      releaseOnCancel: false,
      clientGo: 33,
      requestTimeoutMs: requestTimeoutOf(settings.renewDeadlineMs ?? 10_000),
      ...settings,
    };
    const elector = new Elector(config, {
      clock,
      random: seeded(`${this.seed}/${identity}/${this.processes.length}`),
      store: this.lease.store({ clock, ...client }),
      wallClock: () => clock.now() + skewMs,
      tell: (event) => {
        told.push({ atMs: this.at(), event });
        if (event.type === 'started-leading') working = true;
        if (event.type === 'stopped-leading') working = false;
      },
    });
    const process: Process = {
      elector,
      clock,
      told,
      of: (type) => told.map(({ event }) => event).filter((event) => event.type === type) as never,
      types: () => told.map(({ event }) => event.type),
      acts: () => working && !clock.frozen,
    };
    this.processes.push(process);
    elector.start();
    return process;
  }

  runFor(ms: number): void {
    this.clock.runFor(ms);
  }
}
