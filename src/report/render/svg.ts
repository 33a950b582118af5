// The picture as SVG for a post-mortem: the same layout as on the terminal, no script, readable on light and dark pages.

import type { ElectionStory } from '../../logs/election-story.ts';
import type { LogsReport } from '../logs-report.ts';
import { clockOf } from '../story-lines.ts';
import { type Measured, type Stretch, type Timeline, type TimelineRow, ticksOf, timelineOf } from '../timeline.ts';
import { lengthOf } from '../timeline-view.ts';
import { visible } from '../visible.ts';

const WIDTH = 960;
const PAD = 16;
const ROW = 24;
const BAR = 14;
const CHARACTER = 7.4;
const MOST_ROWS = 40;
const MOST_LABEL = 44;
const TICKS = 8;

const STYLE = `
  svg { font: 12px ui-monospace, Menlo, Consolas, monospace; --ink: #1f2328; --soft: #656d76; --line: #d0d7de; --paper: #ffffff; --lead: #1a7f37; --bad: #cf222e; --odd: #9a6700 }
  @media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --paper: #0d1117; --lead: #3fb950; --bad: #ff7b72; --odd: #d29922 } }
  .paper { fill: var(--paper) } text { fill: var(--ink) } .soft { fill: var(--soft) } .line { stroke: var(--line) }
  .there { fill: var(--line) } .lead { fill: var(--lead) } .bad { fill: var(--bad) } .odd { fill: var(--odd) } .title { font-weight: bold }
`;

/** @param offsetMs the clock of who looks minus UTC */
export function svg({ story, verdict, namespace, cluster }: LogsReport, offsetMs: number): string {
  const where = [verdict, namespace, cluster.context ?? cluster.server].filter((one) => one !== null).join(' · ');
  const span =
    story.from === null || story.to === null
      ? ''
      : `${dateTime(story.from, offsetMs)} to ${dateTime(story.to, offsetMs)}${offsetMs === 0 ? ' UTC' : ''}`;
  const head = [label(PAD, PAD + 8, where, 'title'), label(PAD, PAD + 26, span, 'soft')];
  let y = PAD + 44;
  const parts = story.elections.flatMap((election) => {
    const drawn = draw(election, story, y, offsetMs);
    y = drawn.bottom;
    return drawn.parts;
  });
  const height = y + PAD;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escaped(where)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    ...head,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

interface Drawn {
  readonly parts: readonly string[];
  readonly bottom: number;
}

function draw(election: ElectionStory, story: LogsReport['story'], top: number, offsetMs: number): Drawn {
  const timeline = timelineOf(story, election, MOST_ROWS);
  if (!timeline || timeline.rows.length === 0) return { parts: [], bottom: top };
  const longest = [...timeline.rows.map((row) => row.label), 'two lead'].reduce(
    (most, one) => Math.max(most, one.length),
    0,
  );
  const left = PAD + Math.min(longest, MOST_LABEL) * CHARACTER + 12;
  const x = (at: number) => left + ((at - timeline.from) / (timeline.to - timeline.from)) * (WIDTH - PAD - left);
  const parts = [label(PAD, top + 12, election.lease, 'title')];
  let y = top + ROW;
  const next = (more: readonly string[]) => {
    parts.push(...more);
    y += ROW;
  };
  for (const row of timeline.rows) next(rowParts(row, y, x, offsetMs));
  if (timeline.more > 0) next([label(PAD, y + 12, `${timeline.more} more pods, which never led`, 'soft')]);
  if (timeline.nobody.length > 0) next(measureParts('nobody', timeline.nobody, y, x));
  if (timeline.twofold.length > 0) next(measureParts('two lead', timeline.twofold, y, x));
  next(axisParts(timeline, { top: top + ROW, y }, x, offsetMs));
  return { parts, bottom: y };
}

type Across = (at: number) => number;

function rowParts(row: TimelineRow, y: number, x: Across, offsetMs: number): string[] {
  const when = ({ from, to }: Stretch) => `${clockOf(from, offsetMs, false)} to ${clockOf(to, offsetMs, false)}`;
  return [
    label(PAD, y + 12, shortened(row.label), '', row.pod),
    ...(row.there ? [bar(row.there, y + 6, 2, x, 'there', `${row.pod} was there ${when(row.there)}`)] : []),
    ...row.leads.map((one) => bar(one, y, BAR, x, 'lead', `${row.pod} leads ${when(one)}`)),
    ...row.doubled.map((one) => bar(one, y, BAR, x, 'bad', `another one leads too, ${when(one)}`)),
    ...row.marks.map(({ at, kind, text }) => {
      const words = `${clockOf(at, offsetMs, false)} ${text}`;
      return `<circle class="${kind === 'crash' ? 'bad' : 'odd'}" cx="${round(x(at))}" cy="${y + 7}" r="4"><title>${escaped(words)}</title></circle>`;
    }),
  ];
}

function measureParts(head: string, all: readonly Measured[], y: number, x: Across): string[] {
  let free = 0;
  return [
    label(PAD, y + 12, head, 'bad'),
    ...all.flatMap((one) => {
      const text = lengthOf(one);
      const begin = x(one.from);
      const place = Math.min(begin, WIDTH - PAD - text.length * CHARACTER);
      const shown = place >= free ? [label(place, y + 17, text, 'bad')] : [];
      if (shown.length > 0) free = place + (text.length + 1) * CHARACTER;
      return [bar(one, y, 3, x, 'bad', `${head}: ${text}`), ...shown];
    }),
  ];
}

function axisParts(timeline: Timeline, { top, y }: { top: number; y: number }, x: Across, offsetMs: number): string[] {
  return ticksOf(timeline, TICKS, offsetMs).flatMap(({ at, label: text }) => {
    const place = round(x(at));
    const end = Math.min(x(at) - (text.length * CHARACTER) / 2, WIDTH - PAD - text.length * CHARACTER);
    return [
      `<line class="line" x1="${place}" x2="${place}" y1="${top - 4}" y2="${y}" stroke-dasharray="2 4"/>`,
      label(end, y + 14, text, 'soft'),
    ];
  });
}

function bar({ from, to }: Stretch, y: number, height: number, x: Across, kind: string, words: string): string {
  const width = Math.max(1.5, x(to) - x(from));
  return `<rect class="${kind}" x="${round(x(from))}" y="${y}" width="${round(width)}" height="${height}"><title>${escaped(words)}</title></rect>`;
}

function label(x: number, y: number, text: string, kind: string, whole: string | null = null): string {
  const title = whole === null || whole === text ? '' : `<title>${escaped(whole)}</title>`;
  return `<text x="${round(x)}" y="${y}"${kind === '' ? '' : ` class="${kind}"`}>${escaped(text)}${title}</text>`;
}

function shortened(text: string): string {
  return text.length <= MOST_LABEL ? text : `${text.slice(0, MOST_LABEL / 2)}…${text.slice(1 - MOST_LABEL / 2)}`;
}

function dateTime(at: number, offsetMs: number): string {
  return new Date(at + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** Halves of surrogate pairs and non-characters: no XML document may hold them, escaped or not. */
const NO_XML = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g;

/** Text from a cluster as XML text: what a viewer would obey is shown, and nothing of it is markup. */
function escaped(text: string): string {
  return visible(text)
    .replace(NO_XML, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
