// A log that is read again after its connection broke: whole lines alone are handed on, and each of them once.
//
// A log can be asked for from a second on, not from a line on, and several lines may carry one stamp. So what was handed on last is
// remembered, and of what comes again each remembered line is left out as often as it was seen.

import { comparableStamp, secondOf } from '../logs/stamp-order.ts';

/** So much of what was handed on last is remembered; stdout and stderr may be out of order by less than this. */
const REMEMBERED = 1 << 16;
/** A line this long is handed on before its end came: it is cut there anyway. */
const LONGEST = (1 << 20) + (1 << 16);
const NEWLINE = 0x0a;
const BLANK = 0x20;

export class LogSeam {
  /** Whether lines may have been lost: nothing of what was remembered came again. */
  torn = false;
  private memory: Buffer[] = [];
  private size = 0;
  private carry: Buffer[] = [];
  private carried = 0;
  /** The stamp of a line that was handed on before its end came. */
  private unended: string | null = null;
  /** What is left to leave out, by stamp; null while nothing comes again. */
  private again: { readonly left: Map<string, number>; readonly first: string; readonly last: string } | null = null;

  /** From which second on to ask; null where nothing was handed on yet. */
  get sinceTime(): string | null {
    const stamps = this.stamps();
    const newest = stamps.reduce((a, b) => (a > b ? a : b), '');
    return newest === '' ? null : secondOf(newest);
  }

  /** What is new and whole of the next piece; null where nothing is. */
  take(piece: Buffer): Buffer | null {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.carry.push(piece);
      this.carried += piece.length;
      return this.carried > LONGEST ? this.tooLong() : null;
    }
    const head = piece.subarray(0, end);
    const whole = this.carried === 0 ? head : Buffer.concat([...this.carry, head]);
    this.carry = end === piece.length ? [] : [Buffer.from(piece.subarray(end))];
    this.carried = piece.length - end;
    const fresh = this.unended === null ? this.remembered(whole) : this.ending(whole);
    return fresh.length === 0 ? null : fresh;
  }

  /** The log has ended: what is left of it is its last line, which no newline ends. */
  rest(): Buffer | null {
    const left = Buffer.concat(this.carry);
    this.carry = [];
    this.carried = 0;
    const fresh = left.length === 0 ? left : this.fresh(left);
    if (fresh.length === 0) return null;
    this.remember(Buffer.concat([fresh, Buffer.from('\n')]));
    return fresh;
  }

  /** The connection broke: the line that had begun will come again. @returns what ends a line that was handed on in part */
  broken(): Buffer | null {
    const ended = this.unended === null ? null : Buffer.from('\n');
    if (this.unended !== null) this.remember(Buffer.from(`${this.unended} \n`));
    this.unended = null;
    this.carry = [];
    this.carried = 0;
    const stamps = this.stamps();
    const left = new Map<string, number>();
    for (const stamp of stamps) left.set(stamp, (left.get(stamp) ?? 0) + 1);
    const sorted = stamps.toSorted();
    this.again = stamps.length === 0 ? null : { left, first: sorted[0] ?? '', last: sorted.at(-1) ?? '' };
    return ended;
  }

  private tooLong(): Buffer | null {
    const so = Buffer.concat(this.carry);
    this.carry = [];
    this.carried = 0;
    // a line that is known already, or the middle of one, is not begun again
    if (this.unended === null && this.again && this.isKnown(stampAt(so, 0), this.again)) {
      this.unended = SKIPPED;
      return null;
    }
    if (this.unended === SKIPPED) return null;
    this.unended ??= stampAt(so, 0);
    return so;
  }

  /** The end of a line that was too long, and what follows it. */
  private ending(whole: Buffer): Buffer {
    const end = whole.indexOf(NEWLINE) + 1;
    const skipped = this.unended === SKIPPED;
    if (!skipped) this.remember(Buffer.from(`${this.unended} \n`));
    this.unended = null;
    const after = this.remembered(whole.subarray(end));
    return skipped ? after : Buffer.concat([whole.subarray(0, end), after]);
  }

  private remembered(whole: Buffer): Buffer {
    const fresh = this.fresh(whole);
    if (fresh.length > 0) this.remember(fresh);
    return fresh;
  }

  private fresh(whole: Buffer): Buffer {
    const parts: Buffer[] = [];
    let from = 0;
    let known = true;
    while (this.again && from < whole.length) {
      const next = whole.indexOf(NEWLINE, from) + 1 || whole.length;
      const stamp = stampAt(whole, from);
      // what has no stamp belongs to the line before it
      if (stamp !== '') known = this.isKnown(stamp, this.again);
      if (!known) parts.push(whole.subarray(from, next));
      from = next;
      if (stamp !== '') this.leaveOff(stamp, this.again);
    }
    return parts.length === 0 ? whole.subarray(from) : Buffer.concat([...parts, whole.subarray(from)]);
  }

  /** Counts a line that comes again. What is older than all that is remembered was there before. */
  private isKnown(stamp: string, { left, first }: NonNullable<typeof this.again>): boolean {
    if (stamp !== '' && stamp < first) return true;
    const count = left.get(stamp) ?? 0;
    if (count === 0) return false;
    if (count === 1) left.delete(stamp);
    else left.set(stamp, count - 1);
    return true;
  }

  /** Once all came again, or what comes is younger by far, everything is new. */
  private leaveOff(stamp: string, { left, last }: NonNullable<typeof this.again>): void {
    if (left.size > 0 && secondOf(stamp) <= secondOf(last)) return;
    if (left.has(last)) this.torn = true;
    this.again = null;
  }

  private remember(lines: Buffer): void {
    // a copy, so that what is remembered does not keep the whole piece
    const from = lines.length <= REMEMBERED ? 0 : lines.indexOf(NEWLINE, lines.length - REMEMBERED) + 1;
    const whole = from < lines.length && (from > 0 || lines.length <= REMEMBERED);
    // of a very long line its stamp is enough
    const last = () => Buffer.from(`${stampAt(lines, lines.lastIndexOf(NEWLINE, lines.length - 2) + 1)} \n`);
    const piece = whole ? Buffer.from(lines.subarray(from)) : last();
    this.memory.push(piece);
    this.size += piece.length;
    while (this.size - (this.memory[0]?.length ?? 0) >= REMEMBERED) this.size -= this.memory.shift()?.length ?? 0;
  }

  private stamps(): string[] {
    const lines = Buffer.concat(this.memory);
    const stamps: string[] = [];
    for (let from = 0; from < lines.length; from = lines.indexOf(NEWLINE, from) + 1 || lines.length) {
      const stamp = stampAt(lines, from);
      if (stamp !== '') stamps.push(stamp);
    }
    return stamps;
  }
}

/** Stands for the stamp of a long line that is left out. */
const SKIPPED = 'skipped';

/** The stamp of the line at a place, comparable; empty where there is none. */
function stampAt(lines: Buffer, from: number): string {
  const end = lines.indexOf(BLANK, from);
  return end < 0 || end - from > 40 ? '' : (comparableStamp(lines.toString('latin1', from, end)) ?? '');
}
