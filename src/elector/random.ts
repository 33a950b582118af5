// Chance that can be repeated: the same seed gives the same run.

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

/**
 * A generator of its own for each seed: sfc32 (Chris Doty-Humphrey's "small fast counting" generator of PractRand, 128 bits of
 * state), its state filled by splitmix32 from the FNV-1a hash of the seed, so that neighbouring seeds have nothing in common.
 * Good enough for simulation, none for secrets.
 */
export function seeded(seed: number | string): Random {
  const mix = splitmix(fnv(String(seed)));
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  // the first outputs still resemble the seed
  for (let warm = 0; warm < 12; warm++) next();
  return { next };
}

/** Uniform in [low, high). */
export function uniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}

/** A uuid of version 4 (RFC 9562), as controller-runtime appends to its identities. */
export function uuidOf(random: Random): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random.next() * 16));
  digits[12] = 4;
  digits[16] = 8 + ((digits[16] ?? 0) & 3);
  const text = digits.map((digit) => digit.toString(16)).join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

function splitmix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
