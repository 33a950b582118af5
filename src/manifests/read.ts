// The text of manifest files to documents, each with the line where it begins. What cannot be read is a fault of its own, and the
// documents beside it are read all the same.

import { type Document, isCollection, LineCounter, type ParsedNode, parseAllDocuments, visit } from 'yaml';
import type { ManifestDocument } from './document.ts';

/** What stands in a file and could not be read. */
export interface Fault {
  readonly file: string;
  /** From 1; null where it is about the file. */
  readonly line: number | null;
  /** In words, without a full stop. */
  readonly what: string;
}

export interface Manifests {
  readonly documents: readonly ManifestDocument[];
  readonly faults: readonly Fault[];
}

/** How often one anchor may be repeated: manifests repeat little, and more is an attack. */
const MOST_ALIASES = 100;
const TEMPLATE = /\{\{[-\s]*[.\w]/;
const BINARY = /\u0000/;

/** Reads YAML or JSON, of which one file may hold many documents, and a document many objects (`kind: List`). Never throws. */
export function readManifests(text: string, file: string): Manifests {
  if (BINARY.test(text)) return { documents: [], faults: [{ file, line: null, what: 'it is no text' }] };
  const counter = new LineCounter();
  let parsed: readonly Document.Parsed[];
  try {
    const all = parseAllDocuments(text.replace(/^\uFEFF/, ''), { lineCounter: counter, uniqueKeys: true });
    parsed = 'empty' in all ? [] : all;
  } catch (error) {
    return { documents: [], faults: [{ file, line: null, what: firstLine(error) }] };
  }
  const read = parsed.map((one) => readOne(one, file, counter, text));
  return { documents: read.flatMap(({ documents }) => documents), faults: read.flatMap(({ faults }) => faults) };
}

function readOne(parsed: Document.Parsed, file: string, counter: LineCounter, text: string): Manifests {
  const lineAt = (offset: number) => counter.linePos(offset).line || 1;
  const begins = parsed.contents?.range[0] ?? parsed.range[0];
  const fault = (line: number, what: string): Manifests => ({ documents: [], faults: [{ file, line, what }] });
  const [error] = parsed.errors;
  if (error) {
    const own = text.slice(parsed.range[0], parsed.range[2]);
    if (TEMPLATE.test(own)) return fault(lineAt(error.pos[0]), 'it is a template that was not rendered');
    return fault(lineAt(error.pos[0]), `it is no YAML: ${firstLine(error)}`);
  }
  let value: unknown;
  try {
    // `replicas: {{ .Values.replicas }}` is YAML: a map whose key is a map, which no object of Kubernetes has
    const odd = oddKeyOf(parsed);
    if (odd !== null)
      return fault(
        lineAt(odd),
        TEMPLATE.test(text.slice(parsed.range[0], parsed.range[2]))
          ? 'it is a template that was not rendered'
          : 'a key of it is no text',
      );
    value = parsed.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (problem) {
    return fault(lineAt(begins), firstLine(problem));
  }
  // an empty document, as between two separators
  if (value === null || value === undefined) return { documents: [], faults: [] };
  if (!isObject(value)) return fault(lineAt(begins), 'it is no object');
  return { documents: itemsOf(value, parsed, lineAt).map((one) => ({ file, ...one })), faults: [] };
}

/** Where the first key stands that is itself a map or a list; null where there is none. */
function oddKeyOf(parsed: Document.Parsed): number | null {
  let found: number | null = null;
  visit(parsed, {
    Pair(_, { key }) {
      if (!isCollection(key)) return undefined;
      found = key.range?.[0] ?? parsed.range[0];
      return visit.BREAK;
    },
  });
  return found;
}

/** The objects of a List, each where it begins; else the document itself. */
function itemsOf(
  value: Record<string, unknown>,
  parsed: Document.Parsed,
  lineAt: (offset: number) => number,
): Omit<ManifestDocument, 'file'>[] {
  const line = lineAt(parsed.contents?.range[0] ?? 0);
  if (typeof value.kind !== 'string' || !value.kind.endsWith('List') || !Array.isArray(value.items))
    return [{ line, value }];
  const kind = value.kind === 'List' ? null : value.kind.slice(0, -'List'.length);
  return value.items.flatMap((item, at) => {
    if (!isObject(item)) return [];
    const node = parsed.getIn(['items', at], true) as ParsedNode | undefined;
    // a typed list, as of the API, leaves the kind of its items out
    const whole = kind === null || item.kind ? item : { kind, apiVersion: value.apiVersion, ...item };
    return [{ line: node?.range ? lineAt(node.range[0]) : line, value: whole }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/ at line \d+, column \d+:?$/, '').replace(/[.:]$/, '');
}
