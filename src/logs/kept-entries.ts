// The entries of one log that are kept: the newest, so that a log that says the same for days takes no more room than another.

import type { LogEntry } from './log-event.ts';

const MOST_ENTRIES = 4000;
/** What an entry takes beside its line. */
const BESIDE = 400;

export class KeptEntries {
  dropped = 0;
  private readonly kept: LogEntry[] = [];
  private from = 0;
  private size = 0;
  private readonly mostBytes: number;

  /** @param mostBytes for lines and what goes with them; one entry is kept whatever it takes */
  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  add(entry: LogEntry): void {
    this.kept.push(entry);
    this.size += weightOf(entry);
    while (
      this.kept.length - this.from > 1 &&
      (this.size > this.mostBytes || this.kept.length - this.from > MOST_ENTRIES)
    ) {
      this.size -= weightOf(this.kept[this.from] as LogEntry);
      this.from++;
      this.dropped++;
    }
    // in strides, so that the list is not moved with every entry
    if (this.from > MOST_ENTRIES) {
      this.kept.splice(0, this.from);
      this.from = 0;
    }
  }

  get all(): readonly LogEntry[] {
    return this.kept.slice(this.from);
  }
}

function weightOf({ line, message, error }: LogEntry): number {
  return 2 * (line.length + message.length + (error?.length ?? 0)) + BESIDE;
}
