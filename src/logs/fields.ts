// Key and value pairs of structured lines: klog's and logfmt's text, zap's trailing JSON, and JSON that is broken.

export type Fields = Readonly<Record<string, unknown>>;

const PAIR = /(?:^|[\s,])"?([A-Za-z_][\w.@/-]{0,63})"?=(?:"((?:[^"\\]|\\.)*)"?|\[([^\]]*)\]|([^\s,"][^\s]*)|)/g;
const JSON_PAIR = /"([\w.@-]{1,64})"\s*:\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s,}"{[]+))/g;
/** More pairs than this no elector writes in a line. */
const PAIRS_MOST = 64;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs;
const SHORT: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Undoes the backslashes of a Go or JSON string; an unknown one stays for the sign behind it. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (_, unicode?: string, hex?: string, sign?: string) => {
    const code = unicode ?? hex;
    return code === undefined ? (SHORT[sign ?? ''] ?? sign ?? '') : String.fromCharCode(Number.parseInt(code, 16));
  });
}

/** `key="value" key=value key=[list]`, as klog and logfmt write them; the first of a repeated key counts. */
export function pairs(text: string): Fields {
  return collect(text.matchAll(PAIR), ([, key = '', quoted, list, bare]) => [
    key,
    quoted === undefined ? (list ?? bare ?? '') : unescaped(quoted),
  ]);
}

/** The flat pairs of JSON that does not parse: cut, or with a sign that does not belong there. */
export function brokenJson(text: string): Fields {
  return collect(text.matchAll(JSON_PAIR), ([, key = '', quoted, bare]) => [
    key,
    quoted === undefined ? numberOr(bare ?? '') : unescaped(quoted),
  ]);
}

/** An object of JSON, or what can be read of it; null for anything else. */
export function jsonFields(text: string): Fields | null {
  if (!text.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : null;
  } catch {
    const read = brokenJson(text);
    return Object.keys(read).length > 0 ? read : null;
  }
}

/** A field's text; null where there is none, or it is no text. */
export function textOf(fields: Fields, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

function numberOr(text: string): string | number {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function collect(matches: Iterable<RegExpExecArray>, pair: (match: RegExpExecArray) => [string, unknown]): Fields {
  const found: Record<string, unknown> = {};
  let count = 0;
  for (const match of matches) {
    const [key, value] = pair(match);
    // A line may name its key `__proto__`: a plain assignment would change the object itself.
    if (!Object.hasOwn(found, key)) Object.defineProperty(found, key, { value, enumerable: true });
    if (++count >= PAIRS_MOST) break;
  }
  return found;
}
