// The ways between the pods and the API server: slow, cut, or silent because the server answers nobody.

import type { Cancel, Clock } from '../../../elector/clock.ts';
import { type Random, uniform } from '../../../elector/random.ts';
import type { ProcessClock } from './process-clock.ts';

/** Milliseconds of one request, there and back. */
export type Latency = number | ((random: Random) => number);

/** What came of a request: what the server answered, the error it threw, or silence until the client's patience ended. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown } | { readonly timedOut: true };

/** A healthy network with a healthy server behind it. */
const USUAL_MS = [2, 8] as const;

interface Waiting {
  readonly pod: string | null;
  readonly go: () => void;
  /** Whether who sent it still waits for the answer. */
  readonly wanted: () => boolean;
}

export class Network {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #cutOff = new Set<string>();
  readonly #barriers: ((podUid: string) => boolean)[] = [];
  #down = false;
  #serviceLost = false;
  #latency: Latency = (random) => uniform(random, ...USUAL_MS);
  /** Packets that wait for a way: TCP sends them again until it finds one, or until who sent them has closed the connection. */
  #waiting: Waiting[] = [];

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  set latency(latency: Latency) {
    this.#latency = latency;
  }

  get down(): boolean {
    return this.#down;
  }

  /** The API server answers nobody (true), or everybody again, those first who waited. */
  setDown(down: boolean): void {
    this.#down = down;
    this.#release();
  }

  partition(podUid: string): void {
    this.#cutOff.add(podUid);
  }

  heal(podUid: string): void {
    this.#cutOff.delete(podUid);
    this.#release();
  }

  isCutOff(podUid: string): boolean {
    return this.#cutOff.has(podUid);
  }

  /** The address of the API server's Service leads nowhere (true): pods use it, the control plane and kubelets do not. */
  setServiceLost(lost: boolean): void {
    this.#serviceLost = lost;
    this.#release();
  }

  /** Adds what may keep a pod from the API server. @returns to be called whenever its answers may have changed */
  bar(keepsAway: (podUid: string) => boolean): () => void {
    this.#barriers.push(keepsAway);
    return () => this.#release();
  }

  /** Whether packets of a pod get to the API server's machine, be it up or not. */
  reaches(podUid: string): boolean {
    return !this.#serviceLost && !this.#cutOff.has(podUid) && !this.#barriers.some((keepsAway) => keepsAway(podUid));
  }

  /** For the control plane, which sits beside the API server: at once, or when the server answers again. */
  whenUp(act: () => void): void {
    this.#pass(null, act);
  }

  /**
   * One request of a process.
   * @param perform takes effect at the server, also if the asking process has given up after it was sent; what has not found its way
   * by then never does
   * @param timeoutMs the client's patience, null for none
   * @param answer comes in the process's own time, so not while it is frozen, and not at all once it is over
   * @returns takes the wish for an answer back
   */
  request<T>(
    podUid: string,
    own: ProcessClock,
    perform: () => T,
    timeoutMs: number | null,
    answer: (outcome: Outcome<T>) => void,
  ): Cancel {
    let open = true;
    const settle = (outcome: Outcome<T>) => {
      if (!open) return;
      open = false;
      patience();
      answer(outcome);
    };
    const patience = timeoutMs === null ? () => {} : own.after(timeoutMs, () => settle({ timedOut: true }));
    const way = this.#oneWay();
    const wanted = () => open && !own.over;
    this.#clock.after(way, () =>
      this.#pass(
        podUid,
        () => {
          const outcome = outcomeOf(perform);
          this.#clock.after(this.#oneWay(), () =>
            this.#pass(podUid, () => {
              if (open) own.after(0, () => settle(outcome));
            }),
          );
        },
        wanted,
      ),
    );
    return () => {
      open = false;
      patience();
    };
  }

  #oneWay(): number {
    const ms = typeof this.#latency === 'number' ? this.#latency : this.#latency(this.#random);
    return Math.max(0, ms) / 2;
  }

  #pass(pod: string | null, go: () => void, wanted: () => boolean = () => true): void {
    const lost = pod !== null && !this.reaches(pod);
    if (this.#down && !lost) this.#waiting.push({ pod, go, wanted: () => true });
    else if (lost) this.#waiting.push({ pod, go, wanted });
    else go();
  }

  #release(): void {
    const waiting = this.#waiting.filter(({ wanted }) => wanted());
    this.#waiting = [];
    for (const { pod, go, wanted } of waiting) this.#pass(pod, go, wanted);
  }
}

function outcomeOf<T>(perform: () => T): Outcome<T> {
  try {
    return { value: perform() };
  } catch (error) {
    return { error };
  }
}
