// `--watch`: a live view on a terminal, else a line a change; until a signal ends it.

import { diagnose } from '../checks/diagnose.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Moment } from '../cluster/live.ts';
import { type ReportedChange, reportedChange, verdictChange } from '../report/change.ts';
import type { Format } from '../report/render/index.ts';
import { type Report, reportOf } from '../report/report.ts';
import type { Work } from './base-command.ts';
import { LiveScreen, type Picture } from './live-screen.ts';
import { onSignals, SIGNAL_CODES } from './signals.ts';
import { surfaceOf } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** So many changes are kept for the live view. */
const MOST_HISTORY = 1000;
const FORMATS: readonly Format[] = ['table', 'wide', 'short', 'json', 'yaml'];

export interface FollowOptions extends Work {
  readonly skip: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What is shown of a moment. */
export interface Shown {
  readonly report: Report;
  /** What changed since the moment before, oldest first. */
  readonly changes: readonly ReportedChange[];
  readonly history: readonly ReportedChange[];
  readonly silentMs: number;
  readonly trouble: string | null;
  readonly watchedForMs: number;
}

/** Where it goes. */
export interface Output {
  show(shown: Shown): void;
  /** @param last what was shown last, null where nothing was */
  end(last: Shown | null): void;
}

/** @returns the exit code @throws UsageError for a format that has no lines, ClusterError where the first reading fails */
export async function follow(options: FollowOptions): Promise<number> {
  const { cluster, scope, failOn, skip, sign } = options;
  const output = await outputFor(options);
  const { clock, live, nothingFound } = await import('../cluster/index.ts');
  const ended = new AbortController();
  let exitCode = 0;
  const restore = onSignals((signal) => {
    exitCode = SIGNAL_CODES[signal];
    ended.abort();
  });
  const started = clock.now();
  let last: Shown | null = null;
  try {
    const askReplicas = scope.namespace !== null;
    for await (const moment of live(cluster, { scope, askReplicas, clock, signal: ended.signal })) {
      if (ended.signal.aborted) break;
      sign.stop();
      const report = reportOf(moment.observation, diagnose(moment.observation, { skip }), failOn);
      if (last === null && report.elections.length === 0) {
        const [gap] = report.verdict === 'unknown' ? report.gaps : [];
        throw gap ? new ClusterError('forbidden', gap.detail) : await nothingFound(cluster, moment.observation);
      }
      last = shownOf(last, report, moment, clock.now() - started);
      output.show(last);
    }
  } finally {
    restore();
    output.end(last);
  }
  return exitCode;
}

function shownOf(before: Shown | null, report: Report, moment: Moment, watchedForMs: number): Shown {
  const told = moment.changes.map(reportedChange);
  // a change of leadership says by itself what it means; the verdict has a line of its own where nothing else tells of it
  const verdict = told.length > 0 ? null : verdictChange(before?.report.verdict ?? null, report);
  const changes = [...told, ...(verdict ? [verdict] : [])];
  const history = [...(before?.history ?? []), ...changes].slice(-MOST_HISTORY);
  const { silentMs, trouble } = moment;
  return { report, changes, history, silentMs, trouble, watchedForMs };
}

async function outputFor(options: FollowOptions): Promise<Output> {
  const { format, noColor, quiet } = options.presentation;
  if (!FORMATS.includes(format)) throw new UsageError(`--watch has no -o ${format}`, `it has ${FORMATS.join(', ')}`);
  const { paint } = await import('../report/paint.ts');
  const views = await import('../report/watch-view.ts');
  const surface = () => surfaceOf(process.stdout, options.env, noColor);
  const wide = format === 'wide';
  const person = format === 'table' || wide;
  if (person && process.stdout.isTTY && options.env.TERM !== 'dumb') {
    const timeOf = (time: string | null) => (time === null ? '--:--:--' : new Date(time).toTimeString().slice(0, 8));
    return onScreen((shown) => {
      const { top, bottom } = views.watchView(shown, { timeOf, wide, quiet, most: MOST_HISTORY });
      return { top: paint(top, surface()), bottom: paint(bottom, surface()) };
    });
  }
  const { lineOf } = await import('../report/watch-line.ts');
  return asLines((shown) => lineOf(shown, format, surface()));
}

/** The live view; what was shown last stays behind when it ends. */
function onScreen(draw: (shown: Shown) => Picture): Output {
  let current: Shown | null = null;
  const screen = new LiveScreen(process.stdout, () => (current ? draw(current) : { top: '', bottom: '' }));
  return {
    show(shown) {
      const first = current === null;
      current = shown;
      if (first) screen.start();
      screen.draw();
    },
    end(last) {
      screen.close();
      if (!last) return;
      const { top, bottom } = draw(last);
      process.stdout.write(top + bottom);
      process.stderr.write('interrupted: nothing was changed\n');
    },
  };
}

/** The state at first, then a line a change; trouble on stderr, once each time. */
function asLines(write: (shown: Shown) => string): Output {
  let troubled: string | null = null;
  let begun = false;
  return {
    show(shown) {
      if (!begun || shown.changes.length > 0) process.stdout.write(write(shown));
      begun = true;
      const trouble = shown.trouble ?? (shown.silentMs > 0 ? 'the API server is silent' : null);
      if (trouble !== troubled) process.stderr.write(`${trouble ?? 'the API server answers again'}\n`);
      troubled = trouble;
    },
    end(last) {
      if (last) process.stderr.write('interrupted: nothing was changed\n');
    },
  };
}
