// A view that is drawn again and again in place, on the terminal's other screen, and a terminal left as it was found.

import { writeSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** Control sequences of every terminal that has an alternate screen; others ignore them. */
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
/** The terminal holds back what it draws between these, so that no half picture is seen. */
const BEGIN = '\x1b[?2026h\x1b[H';
const END = '\x1b[J\x1b[?2026l';

interface Terminal {
  readonly fd: number;
  readonly rows?: number;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What is shown: the state, and the history under it, which keeps a third of a screen that is too small for both. */
export interface Picture {
  readonly top: string;
  readonly bottom: string;
}

export class LiveScreen {
  private open = false;
  private last: Picture = { top: '', bottom: '' };
  private readonly leave = () => this.close();
  private readonly stopped = () => this.suspend();
  private readonly resumed = () => this.resume();
  private readonly resized = () => this.redraw();
  private readonly drawn: () => Picture;

  /** @param drawn gives what to show, made for the terminal's present width */
  constructor(
    private readonly terminal: Terminal,
    drawn: () => Picture,
  ) {
    this.drawn = drawn;
  }

  start(): void {
    this.enter();
    // whatever ends the process, an error of b7le itself included
    process.on('exit', this.leave);
    process.on('SIGTSTP', this.stopped);
    process.on('SIGCONT', this.resumed);
    process.on('SIGWINCH', this.resized);
  }

  draw(): void {
    const picture = this.drawn();
    if (!this.open || (picture.top === this.last.top && picture.bottom === this.last.bottom)) return;
    this.last = picture;
    // a pseudo-terminal whose size nobody set has none
    const shown = fitted(picture, this.terminal.rows || 24, this.terminal.columns || 80);
    this.terminal.write(`${BEGIN}${shown.map((one) => `${one}\x1b[K`).join('\n')}${END}`);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    process.off('exit', this.leave);
    process.off('SIGTSTP', this.stopped);
    process.off('SIGCONT', this.resumed);
    process.off('SIGWINCH', this.resized);
    this.writeNow(LEAVE);
  }

  private enter(): void {
    this.open = true;
    this.last = { top: '', bottom: '' };
    this.writeNow(ENTER);
  }

  private redraw(): void {
    this.last = { top: '', bottom: '' };
    this.draw();
  }

  /** Ctrl-Z: the shell gets its screen back before the process stops. */
  private suspend(): void {
    this.writeNow(LEAVE);
    process.kill(process.pid, 'SIGSTOP');
  }

  private resume(): void {
    if (!this.open) return;
    this.enter();
    this.draw();
  }

  /** At an exit nothing that is only queued gets out. */
  private writeNow(text: string): void {
    try {
      writeSync(this.terminal.fd, text);
    } catch {
      // a terminal that is gone needs no restoring
    }
  }
}

/** As many lines of both as the terminal has rows for; what is left out is marked. */
export function fitted({ top, bottom }: Picture, rows: number, columns: number): string[] {
  const [state, history] = [linesOf(top), linesOf(bottom)];
  const height = (lines: readonly string[]) => lines.reduce((sum, line) => sum + rowsOf(line, columns), 0);
  const forHistory = Math.min(height(history), Math.max(Math.floor(rows / 3), rows - height(state)));
  return [...cutTo(state, rows - forHistory, columns), ...cutTo(history, forHistory, columns)];
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** A command that is longer than the terminal is wide is not broken, and takes more than one row. */
function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns));
}

function cutTo(lines: readonly string[], rows: number, columns: number): string[] {
  const shown: string[] = [];
  if (rows < 1) return shown;
  let used = 0;
  for (const [at, line] of lines.entries()) {
    used += rowsOf(line, columns);
    // the mark needs a row where something follows
    if (used > rows || (used === rows && at < lines.length - 1)) return [...shown, '…'];
    shown.push(line);
  }
  return shown;
}
