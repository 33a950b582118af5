// Labelled lines of logs, and how `readLine` does on them.

import { readFileSync } from 'node:fs';
import type { LineReading } from '../../src/logs/log-event.ts';
import { readLine } from '../../src/logs/read-line.ts';

/** One line with the labels that were given to it by hand (the fields of the samples' README). */
export interface Labelled {
  readonly line: string;
  readonly label: string;
  readonly cause: string | null;
  readonly format: string;
  readonly component: string;
  readonly lease: string | null;
  readonly identity: string | null;
  readonly time: string | null;
}

/** Reads one of the files of labelled lines beside this one. */
export function labelled(file: string): Labelled[] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return text.split('\n').flatMap((row) => (row === '' ? [] : [JSON.parse(row) as Labelled]));
}

export function labelOf(reading: LineReading): string {
  return reading.event ?? 'none';
}

/** What is wrong of a reading, a word each; empty where all is as labelled. */
export function faults(sample: Labelled): string[] {
  const reading = readLine(sample.line);
  const read = { ...reading, label: labelOf(reading) };
  const keys = ['label', 'cause', 'format', 'lease', 'identity', 'time'] as const;
  return keys.flatMap((key) =>
    read[key] === sample[key] ? [] : [`${key}: ${sample[key]} was read as ${read[key]} in ${sample.line}`],
  );
}

/** The confusion table: a row a label, a column for what it was read as, in the order of `labels`. */
export function confusion(samples: readonly Labelled[]): string {
  const read = samples.map(({ line, label }) => ({ label, as: labelOf(readLine(line)) }));
  const labels = [...new Set(read.flatMap(({ label, as }) => [label, as]))].sort();
  const width = Math.max(...labels.map((label) => label.length)) + 2;
  const cell = (value: string | number): string => String(value).padStart(width);
  const rows = labels.map((label) =>
    [
      label.padEnd(width),
      ...labels.map((as) => cell(read.filter((r) => r.label === label && r.as === as).length)),
    ].join(''),
  );
  return [`${' '.repeat(width)}${labels.map(cell).join('')}`, ...rows].join('\n');
}
