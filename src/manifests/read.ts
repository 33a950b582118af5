// The text of manifest files to documents, each with the line where it begins. What cannot be read is a fault of its own, and the
// documents beside it are read all the same.

import { Composer, type Document, isCollection, LineCounter, type ParsedNode, Parser, visit } from 'yaml';
import { deeperThan } from './depth.ts';
import type { ManifestDocument } from './document.ts';
import { misshapen } from './misshapen.ts';
import type { Path } from './path.ts';

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
/** No object of Kubernetes goes deeper, schemas of custom resources included. */
const MOST_DEEP = 150;
const TOO_DEEP = `it is nested deeper than ${MOST_DEEP} levels`;
const TEMPLATE = /\{\{[-\s]*[.\w]/;
const BINARY = /\u0000/;

/** Reads YAML or JSON, of which one file may hold many documents, and a document many objects (`kind: List`). Never throws. */
export function readManifests(text: string, file: string): Manifests {
  if (BINARY.test(text)) return { documents: [], faults: [{ file, line: null, what: 'it is no text' }] };
  const counter = new LineCounter();
  const own = text.replace(/^\uFEFF/, '');
  const faults: Fault[] = [];
  const tokens = [...new Parser(counter.addNewLine).parse(own)].filter((token) => {
    const deep = deeperThan([token], MOST_DEEP);
    if (deep !== null) faults.push({ file, line: counter.linePos(deep).line, what: TOO_DEEP });
    return deep === null;
  });
  let parsed: readonly Document.Parsed[];
  try {
    const composer = new Composer({ lineCounter: counter, uniqueKeys: true });
    parsed = [...(composer.compose(tokens, false, own.length) as Iterable<Document.Parsed>)];
  } catch (error) {
    return { documents: [], faults: [{ file, line: null, what: firstLine(error) }] };
  }
  const read = parsed.map((one) => readOne(one, file, counter, own));
  return {
    documents: read.flatMap(({ documents }) => documents),
    faults: [...faults, ...read.flatMap((one) => one.faults)],
  };
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
  const lineOf = (path: Path) => {
    const node = parsed.getIn(path, true) as ParsedNode | undefined;
    return node?.range ? lineAt(node.range[0]) : null;
  };
  const found = itemsIn(value, []).map((item): Manifests => {
    const line = lineOf(item.path) ?? lineAt(begins);
    if (!isObject(item.value)) return fault(line, 'it is no object');
    const wrong = misshapen(item.value);
    if (wrong) return fault(lineOf([...item.path, ...wrong.path]) ?? line, `${nameOf(item.value)}: ${wrong.what}`);
    return { documents: [{ file, line, value: item.value }], faults: [] };
  });
  return { documents: found.flatMap(({ documents }) => documents), faults: found.flatMap(({ faults }) => faults) };
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

/** The objects of a List, and of Lists within it, each with the way to it; else the document itself. */
function itemsIn(value: unknown, path: Path): { readonly value: unknown; readonly path: Path }[] {
  if (!isObject(value) || typeof value.kind !== 'string' || !value.kind.endsWith('List') || !Array.isArray(value.items))
    return [{ value, path }];
  const { kind, apiVersion, items } = value;
  return items.flatMap((item: unknown, at) => {
    // a typed list, as of the API, leaves the kind of its items out
    const typed = kind !== 'List' && isObject(item) && !item.kind;
    const whole = typed ? { kind: kind.slice(0, -'List'.length), apiVersion, ...item } : item;
    return itemsIn(whole, [...path, 'items', at]);
  });
}

/** `Deployment controller-manager`; a name that is none is left out. */
function nameOf({ kind, metadata }: Record<string, unknown>): string {
  const name = isObject(metadata) && typeof metadata.name === 'string' ? ` ${metadata.name}` : '';
  return `${kind}${name}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/ at line \d+, column \d+:?$/, '').replace(/[.:]$/, '');
}
