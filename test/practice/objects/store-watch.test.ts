// Watches: every change once, in order, from any revision that is still remembered.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Change } from '../../../src/practice/objects/store.ts';
import { faultOf, kept, leaseDraft, lineOf, podDraft, withSpec } from './kept.ts';

describe('a watch', () => {
  it('tells what happens after its start: to this kind, in this namespace', () => {
    const { store, kind } = kept();
    const seen: Change[] = [];
    const made = store.create(kind('leases'), leaseDraft('before'), 'm');
    store.watch(kind('leases'), 'ns', store.revision, (change) => seen.push(change));
    store.create(kind('pods'), podDraft('x'), 'm');
    store.create(kind('leases'), leaseDraft('x', {}, { namespace: 'other' }), 'm');
    const next = store.update(kind('leases'), withSpec(made, { holderIdentity: 'b' }), 'm');
    const gone = store.remove(kind('leases'), 'ns', 'before');
    assert.deepEqual(seen.map(lineOf), [
      `MODIFIED before ${next.metadata.resourceVersion}`,
      // a deletion has a revision of its own
      `DELETED before ${Number(next.metadata.resourceVersion) + 1}`,
    ]);
    assert.equal(seen[0]?.before, made);
    assert.equal(seen[1]?.object, gone);
  });
  it('catches up from an older revision before it goes on', () => {
    const { store, kind } = kept();
    const first = store.create(kind('leases'), leaseDraft('a'), 'm');
    const second = store.create(kind('leases'), leaseDraft('b'), 'm');
    const seen: string[] = [];
    store.watch(kind('leases'), null, first.metadata.resourceVersion, (change) => seen.push(lineOf(change)));
    assert.deepEqual(seen, [`ADDED b ${second.metadata.resourceVersion}`]);
  });
  it('ends when it is told to', () => {
    const { store, kind } = kept();
    const seen: string[] = [];
    const stop = store.watch(kind('leases'), null, store.revision, (change) => seen.push(lineOf(change)));
    stop();
    store.create(kind('leases'), leaseDraft(), 'm');
    assert.deepEqual(seen, []);
  });
  it('is refused from a revision before the first', () => {
    const { store, kind } = kept();
    const fault = faultOf(() => store.watch(kind('leases'), null, '1', () => {}));
    assert.deepEqual(fault, { reason: 'gone', message: `too old resource version: 1 (${store.revision})` });
  });
  it('is refused from what was forgotten, and not from what was kept', () => {
    const { store, kind } = kept({ history: 10 });
    const start = store.revision;
    for (let i = 0; i < 100; i++) store.create(kind('leases'), leaseDraft(`l${i}`), 'm');
    assert.equal(faultOf(() => store.watch(kind('leases'), null, start, () => {})).reason, 'gone');
    const seen: string[] = [];
    store.watch(kind('leases'), null, String(Number(store.revision) - 10), (change) => seen.push(lineOf(change)));
    assert.equal(seen.length, 10);
    // another kind forgets nothing meanwhile
    store.watch(kind('pods'), null, start, () => {});
  });
  it('tells all watchers of a change before those of the changes that they make of it', () => {
    const { store, kind } = kept();
    const seen: string[] = [];
    store.watch(kind('leases'), null, store.revision, ({ type, object }) => {
      seen.push(`first ${type}`);
      if (type === 'ADDED') store.update(kind('leases'), withSpec(object, { holderIdentity: 'b' }), 'm');
    });
    store.watch(kind('leases'), null, store.revision, ({ type }) => seen.push(`second ${type}`));
    store.create(kind('leases'), leaseDraft(), 'm');
    assert.deepEqual(seen, ['first ADDED', 'second ADDED', 'first MODIFIED', 'second MODIFIED']);
  });
  it('that begins while others are told misses nothing and hears nothing twice', () => {
    const { store, kind } = kept();
    const start = store.revision;
    const seen: string[] = [];
    store.watch(kind('leases'), null, start, ({ object }) => {
      if (object.metadata.name !== 'a') return;
      store.create(kind('leases'), leaseDraft('b'), 'm');
      store.watch(kind('leases'), null, start, (change) => seen.push(change.object.metadata.name));
    });
    store.create(kind('leases'), leaseDraft('a'), 'm');
    assert.deepEqual(seen, ['a', 'b']);
  });
});

describe('a list and the watch that follows it', () => {
  const act = fc.record({ name: fc.constantFrom('a', 'b', 'c'), what: fc.constantFrom('create', 'update', 'remove') });
  it('give the state that the store has, from wherever the watch starts', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), fc.nat({ max: 30 }), (acts, turn) => {
        const { store, kind } = kept();
        const leases = kind('leases');
        const known = new Map<string, string>();
        let since = store.revision;
        for (const [i, { name, what }] of acts.entries()) {
          if (i === turn) {
            since = store.revision;
            for (const { metadata } of store.list(leases, null)) known.set(metadata.name, metadata.resourceVersion);
          }
          const found = store.get(leases, 'ns', name);
          if (what === 'create' && !found) store.create(leases, leaseDraft(name), 'm');
          if (what === 'update' && found) store.update(leases, withSpec(found, { leaseTransitions: i }), 'm');
          if (what === 'remove' && found) store.remove(leases, 'ns', name);
        }
        store.watch(leases, null, since, ({ type, object: { metadata } }) => {
          if (type === 'DELETED') known.delete(metadata.name);
          else known.set(metadata.name, metadata.resourceVersion);
        });
        const now = store.list(leases, null).map(({ metadata }) => [metadata.name, metadata.resourceVersion]);
        assert.deepEqual([...known].sort(), now);
      }),
    );
  });
});
