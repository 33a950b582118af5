// Time as the reading of a cluster needs it: monotonic, and handed in, so that a test can own it.

/** Monotonic milliseconds, and a sleep. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** The real clock. */
export const clock: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Told what is being waited for, for how long so far and at most (milliseconds). */
export type Progress = (what: string, elapsedMs: number, limitMs: number) => void;

/** Does a piece of work of an observation under its name, such as `leaders: asking 3 replicas`. */
export type Stage = <T>(name: string, work: Promise<T>) => Promise<T>;
