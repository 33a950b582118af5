// Paints a view for one terminal: colour only repeats what the signs say, lines are wrapped, tables fit the width.

import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { SIGN, type Span, type TableBlock, type TextLine, type Tone, type View } from './view.ts';
import { cut, visible } from './visible.ts';

export interface Surface {
  /** Columns; Infinity where nobody looks. */
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** @returns the text, each line ended by a newline */
export function paint(view: View, surface: Surface): string {
  const chalk = new Chalk({ level: surface.colour ? 1 : 0 });
  const lines = view.flatMap((part) => {
    if (part === null) return [''];
    return 'head' in part ? paintTable(part, surface, chalk) : paintLine(part, surface, chalk);
  });
  // a blank that held words together has done so: whoever searches the text searches for a plain one
  return `${lines.join('\n')}\n`.replaceAll('\u00a0', ' ');
}

function paintLine(part: TextLine, surface: Surface, chalk: ChalkInstance): string[] {
  const pieces = part.spans.map((span) => ({ text: plain(span.text, surface), tone: span.tone }));
  const room = Math.max(20, surface.width - part.indent);
  // a narrow terminal has no room for both a long name and the column it would hang under
  const hang = Math.min(part.hang, Math.max(2, room - 40));
  const fitted = part.elastic === undefined ? null : shorten(part, pieces, room, surface);
  const lines = fitted ? [fitted] : part.whole ? [pieces] : wrap(pieces, room, hang);
  const pad = ' '.repeat(part.indent);
  return lines.map((spans, at) => {
    // a name too long for the column moves out of it, and stays in one piece to be copied
    const length = spans
      .map(({ text }) => text)
      .join('')
      .trimEnd().length;
    const gap = at === 0 ? '' : ' '.repeat(Math.min(hang, Math.max(0, room - length)));
    return `${pad}${gap}${joined(spans)
      .map(({ text, tone }) => tint(chalk, tone)(text))
      .join('')}`.trimEnd();
  });
}

/** Neighbours of one tone as one, so that a line is coloured once and not word by word. */
function joined(spans: readonly Span[]): Span[] {
  const so: Span[] = [];
  for (const span of spans) {
    const before = so.at(-1);
    if (before?.tone === span.tone) so[so.length - 1] = { text: before.text + span.text, tone: span.tone };
    else so.push(span);
  }
  return so;
}

/** Shortens the elastic spans of a line, one after the other, until the line fits; null where even that does not do. */
function shorten(part: TextLine, spans: readonly Span[], room: number, surface: Surface): readonly Span[] | null {
  const ellipsis = surface.unicode ? '…' : '~';
  const over = (some: readonly Span[]) => some.reduce((sum, { text }) => sum + text.length, 0) - room;
  const fitted = (part.elastic ?? []).reduce((so, { span: which, least }) => {
    const width = (text: string) => Math.max(least, text.length - Math.max(0, over(so)));
    const shortened = (text: string) => (least === 0 && over(so) > 0 ? '' : cut(text, width(text), ellipsis));
    return so.map(({ text, tone }, at) => ({ text: at === which ? shortened(text) : text, tone }));
  }, spans);
  return over(fitted) > 0 ? null : fitted;
}

/** Breaks at blanks alone: names and commands are to be copied. */
function wrap(spans: readonly Span[], room: number, hang: number): Span[][] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const { text, tone } of spans) {
    for (const word of text.split(/(?<= )(?! )/)) {
      const limit = lines.length === 1 ? room : room - hang;
      if (used > 0 && used + word.trimEnd().length > limit && word.trim() !== '') {
        lines.push([]);
        used = 0;
      }
      lines.at(-1)?.push({ text: word, tone });
      used += word.length;
    }
  }
  return lines;
}

/** Which columns fit, and how wide: elastic ones are shortened first, spare ones left out where that does not do. */
function layout(part: TableBlock, surface: Surface): { columns: readonly number[]; widths: readonly number[] } {
  const texts = [part.head, ...part.rows.map((row) => row.map(({ text }) => plain(text, surface)))];
  const natural = part.head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  for (let left = 0; ; left++) {
    const columns = part.head
      .map((_, column) => column)
      .filter((column) => !part.spare.slice(0, left).includes(column));
    const widths = [...natural];
    const total = () => columns.reduce((sum, column) => sum + (widths[column] ?? 0) + 2, part.indent - 2);
    const elastic = part.elastic.filter((column) => columns.includes(column));
    while (total() > surface.width) {
      const widest = elastic.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a), elastic[0] ?? 0);
      if ((widths[widest] ?? 0) <= NARROWEST) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
    if (total() <= surface.width || left === part.spare.length) return { columns, widths };
  }
}

const NARROWEST = 14;

function paintTable(part: TableBlock, surface: Surface, chalk: ChalkInstance): string[] {
  const { columns, widths } = layout(part, surface);
  const table = new Table({
    chars: BARE,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
  });
  const ellipsis = surface.unicode ? '…' : '~';
  table.push(columns.map((column) => chalk.dim(part.head[column] ?? '')));
  for (const row of part.rows) {
    table.push(
      columns.map((column) => {
        const { text, tone } = row[column] ?? { text: '', tone: 'plain' };
        return tint(chalk, tone)(cut(plain(text, surface), widths[column] ?? 80, ellipsis));
      }),
    );
  }
  const pad = ' '.repeat(part.indent);
  return table
    .toString()
    .split('\n')
    .map((text) => (pad + text).trimEnd());
}

const BARE = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);

const ASCII: readonly (readonly [string, string])[] = [
  ...Object.values(SIGN).map(({ sign, ascii }) => [sign, ascii] as const),
  ['\u00a0', ' '],
  ['·', '-'],
  ['–', '-'],
  ['←', '<-'],
  ['→', '->'],
  ['…', '~'],
  ['█', '#'],
  ['▓', '%'],
  ['▔', '^'],
  ['↻', 'R'],
  ['◆', '+'],
  ['≤', '<='],
  ['≥', '>='],
];

/** Safe for a terminal, and in ASCII where the locale is not UTF-8. */
export function plain(text: string, { unicode }: Pick<Surface, 'unicode'>): string {
  const safe = visible(text);
  if (unicode) return safe;
  const replaced = ASCII.reduce((so, [from, to]) => so.replaceAll(from, to), safe);
  return replaced.replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
}

function tint(chalk: ChalkInstance, tone: Tone): (text: string) => string {
  const tints: Record<Tone, (text: string) => string> = {
    healthy: chalk.green,
    warning: chalk.yellow,
    critical: chalk.red,
    unknown: chalk.magenta,
    info: chalk.cyan,
    strong: chalk.bold,
    dim: chalk.dim,
    plain: (text) => text,
  };
  return tints[tone];
}
