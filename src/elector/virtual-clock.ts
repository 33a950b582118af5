// A clock that stands still until it is told to run: hours of elections in a moment, and the same ones every time.

import type { Cancel, Clock } from './clock.ts';

interface Planned {
  readonly at: number;
  /** Breaks ties between acts of one instant: first planned, first done. */
  readonly order: number;
  act: (() => void) | null;
  /** Where it stands in the heap; -1 once it is done or cancelled. */
  index: number;
}

export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #heap: Planned[] = [];

  /** @param startMs milliseconds since 1970 */
  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** How many acts are planned. */
  get pending(): number {
    return this.#heap.length;
  }

  /** The instant of the next act, null where none is planned. */
  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  after(ms: number, act: () => void): Cancel {
    const at = this.#now + Math.max(0, ms);
    const planned: Planned = { at, order: this.#order++, act, index: this.#heap.length };
    this.#heap.push(planned);
    this.#rise(planned);
    return () => this.#remove(planned);
  }

  /** Runs what is planned within the next `ms`, and what that plans; the clock then stands at their end. */
  runFor(ms: number): void {
    this.runUntil(this.#now + ms);
  }

  /** Runs what is planned up to and at an instant, which it then shows. An instant that is past runs nothing. */
  runUntil(instantMs: number): void {
    while (this.#heap.length > 0 && (this.#heap[0] as Planned).at <= instantMs) this.step();
    this.#now = Math.max(this.#now, instantMs);
  }

  /** Does the next act. @returns false where none is planned */
  step(): boolean {
    const next = this.#heap[0];
    if (next === undefined) return false;
    const { act } = next;
    this.#remove(next);
    this.#now = next.at;
    act?.();
    return true;
  }

  /** Takes an act out and forgets what it would have done, so that nothing hangs on to it. */
  #remove(planned: Planned): void {
    const { index } = planned;
    if (index < 0) return;
    planned.index = -1;
    planned.act = null;
    const last = this.#heap.pop() as Planned;
    if (last === planned) return;
    this.#put(last, index);
    this.#rise(last);
    this.#sink(last);
  }

  #put(planned: Planned, index: number): void {
    this.#heap[index] = planned;
    planned.index = index;
  }

  #rise(planned: Planned): void {
    while (planned.index > 0) {
      const { index } = planned;
      const parent = this.#heap[(index - 1) >> 1] as Planned;
      if (isBefore(parent, planned)) return;
      this.#put(planned, parent.index);
      this.#put(parent, index);
    }
  }

  #sink(planned: Planned): void {
    for (;;) {
      const { index } = planned;
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      if (left === undefined) return;
      const child = right !== undefined && isBefore(right, left) ? right : left;
      if (isBefore(planned, child)) return;
      this.#put(planned, child.index);
      this.#put(child, index);
    }
  }
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
