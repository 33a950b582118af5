// Lines that no elector wrote, and lines of electors that something got into.

import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { NEEDLES } from '../../src/logs/needles.ts';
import { labelled } from './labelled.ts';

/** Every labelled line there is. */
export const sampleLines: readonly string[] = readdirSync(new URL('.', import.meta.url))
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((file) => labelled(file).map(({ line }) => line));

const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\u001b[31m',
    '\u001b[0m',
    '\u001b]0;title\u0007',
    '\u009b31m',
    '\t',
    '"',
    '\\',
    '{"',
    '}',
    '": "',
    '=',
    '] ',
    '\r',
    '\u212a',
    '\ufeff',
  ),
  fc.constantFrom(...NEEDLES),
  fc.constantFrom('leader', 'lease', ' lost', 'leaderelection.go:1] ', 'err="', 'lock="a/b"', '2026-11-28T01:16:10Z '),
);

/** A line with a piece taken out, doubled or replaced. */
const mutated = fc
  .tuple(fc.constantFrom(...sampleLines), fc.nat(400), fc.nat(60), noise)
  .map(([line, at, length, piece]) => Buffer.from(line.slice(0, at) + piece + line.slice(at + length)));
const assembled = fc.array(noise, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join('')));
const bytes = fc.uint8Array({ maxLength: 80 }).map((array) => Buffer.from(array));
const broken = fc
  .tuple(fc.constantFrom(...sampleLines), fc.uint8Array({ maxLength: 4 }), fc.nat(200))
  .map(([line, array, at]) =>
    Buffer.concat([Buffer.from(line.slice(0, at)), Buffer.from(array), Buffer.from(line.slice(at))]),
  );

/** Any line: bytes without a newline. */
export const hostileLine: fc.Arbitrary<Buffer> = fc
  .oneof(mutated, assembled, bytes, broken)
  .map((line) => Buffer.from(line.filter((byte) => byte !== 10)));
