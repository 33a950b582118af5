// A line's own time made whole: klog writes no year and no zone, others no zone (reference 2.3); UTC is what containers run in.

const FULL = /^\d{4}-\d\d-\d\dT/;
const ZONED = /(Z|[+-]\d\d:\d\d)$/;
const YEARLESS = /^--(\d\d-\d\dT.+)$/;
const DAY_MS = 86_400_000;

/** What is known of when a log was written. */
export interface Written {
  /** Milliseconds since 1970: no line is much younger. */
  readonly until: number;
  /** `--year`; null to take it from `until`. */
  readonly year: number | null;
}

/** @returns RFC 3339 in UTC, with the digits that the line has; null for a time of day alone, and for what is no time */
export function wholeTime(time: string | null, { until, year }: Written): string | null {
  if (time === null) return null;
  if (FULL.test(time)) return inUtc(ZONED.test(time) ? time : `${time}Z`);
  const [, rest] = YEARLESS.exec(time) ?? [];
  if (rest === undefined) return null;
  const last = year ?? new Date(until).getUTCFullYear();
  const guess = `${String(last).padStart(4, '0')}-${rest}Z`;
  // a line of December in a file of January
  const early = year === null && Date.parse(guess) > until + DAY_MS;
  return inUtc(early ? `${last - 1}-${rest}Z` : guess);
}

function inUtc(time: string): string | null {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) return null;
  // a 29th of February that the year does not have is another day to JavaScript
  if (time.endsWith('Z')) return new Date(ms).toISOString().slice(0, 10) === time.slice(0, 10) ? time : null;
  const fraction = /\.(\d+)/.exec(time)?.[1];
  return `${new Date(ms).toISOString().slice(0, 19)}${fraction === undefined ? '' : `.${fraction}`}Z`;
}
