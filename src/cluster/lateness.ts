// How late this process is: a machine that is busy elsewhere leaves it waiting, and news with it.

const TICK_MS = 10;
/** A timer may be late by as much without anybody waiting. */
const USUAL_MS = 5;

/** Ticks, and remembers when it could not. All in local monotonic milliseconds. */
export class Lateness {
  private lastTick = performance.now();
  /** The last time in which no tick came. */
  private pause = { from: Number.NEGATIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  private worst = 0;
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.timer.unref();
  }

  /** For how long what is looked at now may have waited. */
  heldUpMs(): number {
    const now = performance.now();
    // what came in the pause is looked at right after it, before or behind the tick that ended it
    if (isLate(now - this.lastTick)) return now - this.lastTick - TICK_MS;
    return now - this.pause.to <= TICK_MS + USUAL_MS ? now - this.pause.from : 0;
  }

  /** The worst since it was asked to begin anew. */
  get worstMs(): number {
    return Math.round(this.worst);
  }

  reset(): void {
    this.worst = 0;
  }

  end(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const now = performance.now();
    const between = now - this.lastTick;
    if (isLate(between)) {
      this.pause = { from: this.lastTick + TICK_MS, to: now };
      this.worst = Math.max(this.worst, between - TICK_MS);
    }
    this.lastTick = now;
  }
}

function isLate(betweenMs: number): boolean {
  return betweenMs > TICK_MS + USUAL_MS;
}
