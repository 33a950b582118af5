// The three kinds of patch: RFC 6902 and 7386, and the directives of Kubernetes' strategic merge.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { KubeObject } from '../../../src/practice/objects/object.ts';
import { applyPatch, PatchFault } from '../../../src/practice/objects/patches.ts';

const KIND = {
  mergeKeys: { 'spec.containers': 'name', 'spec.containers.ports': 'containerPort,protocol', finalizers: '' },
};

type Type = 'json' | 'merge' | 'strategic';
const applied = (type: Type, target: object, patch: unknown) => applyPatch(type, target as KubeObject, patch, KIND);
const list = (...containers: readonly object[]) => ({ spec: { containers } });
const named = (...names: readonly string[]) => names.map((name) => ({ name }));
const order = (...names: readonly string[]) => ({ '$setElementOrder/containers': named(...names) });

const CASES: readonly (readonly [string, Type, object, unknown, object])[] = [
  [
    'add and replace',
    'json',
    { a: 1 },
    [
      { op: 'add', path: '/b', value: 2 },
      { op: 'replace', path: '/a', value: 3 },
    ],
    { a: 3, b: 2 },
  ],
  ['add to a list', 'json', { a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
  ['an escaped slash', 'json', { a: { 'b/c': 1 } }, [{ op: 'remove', path: '/a/b~1c' }], { a: {} }],
  [
    'a test that holds',
    'json',
    { a: 1 },
    [
      { op: 'test', path: '/a', value: 1 },
      { op: 'remove', path: '/a' },
    ],
    {},
  ],
  ['a field and a null', 'merge', { a: 1, b: { c: 1, d: 2 } }, { a: null, b: { c: 3 } }, { b: { c: 3, d: 2 } }],
  ['a list is replaced', 'merge', list({ name: 'a' }), list({ name: 'b' }), list({ name: 'b' })],
  ['a null of what is not there', 'merge', {}, { a: { b: null } }, { a: {} }],
  [
    'an item by its key',
    'strategic',
    list({ name: 'a', image: '1' }, { name: 'b' }),
    list({ name: 'a', image: '2' }),
    list({ name: 'a', image: '2' }, { name: 'b' }),
  ],
  ['a new item comes last', 'strategic', list({ name: 'a' }), list({ name: 'b' }), list({ name: 'a' }, { name: 'b' })],
  [
    'a list within an item',
    'strategic',
    list({ name: 'a', ports: [{ containerPort: 1, x: 1 }] }),
    list({ name: 'a', ports: [{ containerPort: 1, y: 2 }] }),
    list({ name: 'a', ports: [{ containerPort: 1, x: 1, y: 2 }] }),
  ],
  [
    'an item is deleted',
    'strategic',
    list(...named('a', 'b')),
    list({ name: 'a', $patch: 'delete' }),
    list({ name: 'b' }),
  ],
  [
    'a list is replaced on demand',
    'strategic',
    list(...named('a', 'b')),
    list({ name: 'c' }, { $patch: 'replace' }),
    list({ name: 'c' }),
  ],
  ['a map is replaced on demand', 'strategic', { a: { b: 1 } }, { a: { $patch: 'replace', c: 2 } }, { a: { c: 2 } }],
  ['a map is emptied', 'strategic', { a: { b: 1 } }, { a: { $patch: 'delete' } }, { a: {} }],
  [
    'an atomic list is replaced',
    'strategic',
    { spec: { args: ['a'] } },
    { spec: { args: ['b'] } },
    { spec: { args: ['b'] } },
  ],
  ['a set of values grows', 'strategic', { finalizers: ['a'] }, { finalizers: ['b', 'a'] }, { finalizers: ['a', 'b'] }],
  [
    'values leave a set',
    'strategic',
    { finalizers: ['a', 'b'] },
    { '$deleteFromPrimitiveList/finalizers': ['a'] },
    { finalizers: ['b'] },
  ],
  [
    'kept keys',
    'strategic',
    { strategy: { type: 'RollingUpdate', rollingUpdate: {} } },
    { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
    { strategy: { type: 'Recreate' } },
  ],
  ['an order', 'strategic', list(...named('a', 'b')), { spec: order('b', 'a') }, list(...named('b', 'a'))],
  [
    'an order with a new item',
    'strategic',
    list(...named('a', 'b')),
    { spec: { ...order('c', 'a', 'b'), containers: named('c') } },
    list(...named('c', 'a', 'b')),
  ],
  [
    'an order beside which an item stays before the first that it preceded',
    'strategic',
    list(...named('a', 'x', 'b')),
    { spec: order('b', 'a') },
    list(...named('x', 'b', 'a')),
  ],
  [
    'an order beside which an item stays in front',
    'strategic',
    list(...named('x', 'a', 'b')),
    { spec: order('a', 'b') },
    list(...named('x', 'a', 'b')),
  ],
  [
    'nothing of a directive goes into what is new',
    'strategic',
    {},
    { spec: { a: { b: null, $retainKeys: ['c'], c: 1 } } },
    { spec: { a: { c: 1 } } },
  ],
];
for (const [is, type, target, patch, wanted] of CASES) {
  test(`${type}: ${is}`, () => {
    const before = structuredClone(target);
    assert.deepEqual(applied(type, target, patch), wanted);
    assert.deepEqual(target, before, 'the target stays as it is');
  });
}

const json = fc.dictionary(
  fc.constantFrom('a', 'b', '__proto__'),
  fc.oneof(fc.integer(), fc.string(), fc.dictionary(fc.constantFrom('c', 'd'), fc.integer())),
);

test('a merge patch holds what it says afterwards, and a second time changes nothing', () => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      const once = applied('merge', target, patch);
      assert.deepEqual(applied('merge', once, patch), once);
      assert.deepEqual(applied('strategic', target, patch), once, 'without lists and directives both are the same');
    }),
  );
});

test('no patch reaches what all objects inherit', () => {
  applied('merge', {}, JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
  applied('strategic', {}, JSON.parse('{"__proto__":{"polluted":1}}'));
  for (const path of ['/__proto__/polluted', '/constructor/prototype/polluted']) {
    try {
      applied('json', {}, [{ op: 'add', path, value: 1 }]);
    } catch (error) {
      assert.ok(error instanceof PatchFault);
    }
  }
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});
