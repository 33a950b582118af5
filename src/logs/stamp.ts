// Stamps as logs write them, brought into one form: ISO 8601, with no more than the line has (no zone, no year, where it has none).

/** A date with a time: RFC 3339, ISO 8601 without a zone, or with a blank or a comma where those have `T` and a full stop. */
export const DATED = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z\b|[+-]\d\d:?\d\d\b))?`;
const WHOLE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))? ?(Z|[+-]\d\d:?\d\d)?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** A number above this counts milliseconds: as seconds it would be in the year 5138. */
const SECONDS_MOST = 1e11;
/** The last instant that a JavaScript date holds, in milliseconds. */
const INSTANT_MOST = 8.64e15;

/** A stamp of the form `DATED` as ISO 8601, digits and zone as given; null where it is none. */
export function dated(text: string): string | null {
  const [, day, time, fraction, zone] = WHOLE.exec(text.trim()) ?? [];
  if (day === undefined || time === undefined) return null;
  const colon =
    zone !== undefined && zone !== 'Z' && !zone.includes(':') ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  return `${day}T${time}${fraction === undefined ? '' : `.${fraction}`}${colon ?? ''}`;
}

/**
 * A Unix epoch in UTC, to a microsecond.
 *
 * @param epoch seconds, as zap's default encoder writes them, or milliseconds, as component-base's does; a float in either unit.
 */
export function epochTime(epoch: number): string | null {
  const seconds = Math.abs(epoch) > SECONDS_MOST ? epoch / 1000 : epoch;
  if (!(Math.abs(seconds) * 1000 < INSTANT_MOST)) return null;
  const micros = Math.round((seconds - Math.floor(seconds)) * 1e6);
  const whole = new Date((Math.floor(seconds) + (micros === 1e6 ? 1 : 0)) * 1000).toISOString().slice(0, 19);
  const fraction = micros === 1e6 ? 0 : micros;
  return `${whole}${fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`}Z`;
}

/** A month's two digits from its English short name; null for any other word. */
export function monthOf(name: string): string | null {
  const at = MONTHS.indexOf(name);
  return at < 0 ? null : String(at + 1).padStart(2, '0');
}

/** klog's stamp, which has neither year nor zone: `0502`, `10:11:12.345678`. */
export function klogTime(day: string, time: string): string {
  return `--${day.slice(0, 2)}-${day.slice(2)}T${time}`;
}

/** What a structured payload says of its time: a string in one of the forms above, or an epoch. */
export function fieldTime(value: unknown): string | null {
  if (typeof value === 'number') return epochTime(value);
  if (typeof value !== 'string') return null;
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value) ? epochTime(Number(value)) : dated(value);
}
