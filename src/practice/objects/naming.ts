// Names and stamps that the API server makes.

import type { Random } from '../../elector/random.ts';

/** Without vowels and look-alikes, so that no words come out. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const LONGEST_NAME = 63;

/** A generateName with five characters after it; the whole fits into a label. */
export function generatedName(base: string, random: Random): string {
  return base.slice(0, LONGEST_NAME - SUFFIX_LENGTH) + randomSuffix(random);
}

/** Five characters as they end the names of pods. */
function randomSuffix(random: Random): string {
  return Array.from({ length: SUFFIX_LENGTH }, () => ALPHABET[Math.floor(random.next() * ALPHABET.length)]).join('');
}

/** RFC 3339 in whole seconds, as the server writes its own times. @param ms since 1970 */
export function stamp(ms: number): string {
  return `${new Date(Math.floor(ms)).toISOString().slice(0, 19)}Z`;
}
