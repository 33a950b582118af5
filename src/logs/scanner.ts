// The way from a log's bytes to its lines that matter: cut at newlines, searched as bytes, decoded and read only where a needle stands.

import { mayBeCut, stampEnd, withoutStamps } from './kubelet-stamp.ts';
import type { LineReading } from './log-event.ts';
import { readLine } from './read-line.ts';
import { nextNeedle } from './search.ts';

/** The longest line that is kept, in bytes; what is longer is cut there. */
export const LINE_MOST = 1 << 20;
const FIRST_ROOM = 1 << 16;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A line as the scanner hands it over. */
export interface ScannedLine {
  /** The kubelet's stamp; null where lines have none. */
  readonly at: string | null;
  /** The line without stamps and newline, 1 MiB at most; bytes that are no UTF-8 stand as U+FFFD. */
  readonly text: string;
  /** Null where the line holds no word of an event or a sign. */
  readonly reading: LineReading | null;
  /** The line was longer, and its rest is gone. */
  readonly cut: boolean;
}

export interface ScannerOptions {
  /** Lines begin with the kubelet's stamp and a blank, and long ones have more inside (`timestamps=true`). */
  readonly stamped: boolean;
  /** Hand over every line, not only events and signs. */
  readonly every: boolean;
  readonly onLine: (line: ScannedLine) => void;
}

/** Reads a log as it arrives, cut anywhere; what it holds of it never grows beyond one line of 1 MiB. */
export class LogScanner {
  /** Lines that have ended; `end` counts a last one without a newline. */
  lines = 0;
  bytes = 0;
  /** The kubelet's stamps of the first and the last line; null where lines have none. */
  firstAt: string | null = null;
  lastAt: string | null = null;

  readonly #options: ScannerOptions;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #kept = new Uint8Array(FIRST_ROOM);
  /** Bytes of the line that has begun: those kept, and all there were. */
  #used = 0;
  #length = 0;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /** Takes the next bytes. They are not kept: the caller may use the chunk again. */
  push(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      this.#keep(chunk);
      return;
    }
    let start = 0;
    if (this.#length > 0) {
      start = chunk.indexOf(NEWLINE) + 1;
      this.#keep(chunk.subarray(0, start - 1));
      this.#endKept();
    }
    this.#scan(chunk, start, last + 1);
    if (last + 1 < chunk.length) this.#keep(chunk.subarray(last + 1));
  }

  /** The log is over: a line without a newline is one too. */
  end(): void {
    if (this.#length > 0) this.#endKept();
  }

  /** Every line of a piece that begins and ends with one. */
  #scan(chunk: Uint8Array, from: number, end: number): void {
    const { every, stamped } = this.#options;
    let needle = every ? end : nextNeedle(chunk, from, end);
    let start = from;
    let lines = 0;
    while (start < end) {
      const newline = chunk.indexOf(NEWLINE, start);
      lines++;
      if (every || needle < newline) this.#line(chunk.subarray(start, newline), newline - start);
      else if (stamped && mayBeCut(newline - start)) this.#line(chunk.subarray(start, newline), newline - start);
      if (needle < newline) needle = nextNeedle(chunk, newline + 1, end);
      if (lines === 1 || newline + 1 === end) this.#stampOf(chunk, start, newline);
      start = newline + 1;
    }
    this.lines += lines;
  }

  #keep(bytes: Uint8Array): void {
    this.#length += bytes.length;
    const part = bytes.subarray(0, LINE_MOST - this.#used);
    const needed = this.#used + part.length;
    if (needed > this.#kept.length) {
      const room = new Uint8Array(Math.min(LINE_MOST, Math.max(needed, this.#kept.length * 2)));
      room.set(this.#kept.subarray(0, this.#used));
      this.#kept = room;
    }
    this.#kept.set(part, this.#used);
    this.#used = needed;
  }

  #endKept(): void {
    const line = this.#kept.subarray(0, this.#used);
    this.lines++;
    this.#stampOf(line, 0, line.length);
    this.#line(line, this.#length);
    if (this.#kept.length > FIRST_ROOM) this.#kept = new Uint8Array(FIRST_ROOM);
    this.#used = 0;
    this.#length = 0;
  }

  #stampOf(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#options.stamped) return;
    const at = stampEnd(bytes, start, end);
    if (at < 0) return;
    this.lastAt = this.#decoder.decode(bytes.subarray(start, at - 1));
    this.firstAt ??= this.lastAt;
  }

  /** @param length the line's own, which may be more than `bytes` holds of it. */
  #line(bytes: Uint8Array, length: number): void {
    const { every, stamped, onLine } = this.#options;
    const whole = bytes.subarray(0, LINE_MOST);
    const stamp = stamped ? stampEnd(whole, 0, whole.length) : -1;
    const own = stamp < 0 ? whole : whole.subarray(stamp);
    const line = withoutReturn(stamp < 0 ? own : withoutStamps(own));
    const matters = nextNeedle(line, 0, line.length) < line.length;
    if (!matters && !every) return;
    const cut = length > whole.length;
    const text = this.#decoder.decode(cut ? withoutBrokenEnd(line) : line);
    const reading = matters ? readLine(text) : null;
    if (!every && (reading === null || (reading.event === null && reading.sign === null))) return;
    const at = stamp < 0 ? null : this.#decoder.decode(whole.subarray(0, stamp - 1));
    onLine({ at, text, reading, cut });
  }
}

function withoutReturn(line: Uint8Array): Uint8Array {
  return line[line.length - 1] === RETURN ? line.subarray(0, -1) : line;
}

/** Where a line was cut inside a character, the character's first bytes go too. */
function withoutBrokenEnd(line: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= line.length; back++) {
    const byte = line[line.length - back] as number;
    if (byte < 0x80) return line;
    if (byte >= 0xc0) return lengthOf(byte) > back ? line.subarray(0, -back) : line;
  }
  return line;
}

function lengthOf(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}
