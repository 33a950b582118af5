// Laws of sets of fields: what holds for any objects and any sets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contains, type FieldSet, fieldChanges, minus, union } from '../../../src/practice/objects/field-sets.ts';
import type { JsonObject } from '../../../src/practice/objects/json.ts';

const KEYS = { list: 'name' };
const leaf = fc.constantFrom(1, 2, 'x', null, true);
const object: fc.Arbitrary<JsonObject> = fc.record(
  {
    a: leaf,
    labels: fc.dictionary(fc.constantFrom('p', 'q', '.'), leaf),
    list: fc.uniqueArray(fc.record({ name: fc.constantFrom('m', 'n'), v: leaf }), { selector: ({ name }) => name }),
    plain: fc.array(leaf, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const wholeOf = (value: JsonObject): FieldSet | null => fieldChanges({}, value, KEYS).taken;
const both = fc.tuple(object, object).map(([a, b]) => [wholeOf(a), wholeOf(b)] as const);

test('a comparison with itself finds nothing', () => {
  fc.assert(
    fc.property(object, (one) => {
      assert.deepEqual(fieldChanges(one, structuredClone(one), KEYS), { taken: null, removed: null });
    }),
  );
});

test('what a change takes is there afterwards, and what it removes was there before', () => {
  fc.assert(
    fc.property(object, object, (before, after) => {
      const { taken, removed } = fieldChanges(before, after, KEYS);
      if (taken) assert.ok(contains(wholeOf(after) ?? {}, taken));
      if (removed) assert.ok(contains(wholeOf(before) ?? {}, removed));
    }),
  );
});

test('fields carried over a change are those of the new state', () => {
  fc.assert(
    fc.property(object, object, (before, after) => {
      const { taken, removed } = fieldChanges(before, after, KEYS);
      const had = wholeOf(before);
      const rest = had && removed ? minus(had, removed) : had;
      const now = rest && taken ? union(rest, taken) : (rest ?? taken);
      const wanted = wholeOf(after);
      if (now === null || wanted === null) assert.equal(now, wanted);
      else assert.ok(contains(now, wanted) && contains(wanted, now));
    }),
  );
});

test('a union holds both, and less one of them nothing of it', () => {
  fc.assert(
    fc.property(both, ([one, other]) => {
      fc.pre(one !== null && other !== null);
      const all = union(one as FieldSet, other as FieldSet);
      assert.ok(contains(all, one as FieldSet) && contains(all, other as FieldSet));
      const rest = minus(all, one as FieldSet);
      if (rest === null) assert.ok(contains(one as FieldSet, other as FieldSet));
      else assert.ok(contains(other as FieldSet, rest));
    }),
  );
});
