// PromQL and MetricsQL cut into words: only as far as it takes to tell what an expression selects.

export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'sign' | 'template';
  /** As it was written; of a text without its quotes. */
  readonly text: string;
  /** As it was written. */
  readonly raw: string;
}

/**
 * In the order in which they are tried. A number takes its unit with it (5m, 1h30m, 0x1f, 1e-3). A word may hold dots, which
 * PromQL never has and MetricsQL has in names. What a template will fill in (`$metric`, `${metric}`, `{{ .Values.metric }}`) is known
 * to nobody here, nor is a word that it is a part of.
 */
const SKIPPED = /(?:\s+|#[^\n]*)+/y;
const TEXT = /"((?:\\[\s\S]|[^"\\])*)(?:"|\\?$)|'((?:\\[\s\S]|[^'\\])*)(?:'|\\?$)|`([^`]*)(?:`|$)/y;
const NUMBER = /(?:\d|\.\d)[\w.]*(?:(?<=\d[eE])[+-]\d+\w*)?/y;
const WORD =
  /(?:[\p{L}_:][\p{L}\p{N}_:.]*|\$\w+|\$\{[^{}$]*\}|\{\{[^{}]*\}\})(?:[\p{L}\p{N}_:.]+|\$\w+|\$\{[^{}$]*\}|\{\{[^{}]*\}\})*/uy;
const SIGN = /=~|!~|[=!<>]=|[\s\S]/y;

/** All words of an expression, whatever it is: text that is no PromQL is cut as well, in linear time. Pure, never throws. */
export function tokensOf(expr: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(expr);
    if (match !== null) at += match[0].length;
    return match;
  };
  while (at < expr.length) {
    if (take(SKIPPED)) continue;
    const text = take(TEXT);
    if (text) {
      tokens.push({ kind: 'text', text: text[1] ?? text[2] ?? text[3] ?? '', raw: text[0] });
      continue;
    }
    const number = take(NUMBER);
    const word = number ?? take(WORD);
    const [raw] = word ?? take(SIGN) ?? [''];
    // every sign is a character at least; without one there is nothing left
    if (raw === '') break;
    const kind = number ? 'number' : word ? (/[${]/.test(raw) ? 'template' : 'word') : 'sign';
    tokens.push({ kind, text: raw, raw });
  }
  return tokens;
}
