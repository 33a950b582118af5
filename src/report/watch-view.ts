// `status --watch`: the report on top, the history under it, newest first; and a line a change where nobody looks.

import { formatAge } from '../election/duration.ts';
import { type ReportedChange, severityOf } from './change.ts';
import type { Report } from './report.ts';
import { headline, statusView } from './status-view.ts';
import { line, type Span, sign, span, toneOf, type View } from './view.ts';

export interface WatchState {
  readonly report: Report;
  /** Oldest first. */
  readonly history: readonly ReportedChange[];
  /** For how long nothing was heard of the API server, in milliseconds; 0 while it speaks. */
  readonly silentMs: number;
  readonly trouble: string | null;
  readonly watchedForMs: number;
}

/** The state as it is, and under it the history. */
export interface WatchView {
  readonly top: View;
  readonly bottom: View;
}

/** @param how `timeOf`: a moment as people here read it; `wide` as `-o wide`; `most`: how many changes to show */
export function watchView(
  state: WatchState,
  how: {
    readonly timeOf: (time: string | null) => string;
    readonly wide: boolean;
    readonly quiet: boolean;
    readonly most: number;
  },
): WatchView {
  const { report, history } = state;
  const several = report.elections.length > 1;
  const shown = history.slice(-how.most).reverse();
  const earlier = history.length - shown.length;
  return {
    top: [...(how.quiet ? [headline(report)] : statusView(report, how.wide)), null],
    bottom: [
      line(2, watching(state), 2),
      ...shown.map((change) => changeLine(change, how.timeOf(change.time), several, 2)),
      ...(earlier > 0 ? [line(2, [span(`${earlier} earlier`, 'dim')])] : []),
    ],
  };
}

function watching({ silentMs, trouble, watchedForMs, history }: WatchState): Span[] {
  if (silentMs > 0 || trouble !== null) {
    const old = silentMs > 0 ? `what is shown is ${formatAge(Math.max(1000, silentMs))} old` : 'reading is impaired';
    return [
      sign('unknown'),
      span(` ${old}`, 'unknown'),
      span(trouble === null ? ': the API server is silent' : `: ${trouble}`),
    ];
  }
  const nothing = history.length === 0 ? ', no change yet' : '';
  return [span(`watched for ${formatAge(watchedForMs)}${nothing} · Ctrl-C ends`, 'dim')];
}

/** `14:02:41  ✔ zcbmh → 9ccl2, 17.2s without a leader`. */
export function changeLine(change: ReportedChange, time: string, several: boolean, indent: number): View[number] {
  const severity = severityOf(change);
  const where = several && change.lease !== null ? `${change.namespace}/${change.lease}: ` : '';
  const tone = severity === 'info' ? 'plain' : toneOf(severity);
  return line(
    indent,
    [span(`${time}  `, 'dim'), sign(severity), span(` ${where}`), span(change.summary, tone)],
    time.length + 4,
  );
}
