// How long the kubelet waits before it restarts a container, or asks again for an image.

const FIRST_MS = 10_000;
const LAST_MS = 300_000;
/** After so long without a new failure the counting begins anew: twice the longest wait. */
const FORGOTTEN_AFTER_MS = 2 * LAST_MS;

/** The first restart comes at once; then 10 s after the exit, 20 s, 40 s and so on up to 5 minutes. */
export class BackOff {
  #waitMs = 0;
  #lastAt = 0;

  /** The present wait: 0 before the first failure is answered. */
  get waitMs(): number {
    return this.#waitMs;
  }

  /** What is left of the wait. @param endedAt when the container ended @param now both in milliseconds since 1970 */
  remainingMs(endedAt: number, now: number): number {
    if (endedAt - this.#lastAt > FORGOTTEN_AFTER_MS) return 0;
    return Math.max(0, endedAt + this.#waitMs - now);
  }

  /** A new attempt begins: the next wait is longer. */
  next(endedAt: number, now: number): void {
    const anew = this.#waitMs === 0 || endedAt - this.#lastAt > FORGOTTEN_AFTER_MS;
    this.#waitMs = anew ? FIRST_MS : Math.min(LAST_MS, this.#waitMs * 2);
    this.#lastAt = now;
  }
}
