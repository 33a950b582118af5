// A scanned line as an entry of its container's log.

import type { LogEntry } from '../logs/log-event.ts';
import type { ScannedLine } from '../logs/scanner.ts';
import { comparableStamp } from '../logs/stamp-order.ts';

/** Null where the line says nothing of election. */
export function entryOf({ at, text, reading }: ScannedLine): LogEntry | null {
  if (reading === null) return null;
  return { ...reading, at: inUtc(at), graceful: null, line: text };
}

/** The stamp with the digits that it has, in UTC. */
export function inUtc(at: string | null): string | null {
  return at === null || at.endsWith('Z') ? at : comparableStamp(at);
}
