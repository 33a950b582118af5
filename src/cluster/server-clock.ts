// The API server's time at any moment of the local monotonic clock, learnt from the Date of its answers.

/**
 * Each Date is cut to a second, so one answer tells the server's time to a second; answers at other parts of a second narrow it.
 * The clocks' rates are taken as equal, and what was learnt is forgotten after ten minutes, so that neither drift nor a clock that
 * was set matters.
 */
export class ServerClock {
  private bounds: { readonly low: number; readonly high: number; readonly notedAt: number }[] = [];

  /**
   * @param date the answer's Date, RFC 3339 to a second
   * @param sentAt when the question was sent, @param receivedAt when the answer came; local monotonic milliseconds
   */
  note(date: string | null, sentAt: number, receivedAt: number): void {
    const told = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(told)) return;
    const low = told - receivedAt;
    const high = told + 1000 - sentAt;
    // a clock that was set makes all that was known before worthless
    this.bounds = this.bounds.filter((one) => receivedAt - one.notedAt < FORGET_MS && one.low < high && one.high > low);
    this.bounds.push({ low, high, notedAt: receivedAt });
    if (this.bounds.length > MOST) this.bounds = tightest(this.bounds);
  }

  /** Epoch milliseconds by the server's clock at a moment of the local monotonic one; null before any answer had a Date. */
  at(now: number): number | null {
    if (this.bounds.length === 0) return null;
    return Math.round(now + (this.low + this.high) / 2);
  }

  /** By how much `at` may be wrong, in milliseconds. */
  get accuracyMs(): number {
    return this.bounds.length === 0 ? Number.POSITIVE_INFINITY : (this.high - this.low) / 2;
  }

  private get low(): number {
    return Math.max(...this.bounds.map(({ low }) => low));
  }

  private get high(): number {
    return Math.min(...this.bounds.map(({ high }) => high));
  }
}

const FORGET_MS = 600_000;
const MOST = 64;

/** The newest half, and whichever of the rest still bounds. */
function tightest<T extends { readonly low: number; readonly high: number }>(bounds: readonly T[]): T[] {
  const low = Math.max(...bounds.map((one) => one.low));
  const high = Math.min(...bounds.map((one) => one.high));
  return bounds.filter((one, at) => at >= bounds.length / 2 || one.low === low || one.high === high);
}
