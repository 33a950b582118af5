// A controller's work queue: one key at a time, once however often it was added, again after a while where it failed.

import type { Clock } from '../../elector/clock.ts';
import { isRefusal } from './client.ts';
import type { Network } from './network/network.ts';

/** From a change until a controller acts upon it. */
const REACTION_MS = 15;
/** client-go's rate limiter: 5 ms, doubled with every failure, up to 1000 s. */
const FIRST_RETRY_MS = 5;
const LAST_RETRY_MS = 1_000_000;

export class WorkQueue {
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #reconcile: (key: string) => void;
  readonly #planned = new Set<string>();
  readonly #failures = new Map<string, number>();

  /** @param reconcile brings one object nearer to what is wanted; a refusal of the API that it throws is tried again */
  constructor(clock: Clock, network: Network, reconcile: (key: string) => void) {
    this.#clock = clock;
    this.#network = network;
    this.#reconcile = reconcile;
  }

  add(key: string): void {
    if (this.#planned.has(key)) return;
    this.#planned.add(key);
    this.#clock.after(REACTION_MS, () => this.#network.whenUp(() => this.#work(key)));
  }

  /** Adds it later: for what only time brings about. */
  addAfter(key: string, ms: number): void {
    this.#clock.after(ms, () => this.add(key));
  }

  #work(key: string): void {
    this.#planned.delete(key);
    try {
      this.#reconcile(key);
      this.#failures.delete(key);
    } catch (error) {
      if (!isRefusal(error, 403, 404, 409, 422, 429, 500, 503)) throw error;
      const failures = this.#failures.get(key) ?? 0;
      this.#failures.set(key, failures + 1);
      this.addAfter(key, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
    }
  }
}
