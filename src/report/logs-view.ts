// `b7le logs` for a person: the verdict, what was read, the picture, then the story line by line, and what is wrong with it.

import { formatAge } from '../election/duration.ts';
import { instantOf } from '../logs/instant.ts';
import { findingLines, gapLines, nextLines } from './finding-lines.ts';
import type { LogReading, LogsReport } from './logs-report.ts';
import { headline } from './status-view.ts';
import { clockOf, storyLines } from './story-lines.ts';
import { timelineOf } from './timeline.ts';
import { timelineView } from './timeline-view.ts';
import { count, line, sign, span, type View } from './view.ts';

export interface LogsLook {
  readonly wide: boolean;
  /** Whether the picture is drawn. */
  readonly timeline: boolean;
  /** Columns of the terminal; Infinity where nobody looks. */
  readonly width: number;
  /** The clock of who looks, minus UTC. */
  readonly offsetMs: number;
}

/** A picture of more rows is no picture. */
const MOST_ROWS = 12;

export function logsView(report: LogsReport, look: LogsLook): View {
  const { story, findings } = report;
  const shown = findings.filter(({ severity }) => severity === 'critical' || severity === 'warning');
  const notes = findings.filter(({ severity }) => severity === 'info');
  const unknown = findings.filter(({ severity }) => severity === 'unknown');
  const told = look.wide ? [...shown, ...notes] : shown;
  return [
    headline(report),
    ...readingLines(report, look.offsetMs),
    ...(look.timeline ? pictures(report, look) : []),
    null,
    ...storyLines(story, { ...look, several: story.elections.length > 1 }),
    ...(told.length === 0 ? [] : [null, ...told.flatMap((finding) => findingLines(finding, told))]),
    ...nextLines(shown),
    ...(look.wide && unknown.length > 0
      ? [null, ...unknown.map(({ id, summary }) => line(2, [sign('unknown'), span(` ${id}  ${summary}`)], 4))]
      : []),
    ...(notes.length === 0 || look.wide
      ? []
      : [null, line(2, [span(`${count(notes.length, 'note')}: -o wide`, 'dim')])]),
    ...gapLines(report),
  ];
}

function pictures({ story, elections }: LogsReport, look: LogsLook): View {
  return story.elections.flatMap((election): View => {
    const timeline = timelineOf(story, election, MOST_ROWS);
    if (!timeline || timeline.rows.length === 0) return [];
    const title = story.elections.length > 1 || elections.length > 1 ? [line(2, [span(election.lease, 'strong')])] : [];
    return [null, ...title, ...timelineView(timeline, look.width, look.offsetMs)];
  });
}

/** What the story rests on, under the verdict. */
export function readingLines({ reading, elections, story, namespace }: LogsReport, offsetMs: number): View {
  const names = elections.map(({ lease, workload }) => {
    const name = workload ? `${workload.kind.toLowerCase()}/${workload.name}` : `lease/${lease.name ?? ''}`;
    const home = workload?.namespace ?? lease.namespace;
    return home === namespace || namespace === null ? name : `${name} in ${home}`;
  });
  const what = reading.file ?? [...new Set(names)].join(', ');
  const parts = [
    ...(reading.file === null ? [count(reading.pods, 'pod')] : []),
    count(reading.containers, 'log'),
    ...timeSpan(reading, story.to, offsetMs),
  ];
  return [
    line(2, [span(what, 'strong'), span(`${what === '' ? '' : ': '}${parts.join(', ')}`)], 2),
    ...reading.gone.map((words) => line(2, [span('gone  ', 'dim'), span(words)], 6)),
  ];
}

function timeSpan({ since }: LogReading, to: number | null, offsetMs: number): string[] {
  if (to === null) return [];
  const end = clockOf(to, offsetMs, false).slice(0, 8);
  const from = instantOf(since);
  return [from === null ? `all until ${end}` : `${formatAge(to - from)} to ${end}`];
}
