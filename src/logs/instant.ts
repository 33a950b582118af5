// Moments as numbers: milliseconds since 1970 with their fraction, so that nanoseconds of the kubelet keep their order to a
// microsecond (a double has no room for more).

const FRACTION = /[.,](\d+)/;
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** @param time RFC 3339, a time without a zone counts as UTC; null, and what is no date, gives null */
export function instantOf(time: string | null): number | null {
  if (time === null) return null;
  const fraction = FRACTION.exec(time)?.[1] ?? '';
  const whole = Date.parse(`${time.replace(FRACTION, '').replace(ZONE, '')}${ZONE.exec(time)?.[0] ?? 'Z'}`);
  return Number.isNaN(whole) ? null : whole + Number(`0.${fraction || 0}`) * 1000;
}

/** The likeliest moment of a stamp: one that is cut to a second is half a second late, half a second early at worst. */
export function likelyInstant(time: string | null): number | null {
  const at = instantOf(time);
  return at === null || FRACTION.test(time as string) ? at : at + 500;
}
