// A client whose own rate limit keeps each request of the lock waiting before it is sent (F10), and that says so as client-go does.

import type { Cancel, Clock } from '../../../elector/clock.ts';
import type { LeaseAnswer, LeaseRequest, LeaseStore } from '../../../elector/lease-store.ts';
import { goDuration } from '../go-duration.ts';
import type { Line } from '../programs/wording.ts';

export interface Throttling {
  readonly clock: Clock;
  /** How long each request waits, in milliseconds. */
  readonly waitsMs: number;
  /** N of client-go 0.N. */
  readonly clientGo: number;
  readonly urlOf: (verb: LeaseRequest['verb']) => string;
  readonly write: (line: Line) => void;
}

/** Waits of more than a second are told at most so often (reference 2.5). */
const TOLD_EVERY_MS = 10_000;
const TOLD_FROM_MS = 1000;
const VERB = { get: 'GET', create: 'POST', update: 'PUT' } as const;

export class ThrottledStore implements LeaseStore {
  readonly #store: LeaseStore;
  readonly #throttling: Throttling;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(store: LeaseStore, throttling: Throttling) {
    this.#store = store;
    this.#throttling = throttling;
  }

  /** The client's own timeout begins when a request is sent: it does not bound the waiting. */
  ask(request: LeaseRequest, timeoutMs: number | null, answer: (answer: LeaseAnswer) => void): () => void {
    const { clock, waitsMs } = this.#throttling;
    let cancel: Cancel = clock.after(waitsMs, () => {
      this.#tell(request.verb);
      cancel = this.#store.ask(request, timeoutMs, answer);
    });
    return () => cancel();
  }

  #tell(verb: LeaseRequest['verb']): void {
    const { clock, waitsMs, clientGo, urlOf, write } = this.#throttling;
    if (waitsMs < TOLD_FROM_MS || clock.now() - this.#toldAt < TOLD_EVERY_MS) return;
    this.#toldAt = clock.now();
    const [delay, method, url] = [goDuration(waitsMs), VERB[verb], urlOf(verb)];
    if (clientGo >= 33) {
      const reason = 'client-side throttling, not priority and fairness';
      const pairs = Object.entries({ delay, reason, verb: method, URL: url });
      write({ level: 'info', message: 'Waited before sending request', pairs, at: 'request.go:752' });
      return;
    }
    const text =
      clientGo >= 21
        ? `Waited for ${delay} due to client-side throttling, not priority and fairness, request: ${method}:${url}`
        : `Throttling request took ${delay}, request: ${method}:${url}`;
    write({ level: 'info', message: text, at: 'request.go:601', plain: true });
  }
}
