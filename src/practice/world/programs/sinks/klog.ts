// klog's text: a header without year and zone, then plain words or a quoted message with pairs (reference 2.3).

import type { Line } from '../wording.ts';

/** @param wall the node's time, milliseconds since 1970 */
export function klogText({ level, message, pairs, at, plain }: Line, wall: number): string {
  const micros = Math.floor(wall * 1000) % 1_000_000;
  const when = new Date(Math.floor(wall)).toISOString();
  const day = `${when.slice(5, 7)}${when.slice(8, 10)} ${when.slice(11, 19)}.${String(micros).padStart(6, '0')}`;
  const head = `${level === 'error' ? 'E' : 'I'}${day}${'1'.padStart(8)} ${at}]`;
  if (plain) return `${head} ${message}`;
  const told = (pairs ?? []).map(
    ([key, value]) => ` ${key}=${typeof value === 'number' ? value : JSON.stringify(value)}`,
  );
  return `${head} ${JSON.stringify(message)}${told.join('')}`;
}
