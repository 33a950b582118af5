// Patches that a server refuses: with which code, and in which words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../src/practice/objects/object.ts';
import { applyPatch, PatchFault } from '../../../src/practice/objects/patches.ts';

const KIND = { mergeKeys: { 'spec.containers': 'name' } };

type Type = 'json' | 'merge' | 'strategic';
const applied = (type: Type, target: object, patch: unknown) => applyPatch(type, target as KubeObject, patch, KIND);
const list = (...containers: readonly object[]) => ({ spec: { containers } });
const named = (...names: readonly string[]) => names.map((name) => ({ name }));
const order = (...names: readonly string[]) => ({ '$setElementOrder/containers': named(...names) });

const UNFIT = 'the server rejected our request due to an error in our request';
const REFUSED: readonly (readonly [string, Type, object, unknown, 400 | 422, RegExp])[] = [
  ['a test that fails', 'json', { a: 1 }, [{ op: 'test', path: '/a', value: 2 }], 422, new RegExp(`^${UNFIT}$`)],
  ['a path that is not there', 'json', {}, [{ op: 'remove', path: '/a' }], 422, new RegExp(UNFIT)],
  ['a path that is none', 'json', {}, [{ op: 'add', path: 'a', value: 1 }], 422, new RegExp(UNFIT)],
  ['an operation that is none', 'json', { a: 1 }, [{ op: 'invert', path: '/a' }], 422, new RegExp(UNFIT)],
  [
    'an object',
    'json',
    {},
    { a: 1 },
    400,
    /^error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch\.Patch$/,
  ],
  ['a list', 'merge', {}, [], 400, /cannot unmarshal array into Go value of type map\[string\]interface \{\}$/],
  ['a text', 'strategic', {}, 'x', 400, /cannot unmarshal string/],
  [
    'an unknown directive',
    'strategic',
    { a: {} },
    { a: { $patch: 'merge' } },
    400,
    /^unknown patch type: merge in map: /,
  ],
  [
    'an item without its key',
    'strategic',
    list(),
    list({ image: 'x' }),
    400,
    /^map: \{"image":"x"\} does not contain declared merge key: name$/,
  ],
  [
    'an order that lacks a patched item',
    'strategic',
    list(),
    { spec: { ...order('a'), containers: named('b') } },
    400,
    /^invalid patch format of setElementOrder list$/,
  ],
  [
    'a key that is not kept',
    'strategic',
    {},
    { a: { $retainKeys: ['b'], c: 1 } },
    400,
    /^invalid patch format of retainKeys$/,
  ],
];
for (const [is, type, target, patch, code, sentence] of REFUSED) {
  test(`${type}: ${is} is refused`, () =>
    assert.throws(
      () => applied(type, target, patch),
      (error) => error instanceof PatchFault && error.code === code && sentence.test(error.message),
    ));
}
