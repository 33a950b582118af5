// A config file's YAML: its value, and the line on which each part of it stands.

import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  type YAMLParseError,
} from 'yaml';
import { deeperThan } from '../../manifests/depth.ts';
import type { Path } from '../../manifests/path.ts';
import { UsageError } from '../usage-error.ts';

export interface ConfigDocument {
  /** Null for a file without content. */
  readonly value: unknown;
  /** The line, from 1, of a key, or of a list's item; where there is none, of what would hold it. */
  lineOf(path: Path): number;
}

/** No settings go deeper; the parser's own recursion would not end well. */
const MOST_DEEP = 20;
const MOST_ALIASES = 100;

/** @throws UsageError for what is not one YAML document */
export function documentOf(text: string, file: string): ConfigDocument {
  const lines = new LineCounter();
  const at = (offset: number) => `${file}:${Math.max(1, lines.linePos(offset).line)}`;
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const deep = deeperThan(tokens, MOST_DEEP);
  if (deep !== null) throw new UsageError(`${at(deep)}: is nested deeper than any setting`);
  const composer = new Composer({ lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const [document, second] = composer.compose(tokens, true, text.length) as Iterable<Document.Parsed>;
  if (!document) return { value: null, lineOf: () => 1 };
  const [error] = document.errors;
  if (error) throw new UsageError(`${at(error.pos[0])}: ${wordsOf(error, text)}`);
  if (second) throw new UsageError(`${at(second.range[0])}: a second document begins, and a config file is one`);
  const resolved = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  return {
    value: plain(document, file),
    lineOf: (path) => Math.max(1, lines.linePos(offsetOf(path, document.contents, resolved)).line),
  };
}

function plain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    throw new UsageError(`${file}: an alias leads nowhere, or aliases expand to too much`);
  }
}

function wordsOf({ code, message, pos }: YAMLParseError, text: string): string {
  if (code === 'DUPLICATE_KEY') return `${/^[^\s:]{1,60}/.exec(text.slice(pos[0]))?.[0] ?? 'a key'} is given twice`;
  return `broken YAML: ${message.split('\n')[0]}`;
}

function offsetOf(path: Path, contents: unknown, resolved: (node: unknown) => unknown): number {
  let at = resolved(contents);
  let offset = startOf(at) ?? 0;
  for (const step of path) {
    const [key, next] = partOf(at, step);
    offset = startOf(key) ?? offset;
    at = resolved(next);
  }
  return offset;
}

/** A map's key and value, or a list's item twice. */
function partOf(node: unknown, step: string | number): readonly [unknown, unknown] {
  if (isSeq(node)) return [node.items[Number(step)], node.items[Number(step)]];
  const pair = isMap(node) ? node.items.find(({ key }) => nameOf(key) === step) : undefined;
  return [pair?.key, pair?.value];
}

/** A key as the parser names it in an object. */
function nameOf(key: unknown): string | null {
  return isScalar(key) ? String(key.value ?? '') : null;
}

function startOf(node: unknown): number | null {
  return (node as Node | undefined | null)?.range?.[0] ?? null;
}
