// A process's own flow of time: it can be frozen as by SIGSTOP, and it ends with the process.

import type { Cancel, Clock } from '../../../elector/clock.ts';

export class ProcessClock implements Clock {
  readonly #clock: Clock;
  readonly #offsetMs: () => number;
  #frozen = false;
  #over = false;
  /** What fell due while it was frozen, in order. */
  #due: Set<() => void> = new Set();

  /** @param offsetMs how far the node's clock is ahead of the true time */
  constructor(clock: Clock, offsetMs: () => number) {
    this.#clock = clock;
    this.#offsetMs = offsetMs;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Goes on while frozen, as the monotonic clock does under SIGSTOP. */
  now(): number {
    return this.#clock.now();
  }

  /** What the node's clock shows: for stamps and log lines. */
  wall(): number {
    return this.#clock.now() + this.#offsetMs();
  }

  after(ms: number, act: () => void): Cancel {
    if (this.#over) return () => {};
    let open = true;
    const once = () => {
      if (!open || this.#over) return;
      open = false;
      act();
    };
    const cancel = this.#clock.after(ms, () => {
      if (this.#frozen) this.#due.add(once);
      else once();
    });
    return () => {
      open = false;
      this.#due.delete(once);
      cancel();
    };
  }

  freeze(): void {
    this.#frozen = true;
  }

  /** Lets it run again; what fell due meanwhile happens now, in the order in which it fell due. */
  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    const due = [...this.#due];
    this.#due = new Set();
    for (const act of due) act();
  }

  /** The process is gone: nothing that it planned will happen. */
  end(): void {
    this.#over = true;
    this.#due.clear();
  }
}
