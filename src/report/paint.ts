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
  return `${lines.join('\n')}\n`;
}

function paintLine(part: TextLine, surface: Surface, chalk: ChalkInstance): string[] {
  const pieces = part.spans.map((span) => ({ text: plain(span.text, surface), tone: span.tone }));
  const room = Math.max(20, surface.width - part.indent);
  const lines = part.whole ? [pieces] : wrap(pieces, room, part.hang);
  const pad = ' '.repeat(part.indent);
  return lines.map((spans, at) => {
    const hang = at === 0 ? '' : ' '.repeat(Math.min(part.hang, room - 10));
    return `${pad}${hang}${spans.map(({ text, tone }) => tint(chalk, tone)(text)).join('')}`.trimEnd();
  });
}

/** Breaks at blanks; a word longer than the room stays whole, since names and commands are to be copied. */
function wrap(spans: readonly Span[], room: number, hang: number): Span[][] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const { text, tone } of spans) {
    for (const word of text.split(/(?<= )(?! )/)) {
      const limit = lines.length === 1 ? room : room - Math.min(hang, room - 10);
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

function paintTable(part: TableBlock, surface: Surface, chalk: ChalkInstance): string[] {
  const texts = [part.head, ...part.rows.map((row) => row.map(({ text }) => plain(text, surface)))];
  const widths = part.head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const gaps = 2 * (widths.length - 1) + part.indent;
  for (let over = widths.reduce((sum, width) => sum + width, gaps) - surface.width; over > 0; ) {
    const widest = part.elastic.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a), part.elastic[0] ?? 0);
    const now = widths[widest] ?? 0;
    if (now <= 12) break;
    widths[widest] = now - 1;
    over--;
  }
  const table = new Table({
    chars: BARE,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
  });
  const ellipsis = surface.unicode ? '…' : '~';
  table.push(part.head.map((text) => chalk.dim(text)));
  for (const row of part.rows) {
    table.push(
      row.map(({ text, tone }, column) => tint(chalk, tone)(cut(plain(text, surface), widths[column] ?? 80, ellipsis))),
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
  ['·', '-'],
  ['–', '-'],
  ['←', '<-'],
  ['→', '->'],
  ['…', '~'],
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
