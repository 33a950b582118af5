// The picture in characters: a row a pod, bars of leadership, under them when nobody led and when two did, and the clock.

import { formatDuration } from '../election/duration.ts';
import { type Measured, type Stretch, type Timeline, type TimelineRow, ticksOf } from './timeline.ts';
import { line, type Span, span, type Tone, type View } from './view.ts';
import { cut } from './visible.ts';

const LEADS = '█';
const WAITS = '·';
const DOUBLED = '▓';
const UNDER = '▔';
const MARKS = { crash: '✖', end: '↻', event: '◆' } as const;
const INDENT = 2;
/** Wider pictures say no more. */
const WIDEST = 200;
const NARROWEST = 40;
const MOST_LABEL = 24;
const NOBODY = 'nobody';
const TWOFOLD = 'two lead';

interface Cell {
  readonly text: string;
  readonly tone: Tone;
}

/**
 * @param width columns of the terminal; Infinity where nobody looks
 * @param offsetMs the clock of who looks minus UTC
 */
export function timelineView(timeline: Timeline, width: number, offsetMs: number): View {
  const room = Math.max(NARROWEST, Math.min(width, WIDEST)) - INDENT;
  const { rows, nobody, twofold, more } = timeline;
  const heads = [
    ...rows.map(({ label }) => label),
    ...(nobody.length > 0 ? [NOBODY] : []),
    ...(twofold.length > 0 ? [TWOFOLD] : []),
  ];
  const longest = heads.reduce((most, { length }) => Math.max(most, length), 0);
  const label = Math.min(longest, MOST_LABEL, Math.floor(room / 3));
  const columns = room - label - 2;
  const columnOf = columnIn(timeline, columns);
  const row = (head: string, cells: readonly Cell[], tone: Tone = 'plain') =>
    line(INDENT, [span(`${cut(head, label).padEnd(label)}  `, tone), ...joined(cells)], 0, true);
  return [
    ...rows.map((one) => row(one.label, cellsOf(one, columns, columnOf))),
    ...(more === 0 ? [] : [line(INDENT, [span(`${more} more pods, which never led`, 'dim')])]),
    ...(nobody.length === 0 ? [] : [row(NOBODY, measures(nobody, columns, columnOf), 'critical')]),
    ...(twofold.length === 0 ? [] : [row(TWOFOLD, measures(twofold, columns, columnOf), 'critical')]),
    row('', axis(timeline, columns, columnOf, offsetMs)),
    line(INDENT + label + 2, [span(legend(timeline), 'dim')], 0),
  ];
}

type ColumnOf = (at: number) => number;

function columnIn({ from, to }: Stretch, columns: number): ColumnOf {
  return (at) => Math.max(0, Math.min(columns - 1, Math.floor(((at - from) / (to - from)) * columns)));
}

function cellsOf({ there, leads, doubled, marks }: TimelineRow, columns: number, columnOf: ColumnOf): Cell[] {
  const cells: Cell[] = Array.from({ length: columns }, () => ({ text: ' ', tone: 'plain' }));
  const fill = ({ from, to }: Stretch, cell: Cell) => cells.fill(cell, columnOf(from), columnOf(to) + 1);
  if (there) fill(there, { text: WAITS, tone: 'dim' });
  for (const stretch of leads) fill(stretch, { text: LEADS, tone: 'healthy' });
  for (const stretch of doubled) fill(stretch, { text: DOUBLED, tone: 'critical' });
  const rank = { event: 0, end: 1, crash: 2 };
  for (const { at, kind } of marks.toSorted((a, b) => rank[a.kind] - rank[b.kind]))
    cells[columnOf(at)] = { text: MARKS[kind], tone: kind === 'crash' ? 'critical' : 'warning' };
  return cells;
}

/** Marks under the bars, each with its length where there is room for it. */
function measures(all: readonly Measured[], columns: number, columnOf: ColumnOf): Cell[] {
  const cells: Cell[] = Array.from({ length: columns }, () => ({ text: ' ', tone: 'plain' }));
  for (const { from, to } of all)
    cells.fill({ text: UNDER, tone: 'critical' }, columnOf(from), Math.max(columnOf(from) + 1, columnOf(to)));
  for (const one of all) {
    const text = lengthOf(one);
    const places = [columnOf(one.to) + 2, columnOf(one.from) - text.length - 1];
    const free = places.find(
      (place) => isFree(cells, place - 1, text.length + 2) && place >= 0 && place + text.length <= columns,
    );
    if (free !== undefined)
      [...text].forEach((character, at) => {
        cells[free + at] = { text: character, tone: 'critical' };
      });
  }
  return cells;
}

function isFree(cells: readonly Cell[], from: number, length: number): boolean {
  return cells.slice(Math.max(0, from), from + length).every(({ text }) => text === ' ');
}

/** `17.2s`, `≤3m`, `17s+` while it lasts. */
export function lengthOf({ ms, lasts, certain }: Measured): string {
  if (ms === null) return '?';
  const rounded = ms < 60_000 ? Math.round(ms / 100) * 100 : Math.round(ms / 1000) * 1000;
  return `${certain ? '' : '≤'}${formatDuration(rounded)}${lasts ? '+' : ''}`;
}

const GAP = 4;

function axis(timeline: Timeline, columns: number, columnOf: ColumnOf, offsetMs: number): Cell[] {
  const text = Array.from({ length: columns }, () => ' ');
  const wide = timeline.to - timeline.from < 10 * 60_000 ? 'HH:MM:SS'.length : 'HH:MM'.length;
  let free = 0;
  for (const { at, label } of ticksOf(timeline, columns / (wide + GAP), offsetMs)) {
    const place = columnOf(at);
    if (place < free || place + label.length > columns) continue;
    for (const [index, character] of [...label].entries()) text[place + index] = character;
    free = place + label.length + 1;
  }
  return text.map((one) => ({ text: one, tone: 'dim' }));
}

/** What the signs mean, of those that are there. */
function legend({ rows, nobody, twofold }: Timeline): string {
  const has = (kind: keyof typeof MARKS) => rows.some(({ marks }) => marks.some((mark) => mark.kind === kind));
  const parts: [boolean, string][] = [
    [rows.some(({ leads }) => leads.length > 0), `${LEADS} leads`],
    [rows.some(({ there }) => there !== null), `${WAITS} waits`],
    [twofold.length > 0, `${DOUBLED} both lead`],
    [has('crash'), `${MARKS.crash} crash`],
    [has('end'), `${MARKS.end} restart`],
    [has('event'), `${MARKS.event} Event`],
    [nobody.length > 0, `${UNDER} no leader`],
  ];
  return parts.flatMap(([used, words]) => (used ? [words.replaceAll(' ', '\u00a0')] : [])).join('   ');
}

/** Neighbours of one tone as one span; blanks at the end are none. */
function joined(cells: readonly Cell[]): Span[] {
  const spans: Span[] = [];
  for (const { text, tone } of cells) {
    const before = spans.at(-1);
    if (before?.tone === tone) spans[spans.length - 1] = span(before.text + text, tone);
    else spans.push(span(text, tone));
  }
  return spans;
}
