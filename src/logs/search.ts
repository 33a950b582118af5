// The search for the needles in bytes: many words at once, whatever the case of their letters, skipping most of what it passes.

import { NEEDLES } from './needles.ts';

/**
 * Wu and Manber's search for many words (1994). A window as long as the shortest needle moves over the bytes. The three bytes at its
 * end say how far it may move without missing a needle's start: seven bytes at most, nearly always when the three occur in none.
 */
const WINDOW = Math.min(...NEEDLES.map((needle) => needle.length));
const BLOCK = 3;
/** Five bits of a byte are enough to tell letters apart, and take `L` for `l`: what they confuse is compared afterwards. */
const BITS = 5;
const MASK = (1 << BITS) - 1;

const needles = NEEDLES.map((needle) => Uint8Array.from(needle, (sign) => sign.charCodeAt(0)));
const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte));
const shifts = new Uint8Array(1 << (BITS * BLOCK)).fill(WINDOW - BLOCK + 1);
const ending = new Map<number, Uint8Array[]>();

for (const needle of needles) {
  for (let end = BLOCK - 1; end < WINDOW; end++) {
    const block = blockAt(needle, end);
    const shift = WINDOW - 1 - end;
    shifts[block] = Math.min(shifts[block] as number, shift);
    if (shift === 0) ending.set(block, [...(ending.get(block) ?? []), needle]);
  }
}

function blockAt(bytes: Uint8Array, end: number): number {
  const [a, b, c] = [bytes[end - 2] as number, bytes[end - 1] as number, bytes[end] as number];
  return ((a & MASK) << (2 * BITS)) | ((b & MASK) << BITS) | (c & MASK);
}

function isAt(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  if (start + needle.length > end) return false;
  for (let index = 0; index < needle.length; index++) {
    if (folded[bytes[start + index] as number] !== needle[index]) return false;
  }
  return true;
}

/**
 * Where the next needle begins in `bytes`, from `start` on and wholly before `end`; `end` where there is none.
 *
 * It finds in the bytes of a line what `mayMatter` finds in its text: needles are ASCII, and no UTF-8 decoder takes or makes ASCII.
 */
export function nextNeedle(bytes: Uint8Array, start: number, end: number): number {
  let at = start + WINDOW - 1;
  while (at < end) {
    const block =
      (((bytes[at - 2] as number) & MASK) << (2 * BITS)) |
      (((bytes[at - 1] as number) & MASK) << BITS) |
      ((bytes[at] as number) & MASK);
    const shift = shifts[block] as number;
    if (shift > 0) {
      at += shift;
      continue;
    }
    const first = at - WINDOW + 1;
    for (const needle of ending.get(block) as Uint8Array[]) if (isAt(bytes, first, end, needle)) return first;
    at++;
  }
  return end;
}
