// The search for the needles in bytes: many words at once, whatever the case of their letters, skipping most of what it passes.

import { NEEDLES } from './needles.ts';

/**
 * Wu and Manber's search for many words (1994). A window as long as the shortest needle moves over the bytes. The three bytes at its
 * end say how far it may move without passing a needle's end: seven bytes at most, nearly always when the three occur in none.
 * It looks for the needles' last letters, not their first: `leader` and `lease` begin many of them, and fill half of a log.
 */
const WINDOW = Math.min(...NEEDLES.map((needle) => needle.length));
const BLOCK = 3;
/** Five bits of a byte are enough to tell letters apart, and take `L` for `l`: what they confuse is compared afterwards. */
const BITS = 5;
const MASK = (1 << BITS) - 1;
const BLOCKS = 1 << (BITS * BLOCK);

const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte));
const shifts = new Uint8Array(BLOCKS).fill(WINDOW - BLOCK + 1);
/** The needles by both ends of their windows: half of English ends in `der`, as `leader` does, and few begin as the needle does too. */
const ending = new Map<number, Uint8Array[]>();
/** Which keys of `ending` there may be, by their last sixteen bits mixed: one look at it spares nearly every other. */
const mayEnd = new Uint8Array(1 << 16);

for (const text of NEEDLES) {
  const needle = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const last = needle.length - 1;
  for (let end = last - WINDOW + BLOCK; end <= last; end++) {
    const block = blockAt(needle, end);
    shifts[block] = Math.min(shifts[block] as number, last - end);
  }
  const key = keyAt(needle, last, blockAt(needle, last));
  ending.set(key, [...(ending.get(key) ?? []), needle]);
  mayEnd[mixed(key)] = 1;
}

function blockAt(bytes: Uint8Array, end: number): number {
  const [a, b, c] = [bytes[end - 2] as number, bytes[end - 1] as number, bytes[end] as number];
  return ((a & MASK) << (2 * BITS)) | ((b & MASK) << BITS) | (c & MASK);
}

/** Both ends of the window that ends at `end`: its last block, and its first two bytes. */
function keyAt(bytes: Uint8Array, end: number, block: number): number {
  const first = end - WINDOW + 1;
  return (block << (2 * BITS)) | (((bytes[first] as number) & MASK) << BITS) | ((bytes[first + 1] as number) & MASK);
}

function mixed(key: number): number {
  return (key ^ (key >>> 11)) & 0xffff;
}

function endsAt(bytes: Uint8Array, last: number, needle: Uint8Array): boolean {
  for (let index = needle.length - 1, at = last; index >= 0; index--, at--) {
    if (folded[bytes[at] as number] !== needle[index]) return false;
  }
  return true;
}

/**
 * Where a needle begins in `bytes`, from `start` on and wholly before `end`: the one that ends first; `end` where there is none.
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
    const key = keyAt(bytes, at, block);
    if (mayEnd[mixed(key)] === 1) {
      for (const needle of ending.get(key) ?? []) {
        const first = at - needle.length + 1;
        if (first >= start && endsAt(bytes, at, needle)) return first;
      }
    }
    at++;
  }
  return end;
}
