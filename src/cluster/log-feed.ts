// One log's lines for a merge of several: some at a time, in their order, with what the log as a whole was.

import type { LogSource } from '../election/log-sources.ts';
import { KeptEntries } from '../logs/kept-entries.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import type { Feed, Ordered } from '../logs/merge.ts';
import { LogScanner, type ScannedLine } from '../logs/scanner.ts';
import { comparableStamp } from '../logs/stamp-order.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { entryOf, inUtc } from './log-entry.ts';
import { LogSeam } from './log-seam.ts';
import { readLog } from './log-tap.ts';
import { type LogsWish, logOf, type UnreadLog } from './read-logs.ts';

/** A line among those of other logs. */
export interface LogLine extends ScannedLine, Ordered {
  readonly source: LogSource;
}

export interface FeedWish extends LogsWish {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Which lines are handed on; what is kept of election does not depend on it. */
  readonly wanted: (line: ScannedLine) => boolean;
  /** Whether lines that say nothing of election are wanted at all. */
  readonly every: boolean;
  /** Bytes for what is kept. */
  readonly keep: number;
}

/** So much is made lines of at once: a hundred logs side by side must not fill the memory. */
const AT_ONCE = 1 << 16;
const NEWLINE = 0x0a;

/** Lines of one log as they are scanned; keeps what the log says of election beside them. */
export class LineMaker {
  readonly scanner: LogScanner;
  readonly entries: KeptEntries;
  private lines: LogLine[] = [];
  private order = '';

  constructor(source: LogSource, { wanted, every, keep }: Pick<FeedWish, 'wanted' | 'every' | 'keep'>) {
    this.entries = new KeptEntries(keep);
    this.scanner = new LogScanner({
      stamped: true,
      every,
      onLine: (line) => {
        const entry = entryOf(line);
        if (entry && (entry.event !== null || entry.sign !== null)) this.entries.add(entry);
        // a line without a stamp stays where it stands
        if (line.at !== null) this.order = comparableStamp(line.at) ?? this.order;
        if (wanted(line)) this.lines.push({ ...line, at: inUtc(line.at), order: this.order, source });
      },
    });
  }

  /** @returns the lines that are wanted of it */
  make(bytes: Buffer): readonly LogLine[] {
    this.scanner.push(bytes);
    return this.taken();
  }

  end(): readonly LogLine[] {
    this.scanner.end();
    return this.taken();
  }

  private taken(): readonly LogLine[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}

export class LogFeed implements Feed<LogLine> {
  /** Why it ended before its end; null where it did not. */
  unread: UnreadLog | null = null;
  readonly seam = new LogSeam();
  readonly source: LogSource;
  readonly maker: LineMaker;
  private readonly wish: FeedWish;
  private readonly batches: AsyncGenerator<readonly LogLine[]>;

  constructor(source: LogSource, wish: FeedWish) {
    this.source = source;
    this.wish = wish;
    this.maker = new LineMaker(source, wish);
    this.batches = this.read();
  }

  async next(): Promise<readonly LogLine[] | null> {
    const { value, done } = await this.batches.next();
    return done ? null : value;
  }

  /** What it was as far as it was read. */
  get log(): ContainerLog {
    return logOf(this.source, this.wish, this.maker.scanner, this.maker.entries);
  }

  private async *read(): AsyncGenerator<readonly LogLine[]> {
    try {
      for await (const lines of readLog(this.source, this.seam, this.wish)) {
        for (const some of inParts(lines)) {
          const made = this.maker.make(some);
          if (made.length > 0) yield made;
        }
      }
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      this.unread = { source: this.source, error };
    }
    const rest = this.maker.end();
    if (rest.length > 0) yield rest;
  }
}

function* inParts(lines: Buffer): Generator<Buffer> {
  for (let from = 0; from < lines.length; ) {
    const cut =
      from + AT_ONCE >= lines.length ? lines.length : lines.indexOf(NEWLINE, from + AT_ONCE) + 1 || lines.length;
    yield lines.subarray(from, cut);
    from = cut;
  }
}
