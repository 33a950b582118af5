// What most kinds have alike, so that a kind's file holds only what is its own.

import type { KubeObject } from '../objects/object.ts';
import type { Invalid, Kind, Verb } from './kind.ts';
import { metadataFaults } from './metadata.ts';

const VERBS: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const METADATA_KEYS = { 'metadata.ownerReferences': 'uid', 'metadata.finalizers': '' } as const;

/** The `status` subresource, as discovery lists it. */
export function statusOf(kind: string): Kind['subresources'][number] {
  return { name: 'status', kind, verbs: ['get', 'patch', 'update'] };
}

/** The `scale` subresource of workloads. */
export const SCALE: Kind['subresources'][number] = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: ['get', 'patch', 'update'],
};

type Own = Pick<Kind, 'group' | 'version' | 'kind' | 'resource' | 'columns'> &
  Partial<Kind> & {
    /** The rule for names of this kind; DNS subdomains where it is not given. */
    readonly nameFault?: (name: string) => string | null;
  };

/** A kind with everything it does not say itself: namespaced, all verbs, served by every version. Its metadata is judged too. */
export function defineKind({ nameFault, ...own }: Own): Kind {
  const faults = (object: KubeObject, before: KubeObject | null, minor?: number): readonly Invalid[] => [
    ...metadataFaults(object, nameFault),
    ...(own.faults?.(object, before, minor) ?? []),
  ];
  return {
    singular: own.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    verbs: VERBS,
    subresources: own.status ? [statusOf(own.kind)] : [],
    served: {},
    generation: false,
    status: false,
    selectable: {},
    complete: (draft) => draft,
    ...own,
    mergeKeys: { ...METADATA_KEYS, ...own.mergeKeys },
    faults,
  };
}
