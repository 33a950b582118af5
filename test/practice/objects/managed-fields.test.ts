// Who owns which field, and what the stamps say: by table and by the rule of each version (reference 1.3).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEPLOYMENT } from '../../../src/practice/kinds/deployment.ts';
import type { KubeObject, ManagedFields } from '../../../src/practice/objects/object.ts';
import { kept, leaseDraft, withMetadata, withSpec } from './kept.ts';

const MADE = '2026-05-02T10:00:00Z';
const LATER = '2026-05-02T10:00:02Z';

const entries = ({ metadata }: KubeObject): readonly ManagedFields[] => metadata.managedFields ?? [];
const entryOf = (object: KubeObject, manager: string) => entries(object).find((entry) => entry.manager === manager);

/** A Lease made by `elector`, and writes to it two seconds later. */
function later(minor = 37) {
  const { store, kind, clock } = kept({ minor });
  const made = store.create(kind('leases'), leaseDraft(), 'elector');
  clock.runFor(2000);
  const write = (spec: object, manager = 'elector') =>
    store.update(kind('leases'), withSpec(store.get(kind('leases'), 'ns', 'x') as KubeObject, spec), manager);
  return { store, kind, clock, made, write };
}

describe('the fields of a Lease', () => {
  it('belong to who created it', () => {
    assert.deepEqual(entries(later().made), [
      {
        manager: 'elector',
        operation: 'Update',
        apiVersion: 'coordination.k8s.io/v1',
        time: MADE,
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:holderIdentity': {}, 'f:leaseDurationSeconds': {}, 'f:renewTime': {} } },
      },
    ]);
  });
  it('go to who gives them another value, and only those', () => {
    const taken = later().write({ holderIdentity: '', leaseDurationSeconds: 15 }, 'kubectl-edit');
    assert.deepEqual(entryOf(taken, 'kubectl-edit')?.fieldsV1, { 'f:spec': { 'f:holderIdentity': {} } });
    assert.deepEqual(entryOf(taken, 'elector')?.fieldsV1, {
      'f:spec': { 'f:leaseDurationSeconds': {}, 'f:renewTime': {} },
    });
    assert.deepEqual([entryOf(taken, 'kubectl-edit')?.time, entryOf(taken, 'elector')?.time], [LATER, MADE]);
  });
  it('come back with the next write of a value', () => {
    const { write } = later();
    write({ holderIdentity: '' }, 'kubectl-edit');
    const back = write({ holderIdentity: 'b' });
    assert.equal(entryOf(back, 'kubectl-edit'), undefined);
    assert.equal(entries(back).length, 1);
  });
  it('that are removed leave everybody, and an entry without fields goes', () => {
    const { write } = later();
    write({ leaseTransitions: 1 }, 'kubectl-edit');
    const removed = write({ leaseTransitions: undefined, renewTime: undefined });
    assert.deepEqual(
      entries(removed).map(({ manager }) => manager),
      ['elector'],
    );
    assert.deepEqual(entries(removed)[0]?.fieldsV1, {
      'f:spec': { 'f:holderIdentity': {}, 'f:leaseDurationSeconds': {} },
    });
  });
});

describe('the stamp of a manager', () => {
  for (const [minor, renewed] of [
    [20, MADE],
    [24, MADE],
    [25, LATER],
    [37, LATER],
  ] as const) {
    it(`${renewed === LATER ? 'moves' : 'stays'} with a renewal on 1.${minor} (reference 1.3)`, () => {
      assert.equal(entries(later(minor).write({ renewTime: '2026-05-02T10:00:02.000000Z' }))[0]?.time, renewed);
    });
    it(`moves with a new field on 1.${minor}`, () => {
      assert.equal(entries(later(minor).write({ leaseTransitions: 1 }))[0]?.time, LATER);
    });
    it(`moves when a field comes back from another manager on 1.${minor}`, () => {
      const { write, clock } = later(minor);
      write({ holderIdentity: '' }, 'kubectl-edit');
      clock.runFor(1000);
      assert.equal(entryOf(write({ holderIdentity: 'b' }), 'elector')?.time, '2026-05-02T10:00:03Z');
    });
  }
  it('does not move where the write only removes', () => {
    assert.equal(entries(later().write({ renewTime: undefined }))[0]?.time, MADE);
  });
});

