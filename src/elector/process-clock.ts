// The flow of time of one process, which may be frozen (SIGSTOP, a suspended node, no CPU) while the world goes on.

import type { Cancel, Clock } from './clock.ts';

export class ProcessClock implements Clock {
  readonly #world: Clock;
  #frozen = false;
  /** Acts that fell due while the process was frozen, in their order. */
  #overdue: (() => void)[] = [];

  constructor(world: Clock) {
    this.#world = world;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  now(): number {
    return this.#world.now();
  }

  after(ms: number, act: () => void): Cancel {
    let wanted = true;
    const due = () => {
      if (!wanted) return;
      if (this.#frozen) this.#overdue.push(due);
      else act();
    };
    const cancel = this.#world.after(ms, due);
    return () => {
      wanted = false;
      cancel();
    };
  }

  freeze(): void {
    this.#frozen = true;
  }

  /** Does at once what fell due meanwhile. */
  thaw(): void {
    this.#frozen = false;
    const overdue = this.#overdue;
    this.#overdue = [];
    // an act may freeze the process again: then the rest stays due
    for (const due of overdue) due();
  }
}
