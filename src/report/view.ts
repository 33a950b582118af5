// What a person sees, before it is painted: lines of toned spans and plain tables. Every view is made of these.

export type Tone = 'healthy' | 'warning' | 'critical' | 'unknown' | 'info' | 'strong' | 'dim' | 'plain';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** A line of text; wrapped at the terminal's width, continued under `hang` columns. */
export interface TextLine {
  readonly indent: number;
  readonly hang: number;
  readonly spans: readonly Span[];
  /** Commands are never broken: they are to be pasted. */
  readonly whole: boolean;
  /**
   * Spans to shorten in the middle, in this order, where the line does not fit, each down to its least number of characters; one
   * with 0 is left out whole. Only a terminal too narrow for all that breaks such a line.
   */
  readonly elastic?: readonly { readonly span: number; readonly least: number }[];
}

export interface TableBlock {
  readonly indent: number;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Span[])[];
  /** Columns that may be shortened in the middle where the terminal is narrow. */
  readonly elastic: readonly number[];
  /** Columns to leave out, in this order, where shortening does not do. */
  readonly spare: readonly number[];
}

export type View = readonly (TextLine | TableBlock | null)[];

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** @param indent columns before the line; a wrapped line goes on `hang` columns further in */
export function line(indent: number, spans: readonly Span[], hang = 0, whole = false): TextLine {
  return { indent, hang, spans, whole };
}

/** A sign for each severity and verdict, and what stands for it where the locale is not UTF-8. */
export const SIGN: Record<string, { readonly tone: Tone; readonly sign: string; readonly ascii: string }> = {
  healthy: { tone: 'healthy', sign: '✔', ascii: 'OK' },
  warning: { tone: 'warning', sign: '▲', ascii: '!' },
  critical: { tone: 'critical', sign: '✖', ascii: 'X' },
  unknown: { tone: 'unknown', sign: '?', ascii: '?' },
  info: { tone: 'info', sign: '•', ascii: '-' },
};

export function sign(of: string): Span {
  const { sign: text, tone } = SIGN[of] ?? { sign: '?', tone: 'unknown' };
  return span(text, tone);
}

/** The tone of a severity or verdict. */
export function toneOf(severity: string): 'healthy' | 'warning' | 'critical' | 'unknown' | 'info' {
  const known = severity === 'healthy' || severity === 'warning' || severity === 'critical' || severity === 'info';
  return known ? severity : 'unknown';
}

/** `1 note`, `2 notes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const ORDER = ['critical', 'unknown', 'warning', 'healthy'];

/** Elections in the order in which they need somebody. */
export function worstFirst<T extends { readonly id: string; readonly verdict: string }>(elections: readonly T[]): T[] {
  const rank = ({ verdict }: T) => ORDER.indexOf(verdict);
  return elections.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}
