// Text from a cluster inside Markdown: nothing in it may become a heading, a link, a mention, HTML or the end of a code span.

import { visible } from './visible.ts';

/** Plain text: what Markdown or HTML would obey is shown instead. */
export function escaped(text: string): string {
  return (
    visible(text)
      .replace(/[\\`*_{}[\]()#+!|~$]/g, (sign) => `\\${sign}`)
      .replace(/[<>&@]/g, (sign) => `&#${sign.codePointAt(0)};`)
      .replace(/^(\s*)([-=]|\d+\.)/, '$1\\$2')
      // what looks like an address would be made a link
      .replace(/:\/\//g, ':&#47;&#47;')
      .replace(/\bwww\./gi, (word) => word.replace('.', '&#46;'))
  );
}

/** A code span, closed by more backticks than it holds; a bar would end a table's cell. */
export function code(text: string): string {
  const safe = visible(text).replaceAll('|', '\u00a6');
  const ticks = '`'.repeat(longest(safe) + 1);
  const pad = safe.startsWith('`') || safe.endsWith('`') || safe === '' ? ' ' : '';
  return `${ticks}${pad}${safe}${pad}${ticks}`;
}

/** A block of code with one line in it, to copy. */
export function fenced(text: string): string {
  const safe = visible(text);
  const fence = '`'.repeat(Math.max(3, longest(safe) + 1));
  return `${fence}sh\n${safe}\n${fence}`;
}

/** A block of text as it is, whatever it holds. @param lines without line ends */
export function fencedLines(lines: readonly string[]): string {
  const safe = lines.map(visible).join('\n');
  const fence = '`'.repeat(Math.max(3, longest(safe) + 1));
  return `${fence}text\n${safe}\n${fence}`;
}

function longest(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
