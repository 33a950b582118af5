// The way to a part of a YAML document: as a schema's validator gives it, and as a person reads it.

/** Keys and positions from the root: `['controllers', 0, 'lease']`. */
export type Path = readonly (string | number)[];

/** `controllers[0].lease`. */
export function wordsOf(path: Path): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
}

/** A JSON pointer's steps; positions in lists become numbers. */
export function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
