// Deletes: graceful ones of pods, finalizers and preconditions, as an API server does them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../../src/practice/objects/object.ts';
import type { RemoveOptions } from '../../../src/practice/objects/store.ts';
import { faultOf, kept, leaseDraft, lineOf, podDraft, withMetadata } from './kept.ts';

/** A store with one pod on a node, and deletes of it. */
function withPod(spec: object = { nodeName: 'n', terminationGracePeriodSeconds: 10 }, metadata: object = {}) {
  const { store, kind, clock } = kept();
  const pod = store.create(kind('pods'), podDraft('p', spec, metadata), 'm');
  const seen: string[] = [];
  store.watch(kind('pods'), null, store.revision, (change) => seen.push(lineOf(change).replace(/ p \d+$/, '')));
  const remove = (options?: RemoveOptions): KubeObject => store.remove(kind('pods'), 'ns', 'p', options);
  const there = () => store.get(kind('pods'), 'ns', 'p') !== null;
  return { store, kind, clock, pod, seen, remove, there };
}

describe('a delete of a pod', () => {
  it('gives it its grace period, and a second one with 0 ends it', () => {
    const { remove, there, seen } = withPod();
    const { metadata } = remove();
    assert.equal(metadata.deletionTimestamp, '2026-05-02T10:00:10Z');
    assert.equal(metadata.deletionGracePeriodSeconds, 10);
    assert.equal(metadata.generation, 2);
    assert.ok(there());
    remove({ gracePeriodSeconds: 0 });
    assert.ok(!there());
    assert.deepEqual(seen, ['MODIFIED', 'MODIFIED', 'DELETED']);
  });
  it('waits 30 s where the pod says nothing', () => {
    assert.equal(withPod({ nodeName: 'n' }).remove().metadata.deletionGracePeriodSeconds, 30);
  });
  it('may be shortened, counted from the first delete, but not lengthened', () => {
    const { remove, clock } = withPod();
    remove();
    clock.runFor(2000);
    assert.equal(remove({ gracePeriodSeconds: 60 }).metadata.deletionGracePeriodSeconds, 10);
    const { metadata } = remove({ gracePeriodSeconds: 5 });
    assert.deepEqual(
      [metadata.deletionTimestamp, metadata.deletionGracePeriodSeconds, metadata.generation],
      ['2026-05-02T10:00:05Z', 5, 2],
    );
  });
  it('again, without a period of its own, changes nothing', () => {
    const { remove, seen } = withPod();
    remove();
    remove();
    assert.deepEqual(seen, ['MODIFIED']);
  });
  it('ends one at once that no node has, or that is over', () => {
    const unscheduled = withPod({});
    unscheduled.remove();
    assert.ok(!unscheduled.there());
    const { store, kind, pod, remove, there } = withPod();
    store.update(kind('pods'), { ...pod, status: { phase: 'Failed' } }, 'kubelet', 'status');
    remove();
    assert.ok(!there());
  });
  it('by force tells of the mark before the end', () => {
    const { remove, seen, there } = withPod();
    remove({ gracePeriodSeconds: 0 });
    assert.ok(!there());
    assert.deepEqual(seen, ['MODIFIED', 'DELETED']);
  });
  it('leaves it to its finalizers even when the node is done', () => {
    const { store, kind, remove, there, seen } = withPod(undefined, { finalizers: ['b7le.test/keep'] });
    remove();
    const left = remove({ gracePeriodSeconds: 0 });
    assert.ok(there());
    store.update(kind('pods'), withMetadata(left, { finalizers: [] }), 'm');
    assert.ok(!there());
    assert.deepEqual(seen, ['MODIFIED', 'MODIFIED', 'DELETED']);
  });
  it('that someone ends while it is being told happens once', () => {
    const { store, kind, remove, seen, there } = withPod();
    store.watch(kind('pods'), null, store.revision, ({ type }) => {
      if (type === 'MODIFIED' && there()) remove({ gracePeriodSeconds: 0 });
    });
    remove();
    assert.ok(!there());
    assert.equal(seen.filter((line) => line === 'DELETED').length, 1);
  });
});

describe('a delete of anything else', () => {
  it('is immediate, whatever grace is asked for', () => {
    const { store, kind } = kept();
    store.create(kind('leases'), leaseDraft(), 'm');
    store.remove(kind('leases'), 'ns', 'x', { gracePeriodSeconds: 30 });
    assert.equal(store.get(kind('leases'), 'ns', 'x'), null);
  });
  it('waits for finalizers, and ends with the last of them', () => {
    const { store, kind } = kept();
    store.create(kind('leases'), leaseDraft('x', {}, { finalizers: ['a.b/c', 'd.e/f'] }), 'm');
    const marked = store.remove(kind('leases'), 'ns', 'x');
    assert.deepEqual(
      [marked.metadata.deletionTimestamp, marked.metadata.deletionGracePeriodSeconds],
      ['2026-05-02T10:00:00Z', 0],
    );
    const one = store.update(kind('leases'), withMetadata(marked, { finalizers: ['d.e/f'] }), 'm');
    assert.ok(store.get(kind('leases'), 'ns', 'x'));
    store.update(kind('leases'), withMetadata(one, { finalizers: [] }), 'm');
    assert.equal(store.get(kind('leases'), 'ns', 'x'), null);
  });
  for (const [policy, finalizers] of [
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ] as const) {
    it(`leaves ${policy} to the garbage collector`, () => {
      const { store, kind } = kept();
      store.create(kind('deployments'), podDraft('d'), 'm');
      const marked = store.remove(kind('deployments'), 'ns', 'd', { propagationPolicy: policy });
      assert.deepEqual(marked.metadata.finalizers, finalizers);
    });
  }
  it('of what is not there says so', () => {
    const { store, kind } = kept();
    assert.equal(faultOf(() => store.remove(kind('deployments'), 'ns', 'd')).message, 'deployments.apps "d" not found');
  });
});

describe('preconditions of a delete', () => {
  const { store, kind } = kept();
  const { metadata } = store.create(kind('leases'), leaseDraft(), 'm');
  const refused = (preconditions: NonNullable<RemoveOptions['preconditions']>) =>
    faultOf(() => store.remove(kind('leases'), 'ns', 'x', { preconditions }));
  it('name both uids', () => {
    assert.deepEqual(refused({ uid: 'other' }), {
      reason: 'precondition',
      message: `Operation cannot be fulfilled on Lease.coordination.k8s.io "x": the UID in the precondition (other) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    });
  });
  it('name both resourceVersions', () => {
    assert.deepEqual(refused({ uid: metadata.uid, resourceVersion: '7' }), {
      reason: 'precondition',
      message: `Operation cannot be fulfilled on Lease.coordination.k8s.io "x": the ResourceVersion in the precondition (7) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    });
  });
  it('that hold let it happen', () => {
    const { uid, resourceVersion } = metadata;
    store.remove(kind('leases'), 'ns', 'x', { preconditions: { uid, resourceVersion } });
    assert.equal(store.get(kind('leases'), 'ns', 'x'), null);
  });
});
