// Whether plain data is of the types that an interface promises: `string?` may be null, `['string']` is a list, `key?` may hold null.

import assert from 'node:assert/strict';

export type Shape = string | readonly [Shape] | { readonly [key: string]: Shape };

/** Fails where a value is not of the shape; no key may be missing or too many, no number other than finite. */
export function conforms(value: unknown, shape: Shape, path: string): void {
  if (typeof shape === 'string') {
    const [type, optional] = [shape.replace('?', ''), shape.endsWith('?')];
    if (optional && value === null) return;
    if (type === 'strings') {
      assert.ok(
        Object.values(value as object).every((item) => typeof item === 'string'),
        path,
      );
      return;
    }
    assert.ok(type.split('|').includes(typeof value), `${path} is a ${typeof value}`);
    if (typeof value === 'number') assert.ok(Number.isFinite(value), path);
    return;
  }
  if (Array.isArray(shape)) {
    assert.ok(Array.isArray(value), path);
    for (const [at, item] of value.entries()) conforms(item, (shape as readonly [Shape])[0], `${path}[${at}]`);
    return;
  }
  const fields = shape as Readonly<Record<string, Shape>>;
  const names = Object.keys(fields).map((name) => name.replace('?', ''));
  assert.deepEqual(Object.keys(value as object).sort(), names.sort(), path);
  for (const [name, inner] of Object.entries(fields)) {
    const held = (value as Record<string, unknown>)[name.replace('?', '')];
    if (!(name.endsWith('?') && held === null)) conforms(held, inner, `${path}.${name}`);
  }
}
