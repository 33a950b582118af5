// When reading ends.

import { setMaxListeners } from 'node:events';
import { ClusterError } from './cluster-error.ts';

const TIMEOUT_MS = 60_000;

/** The end of all reads: fixed where `--timeout` was given, else a minute that can be lengthened. */
export class Deadline {
  private controller = heardByMany();
  private readonly late: (ms: number) => ClusterError;
  /** Whether `--timeout` set it. */
  readonly fixed: boolean;
  private timer: NodeJS.Timeout;

  constructor(server: string, timeoutMs: number | null) {
    const seconds = (ms: number) => Math.round(ms / 100) / 10;
    this.late = (ms) => new ClusterError('timeout', `${server} did not answer within ${seconds(ms)}s (--timeout)`);
    this.fixed = timeoutMs !== null;
    this.timer = this.start(timeoutMs ?? TIMEOUT_MS);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  extend(ms: number): void {
    if (this.fixed) return;
    this.clear();
    // what ran out of time has ended; what is asked from now on has a time of its own
    if (this.controller.signal.aborted) this.controller = heardByMany();
    this.timer = this.start(Math.max(ms, TIMEOUT_MS));
  }

  clear(): void {
    clearTimeout(this.timer);
  }

  private start(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.controller.abort(this.late(ms)), ms).unref();
  }
}

/** Every read that is under way listens: more than ten are no leak. */
function heardByMany(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
