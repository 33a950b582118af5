// Whether two pieces of JSON say the same, in whatever order their fields stand.

export function sameJson(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** The text of a value with its fields in order. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part as Record<string, unknown>).sort(([x], [y]) => (x < y ? -1 : 1)))
        : part,
    ) ?? ''
  );
}
