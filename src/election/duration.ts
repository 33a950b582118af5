// Go's duration syntax, read and written, and ages for people. Every figure inside b7le is an integer of milliseconds.

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const NS_PER_MS = 1_000_000n;
/** Go keeps a duration in nanoseconds of 64 bits. */
const MOST_NS = 2n ** 63n - 1n;

/**
 * Reads a duration as Go's `time.ParseDuration` does: `15s`, `1m30s`, `1.5h`, `-2s`, `0`.
 * @returns milliseconds (may be a fraction below 1 ms), or null where Go would refuse the text.
 */
export function parseDuration(text: string): number | null {
  const match = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.exec(text);
  if (!match) return /^[+-]?0$/.test(text) ? 0 : null;
  let ns = 0n;
  for (const [, whole, fraction = '', unit] of text.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const one = UNIT_NS[unit as string] as bigint;
    ns += BigInt(whole || 0) * one + (BigInt(fraction || 0) * one) / 10n ** BigInt(fraction.length);
  }
  if (ns > MOST_NS) return null;
  const ms = Number(ns / NS_PER_MS) + Number(ns % NS_PER_MS) / Number(NS_PER_MS);
  return match[1] === '-' && ms !== 0 ? -ms : ms;
}

/** Writes milliseconds in Go's notation, the shortest that is exact to a millisecond: 23800 → `23.8s`, 90000 → `1m30s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  const rounded = Math.round(ms);
  if (rounded < 1000) return rounded === 0 ? '0s' : `${rounded}ms`;
  const hours = Math.floor(rounded / 3_600_000);
  const minutes = Math.floor((rounded % 3_600_000) / 60_000);
  const seconds = (rounded % 60_000) / 1000;
  const parts = [hours ? `${hours}h` : '', minutes ? `${minutes}m` : '', seconds ? `${seconds}s` : ''];
  return parts.join('');
}

/** Writes an age or a span rounded to what matters to a reader: `4s`, `4m 12s`, `3h 5m`, `3d 4h`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  if (seconds < 86_400) return pair(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'm');
  return pair(Math.floor(seconds / 86_400), 'd', Math.floor((seconds % 86_400) / 3600), 'h');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}

/** Writes a range of durations once per unit where both ends are seconds: [13000, 23800] → `13 to 23.8s`. */
export function formatRange([low, high]: readonly [number, number]): string {
  const from = formatDuration(low);
  const to = formatDuration(high);
  if (low === 0) return `up to ${to}`;
  const bothSeconds = low < 60_000 && high < 60_000 && low >= 1000;
  return `${bothSeconds ? from.slice(0, -1) : from} to ${to}`;
}