describe('entries', () => {
  const status = { readyReplicas: 1 };
  for (const [minor, subresource] of [
    [20, undefined],
    [37, 'status'],
  ] as const) {
    it(`${subresource ? 'say' : 'do not say'} through which subresource they came on 1.${minor}`, () => {
      const { store, kind } = kept({ minor });
      const made = store.create(kind('deployments'), { metadata: { namespace: 'ns', name: 'd' }, spec: {} }, 'kubectl');
      const written = store.update(kind('deployments'), { ...made, status }, 'controller', 'status');
      const entry = entryOf(written, 'controller');
      assert.deepEqual([entry?.subresource, entry?.fieldsV1], [subresource, { 'f:status': { 'f:readyReplicas': {} } }]);
    });
  }
  it('of one manager stay apart by subresource', () => {
    const { store, kind } = kept();
    const made = store.create(
      kind('deployments'),
      { metadata: { namespace: 'ns', name: 'd' }, spec: { replicas: 1 } },
      'm',
    );
    assert.equal(entries(store.update(kind('deployments'), { ...made, status }, 'm', 'status')).length, 2);
  });
  it('name what belongs to labels and finalizers, but nothing that is the server’s', () => {
    const { store, kind } = kept();
    const draft = leaseDraft(
      'x',
      {},
      { labels: { app: 'b7le' }, finalizers: ['a.b/c'], ownerReferences: [{ uid: 'u' }] },
    );
    const { 'f:metadata': metadata } = entries(store.create(kind('leases'), draft, 'm'))[0]?.fieldsV1 ?? {};
    assert.deepEqual(metadata, {
      'f:labels': { '.': {}, 'f:app': {} },
      'f:finalizers': { '.': {}, 'v:"a.b/c"': {} },
      'f:ownerReferences': { '.': {}, 'k:{"uid":"u"}': {} },
    });
  });
  it('stay out of the way of a draft that brings its own', () => {
    const { made, store, kind } = later();
    const draft = withMetadata(withSpec(made, { holderIdentity: 'b' }), { managedFields: [] });
    assert.equal(entryOf(store.update(kind('leases'), draft, 'elector'), 'elector')?.time, LATER);
  });
});

// As a real 1.37 shows a Deployment that kubectl created: parts that always exist have no dot of their own.
describe('the fields of a Deployment', () => {
  const container = (image: string) => ({ name: 'c', image, ports: [{ containerPort: 80 }], resources: {} });
  const draft = (image: string) => ({
    metadata: { namespace: 'ns', name: 'd' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'x' } },
      template: { metadata: { labels: { app: 'x' } }, spec: { containers: [container(image)] } },
    },
  });
  const whole = (image: string) => DEPLOYMENT.complete(draft(image) as unknown as KubeObject);
  it('name containers and ports by their keys, and take a selector as one value', () => {
    const { store, kind } = kept();
    const [entry] = entries(store.create(kind('deployments'), whole('i:1'), 'm'));
    const { 'f:spec': spec } = (entry as ManagedFields).fieldsV1 as {
      'f:spec': Record<string, Record<string, Record<string, Record<string, object>>>>;
    };
    assert.deepEqual(spec['f:selector'], {});
    assert.deepEqual(spec['f:strategy'], {
      'f:type': {},
      'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} },
    });
    assert.deepEqual(spec['f:template']?.['f:spec']?.['f:containers'], {
      'k:{"name":"c"}': {
        '.': {},
        'f:name': {},
        'f:image': {},
        'f:imagePullPolicy': {},
        'f:resources': {},
        'f:terminationMessagePath': {},
        'f:terminationMessagePolicy': {},
        'f:ports': {
          '.': {},
          'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} },
        },
      },
    });
  });
  it('give one image to who sets it', () => {
    const { store, kind } = kept();
    store.create(kind('deployments'), whole('i:1'), 'm');
    const changed = store.update(kind('deployments'), whole('i:2'), 'kubectl-set');
    assert.deepEqual(entryOf(changed, 'kubectl-set')?.fieldsV1, {
      'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"c"}': { 'f:image': {} } } } } },
    });
  });
});
