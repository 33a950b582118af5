// Text from a cluster is never trusted on a terminal: what would move the cursor, recolour or reorder is shown instead of obeyed.

const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Control, bidirectional and invisible characters as `\x1b`, `\u202e`; everything else as it is. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) as number;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

const UNSAFE_IN_JSON =
  /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Whether text holds what a terminal would obey, beside line ends. */
export function isUnsafe(text: string): boolean {
  return text.search(UNSAFE_IN_JSON) !== -1;
}

/** Replaces what a terminal would obey in text whose format has an escape of its own. */
export function escapeUnsafe(text: string, written: (character: string) => string): string {
  return text.replace(UNSAFE_IN_JSON, written);
}

/** The same for JSON text, where only the characters that JSON itself leaves raw are left to escape. */
export function visibleJson(json: string): string {
  const unit = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;
  return escapeUnsafe(json, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  );
}

/** Shortens in the middle, where names differ least: `controller-…-zcbmh`. @param width at least 1, in characters */
export function cut(text: string, width: number, ellipsis = '…'): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  const kept = Math.max(0, width - ellipsis.length);
  const head = Math.ceil(kept / 2);
  const tail = characters.slice(characters.length - (kept - head));
  return `${characters.slice(0, head).join('')}${ellipsis}${tail.join('')}`;
}
