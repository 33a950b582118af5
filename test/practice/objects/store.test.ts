// The store's create, read and update, as an API server answers (reference 1.4, 2.6).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultOf, kept, leaseDraft, podDraft, START, withMetadata, withSpec } from './kept.ts';

describe('a create', () => {
  it('fills in what is the server’s', () => {
    const { store, kind } = kept();
    const before = Number(store.revision);
    const { metadata, apiVersion, kind: called } = store.create(kind('leases'), leaseDraft(), 'm');
    assert.match(metadata.uid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(metadata.creationTimestamp, START);
    assert.equal(metadata.resourceVersion, String(before + 1));
    assert.equal(store.revision, metadata.resourceVersion);
    assert.deepEqual([apiVersion, called], ['coordination.k8s.io/v1', 'Lease']);
  });
  it('has no generation where the kind counts none, and the first where it does', () => {
    const { store, kind } = kept();
    assert.equal(store.create(kind('leases'), leaseDraft(), 'm').metadata.generation, undefined);
    assert.equal(store.create(kind('deployments'), podDraft(), 'm').metadata.generation, 1);
  });
  it('freezes the object throughout and leaves the draft alone', () => {
    const { store, kind } = kept();
    const draft = leaseDraft();
    const spec = store.create(kind('leases'), draft, 'm').spec as { holderIdentity: string };
    assert.throws(() => {
      spec.holderIdentity = 'b';
    }, TypeError);
    assert.ok(!Object.isFrozen(draft.spec));
  });
  it('makes names of the server’s alphabet after generateName', () => {
    const { store, kind } = kept();
    const names = Array.from({ length: 50 }, () => {
      const draft = podDraft('', {}, { name: undefined, generateName: 'web-' });
      return store.create(kind('pods'), draft, 'm').metadata.name;
    });
    for (const name of names) assert.match(name, /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    assert.equal(new Set(names).size, 50);
  });
  it('cuts a long generateName so that the name fits into a label', () => {
    const { store, kind } = kept();
    const draft = podDraft('', {}, { name: undefined, generateName: 'a'.repeat(70) });
    assert.equal(store.create(kind('pods'), draft, 'm').metadata.name.length, 63);
  });
  it('does not believe a status, a uid or stamps of the draft', () => {
    const { store, kind } = kept();
    const odd = { uid: 'u', creationTimestamp: null, generation: 9, deletionTimestamp: START, resourceVersion: '1' };
    const pod = store.create(kind('pods'), { ...podDraft('p', {}, odd), status: { phase: 'Running' } }, 'm');
    assert.deepEqual(pod.status, { phase: 'Pending', qosClass: 'BestEffort' });
    assert.notEqual(pod.metadata.uid, 'u');
    assert.equal(pod.metadata.generation, 1);
    assert.equal(pod.metadata.deletionTimestamp, undefined);
  });
  it('is refused where the name is taken, in this namespace and of this kind alone', () => {
    const { store, kind } = kept();
    store.create(kind('leases'), leaseDraft(), 'm');
    assert.deepEqual(
      faultOf(() => store.create(kind('leases'), leaseDraft(), 'm')),
      {
        reason: 'already-exists',
        message: 'leases.coordination.k8s.io "x" already exists',
      },
    );
    store.create(kind('leases'), leaseDraft('x', {}, { namespace: 'other' }), 'm');
    store.create(kind('pods'), podDraft('x'), 'm');
  });
});

describe('an update', () => {
  it('moves the resourceVersion and keeps what is the server’s', () => {
    const { store, kind, clock } = kept();
    const made = store.create(kind('leases'), leaseDraft(), 'm');
    clock.runFor(5000);
    const draft = withMetadata(withSpec(made, { holderIdentity: 'b' }), { creationTimestamp: 'x', labels: { a: 'b' } });
    const { metadata, spec } = store.update(kind('leases'), draft, 'm');
    assert.equal(Number(metadata.resourceVersion), Number(made.metadata.resourceVersion) + 1);
    assert.deepEqual([metadata.uid, metadata.creationTimestamp], [made.metadata.uid, START]);
    assert.deepEqual(metadata.labels, { a: 'b' });
    assert.equal((spec as { holderIdentity: string }).holderIdentity, 'b');
  });
  it('that changes nothing writes nothing', () => {
    const { store, kind, clock } = kept();
    const made = store.create(kind('leases'), leaseDraft(), 'm');
    clock.runFor(5000);
    assert.equal(store.update(kind('leases'), structuredClone(made), 'another'), made);
    assert.equal(store.revision, made.metadata.resourceVersion);
  });
  it('of an older state is a conflict', () => {
    const { store, kind } = kept();
    const made = store.create(kind('leases'), leaseDraft(), 'm');
    store.update(kind('leases'), withSpec(made, { holderIdentity: 'b' }), 'm');
    assert.deepEqual(
      faultOf(() => store.update(kind('leases'), withSpec(made, { holderIdentity: 'c' }), 'm')),
      {
        reason: 'conflict',
        message:
          'Operation cannot be fulfilled on leases.coordination.k8s.io "x": the object has been modified; please apply your changes to the latest version and try again',
      },
    );
  });
  // Reference 2.6: an empty uid after the colon says that the Lease was deleted, another that it was made anew.
  for (const [how, remade] of [
    ['deleted', false],
    ['deleted and made anew', true],
  ] as const) {
    it(`of an object that was ${how} tells the uids`, () => {
      const { store, kind } = kept();
      const made = store.create(kind('leases'), leaseDraft(), 'm');
      store.remove(kind('leases'), 'ns', 'x');
      const found = remade ? store.create(kind('leases'), leaseDraft(), 'm').metadata.uid : '';
      const { reason, message } = faultOf(() => store.update(kind('leases'), made, 'm'));
      assert.equal(reason, 'precondition');
      const failed = `Precondition failed: UID in precondition: ${made.metadata.uid}, UID in object meta: ${found}`;
      assert.equal(
        message,
        `Operation cannot be fulfilled on leases.coordination.k8s.io "x": StorageError: invalid object, Code: 4, Key: /registry/leases/ns/x, ResourceVersion: 0, AdditionalErrorMsg: ${failed}`,
      );
    });
  }
  it('without resourceVersion is for most kinds, but not for Leases (reference 1.4)', () => {
    const { store, kind } = kept();
    store.create(kind('configmaps'), { metadata: { namespace: 'ns', name: 'c' } }, 'm');
    const draft = { metadata: { namespace: 'ns', name: 'c' }, data: { a: 'b' } };
    assert.deepEqual(store.update(kind('configmaps'), draft, 'm').data, { a: 'b' });
    store.create(kind('leases'), leaseDraft(), 'm');
    const { reason, message } = faultOf(() =>
      store.update(kind('leases'), leaseDraft('x', { holderIdentity: 'b' }), 'm'),
    );
    assert.equal(reason, 'unversioned');
    assert.match(message, /^leases\.coordination\.k8s\.io "x" is invalid: metadata\.resourceVersion: Invalid value: /);
  });
  it('of what is not there creates a Lease, and nothing else (reference 1.4)', () => {
    const { store, kind } = kept();
    assert.equal(store.update(kind('leases'), leaseDraft('new'), 'm').metadata.name, 'new');
    assert.deepEqual(
      faultOf(() => store.update(kind('pods'), podDraft('new'), 'm')),
      {
        reason: 'not-found',
        message: 'pods "new" not found',
      },
    );
  });
});

describe('generation and status', () => {
  const ready = { phase: 'Running' };
  it('a write of the object keeps the status, a write of the status keeps the object', () => {
    const { store, kind } = kept();
    const made = store.create(kind('pods'), podDraft(), 'm');
    const written = store.update(kind('pods'), { ...withSpec(made, { nodeName: 'n' }), status: ready }, 'm');
    assert.deepEqual(written.status, made.status);
    const draft = { ...withSpec(written, { nodeName: 'other' }), status: ready };
    const status = store.update(kind('pods'), withMetadata(draft, { labels: { a: 'b' } }), 'm', 'status');
    assert.deepEqual([status.status, status.spec], [ready, written.spec]);
    assert.equal(status.metadata.labels, undefined);
  });
  it('counts changes of the spec, and annotations of Deployments', () => {
    const { store, kind } = kept();
    for (const [resource, afterAnnotation] of [
      ['deployments', 3],
      ['replicasets', 2],
    ] as const) {
      const made = store.create(kind(resource), podDraft(resource), 'm');
      const scaled = store.update(kind(resource), withSpec(made, { replicas: 3 }), 'm');
      assert.equal(scaled.metadata.generation, 2);
      const status = store.update(kind(resource), { ...scaled, status: { replicas: 3 } }, 'm', 'status');
      assert.equal(status.metadata.generation, 2);
      const noted = store.update(kind(resource), withMetadata(status, { annotations: { a: 'b' } }), 'm');
      assert.equal(noted.metadata.generation, afterAnnotation);
    }
  });
});
