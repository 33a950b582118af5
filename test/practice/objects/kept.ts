// A store on a virtual clock, and drafts to put into it.

import { seeded } from '../../../src/elector/random.ts';
import { VirtualClock } from '../../../src/elector/virtual-clock.ts';
import { servedKinds } from '../../../src/practice/kinds/index.ts';
import type { Kind } from '../../../src/practice/kinds/kind.ts';
import type { Draft, KubeObject } from '../../../src/practice/objects/object.ts';
import { type Change, Store, StoreFault } from '../../../src/practice/objects/store.ts';

export const START = '2026-05-02T10:00:00Z';

export interface Kept {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly kind: (resource: string) => Kind;
}

/** @param history how many changes of a kind are kept at least */
export function kept({ minor = 37, history }: { readonly minor?: number; readonly history?: number } = {}): Kept {
  const clock = new VirtualClock(Date.parse(START));
  const store = new Store({ clock, random: seeded('store'), minor, ...(history !== undefined && { history }) });
  const kinds = servedKinds(minor);
  return { clock, store, kind: (resource) => kinds.find((kind) => kind.resource === resource) as Kind };
}

export function leaseDraft(name = 'x', spec: object = {}, metadata: object = {}): Draft {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { namespace: 'ns', name, ...metadata },
    spec: { holderIdentity: 'a', leaseDurationSeconds: 15, renewTime: '2026-05-02T10:00:00.000000Z', ...spec },
  };
}

export function podDraft(name = 'p', spec: object = {}, metadata: object = {}): Draft {
  const containers = [{ name: 'manager', image: 'manager:1' }];
  return { metadata: { namespace: 'ns', name, ...metadata }, spec: { containers, ...spec } };
}

/** The object with some fields of its spec changed. */
export function withSpec(object: KubeObject, spec: object): KubeObject {
  return { ...object, spec: { ...(object.spec as object), ...spec } };
}

export function withMetadata(object: KubeObject, metadata: object): Draft {
  return { ...object, metadata: { ...object.metadata, ...metadata } };
}

/** What the store refuses with. */
export function faultOf(act: () => unknown): { readonly reason: string; readonly message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof StoreFault) return { reason: error.reason, message: error.message };
    throw error;
  }
  throw new Error('it was not refused');
}

/** Changes as one line each. */
export function lineOf({ type, object }: Change): string {
  return `${type} ${object.metadata.name} ${object.metadata.resourceVersion}`;
}
