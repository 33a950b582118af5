// How deep YAML is nested, told before it is composed: the parser recurses there, and what recurses without end ends the process.

import type { CST } from 'yaml';

/**
 * Where the text is nested deeper than `most` maps and lists, by the parser's tokens, which come without recursion.
 * @returns an offset; null where it is nowhere
 */
export function deeperThan(tokens: readonly CST.Token[], most: number): number | null {
  const open: (readonly [CST.Token, number])[] = tokens.map((token) => [token, 0]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, depth] = next;
    if (depth > most) return token.offset;
    if (token.type === 'document' && token.value) open.push([token.value, depth]);
    for (const { key, value } of 'items' in token ? token.items : [])
      for (const inner of [key, value]) if (inner) open.push([inner, depth + 1]);
  }
  return null;
}
