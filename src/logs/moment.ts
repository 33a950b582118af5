// The whole instant of a line's own time: klog and syslog write no year and no zone, and a clock time has no day either.

const WHOLE = /^\d{4}-/;
const NO_YEAR = /^--(\d\d)-(\d\d)T(.+)$/;
const NO_DAY = /^T(\d\d:\d\d:\d\d(?:\.\d+)?)$/;
const ZONED = /(?:Z|[+-]\d\d:\d\d)$/;
const HALF_YEAR_MS = 183 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** What is known of when a log was written. */
export interface Reference {
  /** The year of the log's first line, where it was given. */
  readonly year: number | null;
  /** An instant near the log's lines, in milliseconds since 1970: the file's date, or the line before. */
  readonly nearMs: number | null;
}

/**
 * A line's time made whole: RFC 3339, with its own digits; in UTC where it has no zone (reference 2.3: containers normally write UTC).
 *
 * Of a time without a year the year is chosen that brings it nearest to the reference: a line of 31 December read in a file of
 * 2 January belongs to the old year. A given year counts as it stands where nothing nearer is known.
 *
 * @param time as `LineReading.time` has it.
 * @returns null where the parts that are missing are not known, or the day does not exist in that year.
 */
export function wholeTime(time: string, { year, nearMs }: Reference): string | null {
  if (WHOLE.test(time)) return existing(ZONED.test(time) ? time : `${time}Z`);
  const [, month, day, rest] = NO_YEAR.exec(time) ?? [];
  if (rest !== undefined) {
    const inYear = (number: number): string | null =>
      existing(`${String(number).padStart(4, '0')}-${month}-${day}T${rest}${ZONED.test(rest) ? '' : 'Z'}`);
    return nearMs === null ? (year === null ? null : inYear(year)) : nearest(yearsNear(nearMs).map(inYear), nearMs);
  }
  const clock = NO_DAY.exec(time)?.[1];
  if (clock === undefined || nearMs === null) return null;
  const days = [-1, 0, 1].map((away) => new Date(nearMs + away * DAY_MS).toISOString().slice(0, 10));
  return nearest(
    days.map((date) => `${date}T${clock}Z`),
    nearMs,
  );
}

/**
 * Makes the times of one log's lines whole, in their order: each is near the one before it, so that a log may run over New Year
 * and, with a line at least every half year, over any number of years.
 *
 * @param times oldest first; null where a line has none.
 */
export function wholeTimes(times: readonly (string | null)[], reference: Reference): (string | null)[] {
  let near = reference;
  return times.map((time) => {
    const whole = time === null ? null : wholeTime(time, near);
    if (whole !== null) near = { year: null, nearMs: Date.parse(whole) };
    return whole;
  });
}

function yearsNear(nearMs: number): number[] {
  const year = new Date(nearMs).getUTCFullYear();
  return [year - 1, year, year + 1];
}

function nearest(times: readonly (string | null)[], nearMs: number): string | null {
  const away = (time: string): number => Math.abs(Date.parse(time) - nearMs);
  const there = times.flatMap((time) => (time === null || away(time) > HALF_YEAR_MS + DAY_MS ? [] : [time]));
  return there.reduce<string | null>((best, time) => (best === null || away(time) < away(best) ? time : best), null);
}

/** The same text where such a day and time exist. */
function existing(time: string): string | null {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) return null;
  // JavaScript takes 30 February for 1 March
  const day = time.slice(8, 10);
  const utc = new Date(Date.parse(`${time.slice(0, 10)}T00:00:00Z`));
  return !Number.isNaN(utc.getTime()) && utc.toISOString().slice(8, 10) === day ? time : null;
}
