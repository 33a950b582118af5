// The terminal: what it can show, and the one thing that moves on it, a spinner on stderr for what takes longer than half a second.

import { formatAge } from '../election/duration.ts';
import type { Surface } from '../report/paint.ts';

type Env = Readonly<Record<string, string | undefined>>;

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a stream can show. COLUMNS stands in for the width where the stream is no terminal. */
export function surfaceOf(stream: Stream, env: Env, noColor: boolean): Surface {
  const columns = stream.isTTY ? stream.columns : Number.parseInt(env.COLUMNS ?? '', 10);
  return {
    width: columns && columns > 0 ? columns : Number.POSITIVE_INFINITY,
    colour: !noColor && wantsColour(stream, env),
    unicode: /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || ''),
  };
}

function wantsColour(stream: Stream, env: Env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '')
    return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

const QUIET_FOR_MS = 500;

/** Tells of a wait on stderr: what for, how long so far, how long at most. Silent where nobody looks. */
export class WaitingSign {
  private spinner: { text: string; stop(): unknown } | null = null;
  private stopped = false;
  private readonly begun = performance.now();
  private readonly shown: boolean;

  constructor(stream: Stream, quiet: boolean) {
    this.shown = stream.isTTY === true && !quiet;
  }

  readonly tell = (what: string, elapsedMs: number, limitMs: number): void => {
    if (!this.shown || this.stopped || elapsedMs < QUIET_FOR_MS) return;
    const text = `${what}: ${formatAge(elapsedMs)} of at most ${formatAge(limitMs)}`;
    if (this.spinner) this.spinner.text = text;
    else void this.start(text);
  };

  /** Tells of work whose end nobody knows. */
  busy(text: string): void {
    if (!this.shown || this.stopped || performance.now() - this.begun < QUIET_FOR_MS) return;
    if (this.spinner) this.spinner.text = text;
    else void this.start(text);
  }

  stop(): void {
    this.stopped = true;
    this.spinner?.stop();
  }

  private async start(text: string): Promise<void> {
    this.spinner = { text, stop: () => {} };
    const { default: ora } = await import('ora');
    if (this.stopped) return;
    // in raw mode, and with nobody who reads, Ctrl-C would be lost
    this.spinner = ora({ text: this.spinner.text, stream: process.stderr, discardStdin: false }).start();
  }
}
