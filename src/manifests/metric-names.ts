// What a PromQL or MetricsQL expression selects: the metrics, their matchers, and the functions around them (docs/decisions/0015).

import { type Token, tokensOf } from './tokens.ts';

export interface Matcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  /** Between its quotes, as written. */
  readonly value: string;
  /** With its quotes. */
  readonly raw: string;
}

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** The functions and operators whose brackets it stands in, in lower case, the innermost last; of many the last ones. */
  readonly within: readonly string[];
}

/** Words before a list of labels in brackets. */
const CLAUSES = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
/** Words between two expressions: after them comes an expression. */
const BETWEEN = new Set(['and', 'or', 'unless', 'atan2', 'default', 'if', 'ifnot']);
/** Words that stand where a metric could, and are none. */
const NO_METRIC = new Set([...CLAUSES, ...BETWEEN, 'bool', 'offset', 'inf', 'nan']);
/** How many brackets around a selector are remembered. */
const DEEPEST = 20;
const NAME = /^[\p{L}_:][\p{L}\p{N}_:.]*$/u;

/** The names of the metrics that an expression selects, each once, in the order in which they come. Pure, never throws. */
export function metricNames(expr: string): string[] {
  return [...new Set(selectorsOf(expr).map(({ metric }) => metric))];
}

/**
 * Every selector of an expression. A name is known by its place: after an operand comes an operator or a modifier, never a name.
 * What is no PromQL is read as far as it goes. Pure, never throws.
 */
export function selectorsOf(expr: string): Selector[] {
  const tokens = tokensOf(expr);
  const defined = definedIn(tokens);
  const found: Selector[] = [];
  const within: string[] = [];
  // the function whose bracket comes next, and whether an operator is what may come
  let calls = '';
  let afterOperand = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at] as Token;
    const next = tokens[at + 1];
    const word = text.toLowerCase();
    if (text === '{' && kind === 'sign') {
      const { matchers, names, end } = bracesAt(tokens, at);
      found.push(...names.map((metric) => ({ metric, matchers, within: within.slice(-DEEPEST) })));
      [at, afterOperand] = [end, true];
    } else if (text === '[' && kind === 'sign') {
      [at, afterOperand] = [endOf(tokens, at, '[', ']'), true];
    } else if (kind === 'sign') {
      if (text === '(') within.push(calls);
      if (text === ')') within.pop();
      if (text === '(' || text === ')') calls = '';
      afterOperand = text === ')';
    } else if (kind !== 'word') {
      afterOperand = true;
    } else if (CLAUSES.has(word) && next?.text === '(' && next.kind === 'sign') {
      at = endOf(tokens, at + 1, '(', ')');
    } else if (afterOperand) {
      if (BETWEEN.has(word)) afterOperand = false;
    } else if (next?.kind === 'sign' && next.text === '(') {
      calls = word;
    } else if (next?.kind === 'word' && /^(by|without)$/i.test(next.text)) {
      calls = word;
    } else if (word === 'inf' || word === 'nan') {
      afterOperand = true;
    } else if (!NO_METRIC.has(word)) {
      const braces = next?.kind === 'sign' && next.text === '{' ? bracesAt(tokens, at + 1) : null;
      if (!defined.has(text))
        found.push({ metric: text, matchers: braces?.matchers ?? [], within: within.slice(-DEEPEST) });
      afterOperand = true;
      // a name in the braces as well is one too many: what Prometheus refuses selects nothing more
      if (braces) at = braces.end;
    }
  }
  return found;
}

/** MetricsQL's `WITH (name = expression)`: names of this expression's own. */
function definedIn(tokens: readonly Token[]): ReadonlySet<string> {
  const defined = new Set<string>();
  let depth = 0;
  tokens.forEach(({ kind, text }, at) => {
    if (kind === 'sign' && text === '{') depth += 1;
    if (kind === 'sign' && text === '}') depth -= 1;
    const before = tokens[at - 1];
    if (kind === 'sign' && text === '=' && depth === 0 && before?.kind === 'word') defined.add(before.text);
  });
  return defined;
}

/** Matchers, the names among them (`__name__="up"`, `"up"`), and where the braces end. */
function bracesAt(tokens: readonly Token[], from: number): { matchers: Matcher[]; names: string[]; end: number } {
  const end = endOf(tokens, from, '{', '}');
  const matchers: Matcher[] = [];
  const names: string[] = [];
  for (let at = from + 1; at < end; at += 1) {
    const [left, sign, right] = [tokens[at] as Token, tokens[at + 1], tokens[at + 2]];
    const op = (['=', '!=', '=~', '!~'] as const).find((one) => sign?.kind === 'sign' && sign.text === one);
    if (op !== undefined && at + 1 < end) {
      const value = right?.kind === 'text' && at + 2 < end ? right : null;
      if (value !== null) matchers.push({ label: left.text, op, value: value.text, raw: value.raw });
      at += value === null ? 1 : 2;
    } else if (left.kind === 'text' && NAME.test(left.text)) names.push(left.text);
  }
  return { matchers, names: [...names, ...matchers.flatMap(namedBy)], end };
}

/** A pattern that is but names beside each other names them; any other tells no name. */
function namedBy({ label, op, value }: Matcher): string[] {
  if (label !== '__name__' || op.startsWith('!')) return [];
  return (op === '=' ? [value] : value.split('|')).filter(
    (one) => NAME.test(one) && !(op === '=~' && one.includes('.')),
  );
}

/** Where the bracket that opens at `from` is closed; the end of the text where it is not. */
function endOf(tokens: readonly Token[], from: number, open: string, close: string): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at] as Token;
    if (kind !== 'sign') continue;
    if (text === open) depth += 1;
    if (text === close) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}
