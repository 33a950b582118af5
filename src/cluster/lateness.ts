// How late this process is: a machine that is busy elsewhere leaves it waiting, and news with it.

const TICK_MS = 10;
/** A timer may be late by as much without anybody waiting. */
const USUAL_MS = 5;
/** So long after a pause there may still be work left of it. */
const CATCHING_UP_MS = 40;

/** Ticks, and remembers when it could not. All in local monotonic milliseconds. */
export class Lateness {
  private lastTick = performance.now();
  /** The last time in which ticks did not come as they should. */
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
    // what came while it could not run is looked at after that, and other work may come in between
    if (isLate(now - this.lastTick)) return now - this.begin(this.lastTick + TICK_MS);
    return now - this.pause.to <= CATCHING_UP_MS ? now - this.pause.from : 0;
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

  /** Pauses that follow upon each other closely are one. */
  private begin(from: number): number {
    return from - this.pause.to <= CATCHING_UP_MS ? this.pause.from : from;
  }

  private tick(): void {
    const now = performance.now();
    const between = now - this.lastTick;
    if (isLate(between)) {
      this.pause = { from: this.begin(this.lastTick + TICK_MS), to: now };
      this.worst = Math.max(this.worst, between - TICK_MS);
    }
    this.lastTick = now;
  }
}

function isLate(betweenMs: number): boolean {
  return betweenMs > TICK_MS + USUAL_MS;
}
