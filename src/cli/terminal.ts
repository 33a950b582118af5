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
const TICK_MS = 250;
/** Of what goes on, so that the time beside it stands in the same line of 80 columns. */
const LONGEST = 55;
/** What reads are bounded by where no `--timeout` is given (contract 1). */
const USUAL_LIMIT_MS = 60_000;

/** Pieces of work that go on side by side, told of together. */
export class Stages {
  private readonly running: string[] = [];
  private readonly timer: NodeJS.Timeout;
  private readonly startedAt = performance.now();

  constructor(tell: (what: string, elapsedMs: number) => void) {
    this.timer = setInterval(() => {
      if (this.running.length > 0) tell(namesOf(this.running), performance.now() - this.startedAt);
    }, TICK_MS);
  }

  /** Does a piece of work under its name. */
  readonly during = async <T>(name: string, work: Promise<T>): Promise<T> => {
    this.running.push(name);
    try {
      return await work;
    } finally {
      this.running.splice(this.running.indexOf(name), 1);
    }
  };

  end(): void {
    clearInterval(this.timer);
  }
}

/** What goes on side by side; by suites alone where the whole would not fit a line. */
export function namesOf(running: readonly string[]): string {
  const whole = [...new Set(running)].join(' · ');
  if (whole.length <= LONGEST) return whole;
  return [...new Set(running.flatMap((name) => name.replace(/:.*/, '').split(', ')))].join(' · ');
}

/**
 * Tells of a wait on stderr: what for, how long so far, how long at most. Silent where nobody looks: no terminal, or one
 * that a pipeline made (`CI`) or that cannot move its cursor, where each change of it would become a line of a log.
 */
export class WaitingSign {
  private spinner: { text: string; stop(): unknown } | null = null;
  private stopped = false;
  private readonly begun = performance.now();
  private readonly shown: boolean;
  /** Whether nothing but the report is wanted. */
  readonly quiet: boolean;

  constructor(stream: Stream, quiet: boolean, env: Env) {
    this.quiet = quiet;
    this.shown = stream.isTTY === true && !quiet && !env.CI && env.TERM !== 'dumb';
  }

  readonly tell = (what: string, elapsedMs: number, limitMs: number): void => {
    if (!this.shown || this.stopped || elapsedMs < QUIET_FOR_MS) return;
    const text = `${what}: ${formatAge(elapsedMs)} of at most ${formatAge(limitMs)}`;
    if (this.spinner) this.spinner.text = text;
    else void this.start(text);
  };

  /** Tells which stages of a longer piece of work are going on, until `end`. */
  stages(limitMs: number | null = null): Stages {
    return new Stages((what, elapsedMs) => this.tell(what, elapsedMs, limitMs ?? USUAL_LIMIT_MS));
  }

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
