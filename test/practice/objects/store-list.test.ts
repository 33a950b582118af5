// Lists: in the order of etcd, and exactly what is there.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kept, leaseDraft } from './kept.ts';

describe('a list', () => {
  it('is in the order of etcd: by namespace and slash, then by name', () => {
    const { store, kind } = kept();
    // `a-b/` comes before `a/`, since the dash comes before the slash
    for (const [namespace, name] of [
      ['a', 'b'],
      ['a', 'a.x'],
      ['a-b', 'z'],
      ['b', 'a'],
      ['a', 'a-x'],
    ] as const) {
      store.create(kind('leases'), leaseDraft(name, {}, { namespace }), 'm');
    }
    const shown = (namespace: string | null) =>
      store.list(kind('leases'), namespace).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    assert.deepEqual(shown(null), ['a-b/z', 'a/a-x', 'a/a.x', 'a/b', 'b/a']);
    assert.deepEqual(shown('a'), ['a/a-x', 'a/a.x', 'a/b']);
    assert.deepEqual(shown('nowhere'), []);
  });
  it('is what was created and not removed, whatever the order', () => {
    const act = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), create: fc.boolean() });
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        const { store, kind } = kept();
        const there = new Set<string>();
        for (const { name, create } of acts) {
          if (create && !there.has(name)) store.create(kind('leases'), leaseDraft(name), 'm');
          if (!create && there.has(name)) store.remove(kind('leases'), 'ns', name);
          if (create) there.add(name);
          else there.delete(name);
          const names = store.list(kind('leases'), 'ns').map(({ metadata }) => metadata.name);
          assert.deepEqual(names, [...there].sort());
        }
      }),
    );
  });
});
