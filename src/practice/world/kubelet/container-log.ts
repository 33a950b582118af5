// The log of one run of a container: bounded, and open to followers until the container ends.

import type { ContainerLog, LogLine } from '../pod-backend.ts';

/** Real kubelets rotate at 10 MiB; this many lines of an election are more than an hour of errors. */
const MOST_LINES = 5000;

export class RunLog implements ContainerLog {
  readonly #lines: LogLine[] = [];
  readonly #followers = new Set<(line: LogLine | null) => void>();
  #open = true;

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  get open(): boolean {
    return this.#open;
  }

  /** @param at the node's time, milliseconds since 1970 @param text may hold several lines */
  write(at: number, text: string): void {
    if (!this.#open) return;
    for (const one of text.split('\n')) {
      const line = { at, text: one };
      this.#lines.push(line);
      for (const follower of [...this.#followers]) follower(line);
    }
    // in strides, so that a chatty program does not move the whole list with every line
    if (this.#lines.length > MOST_LINES * 1.2) this.#lines.splice(0, this.#lines.length - MOST_LINES);
  }

  follow(listener: (line: LogLine | null) => void): () => void {
    if (!this.#open) {
      listener(null);
      return () => {};
    }
    this.#followers.add(listener);
    return () => this.#followers.delete(listener);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const follower of [...this.#followers]) follower(null);
    this.#followers.clear();
  }
}
