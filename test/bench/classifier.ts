// `npm run bench:logs`: how many bytes a second of one core's time the scanner reads, on lines as a real log has them: one in a
// thousand is an event, half of the others hold "lease" or "leader". The input is the labelled samples in a fixed order; names in
// them vary, so that no line is the one before it. It fails below the 200 MB/s.

import { readdirSync, readFileSync } from 'node:fs';
import { mayMatter } from '../../src/logs/needles.ts';
import { readLine } from '../../src/logs/read-line.ts';
import { LogScanner } from '../../src/logs/scanner.ts';
import { nextNeedle } from '../../src/logs/search.ts';

const LEAST_MB_A_SECOND = 200;
const SIZE = 100_000_000;
/** As node's HTTP client hands them over. */
const CHUNK = 65_536;
const RUNS = 7;
const FOLDER = new URL('../logs/', import.meta.url);

interface Sample {
  readonly line: string;
  readonly label: string;
}

const samples = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.jsonl'))
  .sort()
  .flatMap((name) => readFileSync(new URL(name, FOLDER), 'utf8').split('\n'))
  .flatMap((row) => (row === '' ? [] : [JSON.parse(row) as Sample]));
/** A usage text and a shutdown are printed once a process; thousands of them would be another log than anybody has. */
const others = samples.filter(
  ({ line, label }) => label === 'none' && readLine(line).sign === null && !/ F {2,}-| F \t/.test(line),
);
const events = samples.filter(({ label }) => label !== 'none').map(({ line }) => line);
const worded = others.filter(({ line }) => /lease|leader/i.test(line)).map(({ line }) => line);
const plain = others.filter(({ line }) => !/lease|leader/i.test(line)).map(({ line }) => line);

/** The log, and how many of its lines are events. */
function makeLog(): { readonly bytes: Uint8Array; readonly events: number; readonly lines: number } {
  const bytes = Buffer.alloc(SIZE);
  let used = 0;
  let lines = 0;
  let written = 0;
  for (; ; lines++) {
    const isEvent = lines % 1000 === 500;
    const from = isEvent ? events : lines % 2 === 0 ? worded : plain;
    const text = (from[(isEvent ? written : lines >> 1) % from.length] ?? '').replaceAll(
      'kube-root-ca.crt',
      `object-${lines}`,
    );
    const line = Buffer.from(`2026-11-28T01:16:10.${String(lines % 1e9).padStart(9, '0')}Z ${text}\n`);
    if (used + line.length > SIZE) break;
    line.copy(bytes, used);
    used += line.length;
    if (isEvent) written++;
  }
  return { bytes: bytes.subarray(0, used), events: written, lines };
}

/** Seconds of this process's own time: the machine may have other work, and the second core is not asked. */
function secondsOf(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Megabytes a second: the median of some runs, after two that warm up. */
function rate(bytes: Uint8Array, act: (chunk: Uint8Array) => void): number {
  const seconds = Array.from({ length: RUNS + 2 }, () =>
    secondsOf(() => {
      for (let from = 0; from < bytes.length; from += CHUNK) act(bytes.subarray(from, from + CHUNK));
    }),
  ).slice(2);
  return bytes.length / 1e6 / ((seconds.sort((a, b) => a - b)[RUNS >> 1] as number) || 1);
}

function countNewlines(chunk: Uint8Array): void {
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1));
}

function countNeedles(chunk: Uint8Array): void {
  for (let at = nextNeedle(chunk, 0, chunk.length); at < chunk.length; at = nextNeedle(chunk, at + 1, chunk.length));
}

const { bytes, events: written, lines } = makeLog();
let found = 0;
const scanner = new LogScanner({
  stamped: true,
  every: false,
  onLine: ({ reading }) => (found += reading?.event ? 1 : 0),
});
const whole = rate(bytes, (chunk) => scanner.push(chunk));
const read = Math.round(found / (RUNS + 2));
const rows: readonly (readonly [string, number])[] = [
  ['the scanner, all it does', whole],
  ['the search for needles alone', rate(bytes, countNeedles)],
  ['newlines alone', rate(bytes, countNewlines)],
];
process.stdout.write(
  `${lines} lines, ${Math.round(bytes.length / lines)} bytes each, ${written} of them events, ${read} read as such\n`,
);
const hits = worded.filter(mayMatter).length / worded.length;
process.stdout.write(
  `${Math.round(hits * 100)} % of the lines with "lease" or "leader" hold a needle as well, and are read to the end\n`,
);
for (const [name, megabytes] of rows)
  process.stdout.write(`${name.padEnd(30)} ${Math.round(megabytes)} MB/s of one core's time\n`);
if (read !== written || whole < LEAST_MB_A_SECOND) {
  process.stdout.write(`too slow, or not all found: at least ${LEAST_MB_A_SECOND} MB/s is wanted\n`);
  process.exitCode = 1;
}
