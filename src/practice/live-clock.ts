// The clock of a practice cluster: virtual while the past is being made, then real.

import type { Cancel, Clock } from '../elector/clock.ts';
import { VirtualClock } from '../elector/virtual-clock.ts';

/** As long as a timer of Node's may be; a longer wait is taken in parts. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class LiveClock implements Clock {
  private readonly virtual: VirtualClock;
  private timer: NodeJS.Timeout | null = null;
  /** What the machine's steady clock showed at the instant 0 of this one; null before it runs. */
  private origin: number | null = null;
  private running = false;

  /** @param startMs where the past begins, milliseconds since 1970 */
  constructor(startMs: number) {
    this.virtual = new VirtualClock(startMs);
  }

  now(): number {
    if (this.origin === null || this.running) return this.virtual.now();
    return Math.max(this.virtual.now(), performance.now() + this.origin);
  }

  after(ms: number, act: () => void): Cancel {
    // between two acts the virtual clock stands: the wait begins now, not where it stands
    const behind = this.now() - this.virtual.now();
    const cancel = this.virtual.after(behind + Math.max(0, ms), act);
    this.arm();
    return cancel;
  }

  /** Makes the past: runs all that happens up to an instant, at once. */
  runUntil(instantMs: number): void {
    this.virtual.runUntil(instantMs);
  }

  /** From now on time passes by itself. */
  goLive(): void {
    this.origin = this.virtual.now() - performance.now();
    this.arm();
  }

  /** Nothing happens any more. */
  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.origin = null;
  }

  private arm(): void {
    if (this.origin === null || this.running) return;
    if (this.timer) clearTimeout(this.timer);
    const next = this.virtual.nextAt;
    if (next === null) return;
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(0, Math.ceil(next - this.now())));
    this.timer = setTimeout(() => this.tick(), wait);
  }

  private tick(): void {
    if (this.origin === null) return;
    const until = this.now();
    this.running = true;
    try {
      this.virtual.runUntil(until);
    } finally {
      this.running = false;
    }
    this.arm();
  }
}
