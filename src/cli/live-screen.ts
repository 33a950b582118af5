// A view that is drawn again and again in place, on the terminal's other screen, and a terminal left as it was found.

import { writeSync } from 'node:fs';

/** Control sequences of every terminal that has an alternate screen; others ignore them. */
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
/** The terminal holds back what it draws between these, so that no half picture is seen. */
const BEGIN = '\x1b[?2026h\x1b[H';
const END = '\x1b[J\x1b[?2026l';

interface Terminal {
  readonly fd: number;
  readonly rows?: number;
  write(text: string): unknown;
}

export class LiveScreen {
  private open = false;
  private last = '';
  private readonly leave = () => this.close();
  private readonly stopped = () => this.suspend();
  private readonly resumed = () => this.resume();
  private readonly resized = () => this.redraw();
  private readonly drawn: () => string;

  /** @param drawn gives the text to show, made for the terminal's present size */
  constructor(
    private readonly terminal: Terminal,
    drawn: () => string,
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
    const text = this.drawn();
    if (!this.open || text === this.last) return;
    this.last = text;
    // a pseudo-terminal whose size nobody set has none
    const rows = this.terminal.rows || 24;
    const lines = text.trimEnd().split('\n');
    const shown = lines.length > rows ? [...lines.slice(0, rows - 1), '…'] : lines;
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
    this.last = '';
    this.writeNow(ENTER);
  }

  private redraw(): void {
    this.last = '';
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
