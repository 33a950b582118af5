// Saved logs: files and standard input, read as a container's log is; lines with a pod's name in front are told apart by it.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ClusterError } from '../cluster/cluster-error.ts';
import { KeptEntries } from '../logs/kept-entries.ts';
import { stampEnd } from '../logs/kubelet-stamp.ts';
import type { ContainerLog, LogEntry } from '../logs/log-event.ts';
import type { Feed, Ordered } from '../logs/merge.ts';
import { type Reference, wholeTime } from '../logs/moment.ts';
import { readLine } from '../logs/read-line.ts';
import { LogScanner, type ScannedLine } from '../logs/scanner.ts';
import { comparableStamp } from '../logs/stamp-order.ts';
import { UsageError } from './usage-error.ts';

const MOST_KEPT = 32 << 20;
/** `kubectl logs --prefix`. */
const PREFIX = /^\[pod\/([^/\]]+)\/([^\]]+)\] /;

export interface SavedLine extends ScannedLine, Ordered {
  readonly source: SavedPlace;
}

export interface SavedPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}

export interface SavedHow {
  readonly year: number | null;
  readonly wanted: (line: ScannedLine) => boolean;
  readonly every: boolean;
  /** Whether lines of several files are to be put in order. */
  readonly several: boolean;
}

/** One file, or standard input as `-`. */
export class SavedLog implements Feed<SavedLine> {
  readonly path: string;
  /** When its last line is, milliseconds since 1970. */
  until = Date.now();
  private readonly how: SavedHow;
  private readonly name: string;
  private readonly kept = new Map<string, { place: SavedPlace; entries: KeptEntries }>();
  private readonly batches: AsyncGenerator<readonly SavedLine[]>;
  private lines: SavedLine[] = [];
  private near: Reference;
  private order = '';
  private count = 0;

  constructor(path: string, how: SavedHow) {
    this.path = path;
    this.how = how;
    // several files are of several pods; of one alone nobody knows whose it is
    this.name = how.several ? basename(path).replace(/\.(log|txt)$/, '') : '';
    this.near = { year: how.year, nearMs: how.year === null ? this.until : null };
    this.batches = this.read();
  }

  async next(): Promise<readonly SavedLine[] | null> {
    const { value, done } = await this.batches.next();
    return done ? null : value;
  }

  /** Whose it is, where its lines do not say. */
  get place(): SavedPlace {
    return { namespace: '', pod: this.name, container: '', previous: false };
  }

  /** What it says of election; one log a pod and container that its lines name. */
  get logs(): ContainerLog[] {
    return [...this.kept.values()].map(({ place, entries }) => {
      const all = entries.all;
      const at = { firstAt: all[0]?.at ?? null, lastAt: all.at(-1)?.at ?? null };
      return { ...place, fromStart: false, ...at, lines: this.count, entries: all, dropped: entries.dropped };
    });
  }

  private async *read(): AsyncGenerator<readonly SavedLine[]> {
    const chunks = await this.open();
    let scanner: LogScanner | null = null;
    try {
      for await (const chunk of chunks) {
        if (scanner === null && chunk[0] === 0x1f && chunk[1] === 0x8b)
          throw new ClusterError('error', `${this.path} is compressed`, `gunzip -c ${this.path} | b7le logs --file -`);
        scanner ??= this.scannerFor(chunk);
        scanner.push(chunk);
        if (this.lines.length > 0) yield this.taken();
      }
    } catch (error) {
      throw faultOf(this.path, error);
    }
    scanner?.end();
    this.count = scanner?.lines ?? 0;
    if (this.kept.size === 0) this.entriesOf(this.place);
    if (this.lines.length > 0) yield this.taken();
  }

  private async open(): Promise<AsyncIterable<Buffer>> {
    if (this.path === '-') {
      if (process.stdin.isTTY)
        throw new UsageError('--file - reads standard input, and that is a terminal', 'pipe a log into it');
      return process.stdin;
    }
    try {
      const { mtimeMs } = await stat(this.path);
      this.until = mtimeMs;
      if (this.how.year === null) this.near = { year: null, nearMs: mtimeMs };
      return createReadStream(this.path, { highWaterMark: 1 << 18 });
    } catch (error) {
      throw faultOf(this.path, error);
    }
  }

  /** Whether its lines begin with the kubelet's stamp shows in the first. */
  private scannerFor(first: Buffer): LogScanner {
    const stamped = stampEnd(first, 0, first.length) > 0;
    return new LogScanner({ stamped, every: this.how.every, onLine: (line) => this.take(line) });
  }

  private take(line: ScannedLine): void {
    const [, pod, container] = PREFIX.exec(line.text) ?? [];
    const place = { namespace: '', pod: pod ?? this.name, container: container ?? '', previous: false };
    const at = this.timeOf(line);
    const { reading } = line;
    if (reading && (reading.event !== null || reading.sign !== null)) {
      const entry: LogEntry = { ...reading, at, graceful: null, line: line.text };
      this.entriesOf(place).add(entry);
    }
    if (!this.how.wanted(line)) return;
    if (at !== null) this.order = comparableStamp(at) ?? this.order;
    this.lines.push({ ...line, at, order: this.how.several ? this.order : '', source: place });
  }

  private timeOf({ at, text, reading }: ScannedLine): string | null {
    const time = at ?? (reading ?? (this.how.every ? readLine(text) : null))?.time ?? null;
    const whole = time === null ? null : wholeTime(time, this.near);
    // each line is near the one before it
    if (whole !== null) this.near = { year: null, nearMs: Date.parse(whole) };
    return whole === null || whole.endsWith('Z') ? whole : comparableStamp(whole);
  }

  private entriesOf(place: SavedPlace): KeptEntries {
    const key = `${place.pod}/${place.container}`;
    const known = this.kept.get(key) ?? { place, entries: new KeptEntries(MOST_KEPT) };
    this.kept.set(key, known);
    return known.entries;
  }

  private taken(): readonly SavedLine[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}

function faultOf(path: string, error: unknown): unknown {
  const { code } = error as { code?: string };
  const sentences: Record<string, string> = {
    ENOENT: `there is no file ${path}`,
    EISDIR: `${path} is a folder`,
    EACCES: `${path} may not be read (permission denied)`,
  };
  const sentence = code === undefined ? undefined : (sentences[code] ?? `${path} cannot be read: ${code}`);
  return sentence === undefined ? error : new ClusterError('not-found', sentence);
}
