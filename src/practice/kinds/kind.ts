// What the API server knows of a kind. A new kind is one file here and one line in index.ts.

import type { Draft, KubeObject } from '../objects/object.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date' | 'boolean';
  readonly format: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority: number;
  readonly description: string;
  /** @param now of the API server, milliseconds since 1970 */
  cell(object: KubeObject, now: number): string | number | boolean;
}

/** One thing that is wrong with an object, as a real API server says it in `details.causes`. */
export interface Invalid {
  readonly field: string;
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueForbidden'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueNotFound';
  /** The message without the field's name in front: `Required value`, `Invalid value: 0: must be greater than 0`. */
  readonly message: string;
}

export interface Kind {
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The plural of URLs: `leases`. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly Verb[];
  /** Subresources with verbs and the kind they take, for discovery: `status`, `log`, `eviction`, `scale`. */
  readonly subresources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly group?: string;
    readonly version?: string;
    readonly verbs: readonly string[];
  }[];
  /** Minor versions of Kubernetes 1 that serve it; both ends included. */
  readonly served: { readonly from?: number; readonly to?: number };
  /** Whether `metadata.generation` counts changes of `spec`; Deployments count those of annotations as well. */
  readonly generation: boolean | 'spec+annotations';
  /** Whether `status` is a subresource: other writes keep it, its own writes change nothing else. */
  readonly status: boolean;
  /**
   * Merge keys of lists for strategic merge patches and managed fields: `spec.template.spec.containers` → `name`. Where several
   * keys name an item (`containerPort,protocol`) patches merge by the first and managed fields name them all. The empty string
   * is for lists of plain values that are sets (`metadata.finalizers`). Absent lists are atomic.
   */
  readonly mergeKeys: Readonly<Record<string, string>>;
  /** Whether an update without resourceVersion overwrites whatever is there; true where absent. Leases: false (reference 1.4). */
  readonly unconditionalUpdate?: boolean;
  /** Whether an update of what does not exist creates it; false where absent. Leases: true (reference 1.4). */
  readonly createOnUpdate?: boolean;
  /** Seconds between the wish to delete it and its end, unless the request says otherwise. Absent: deletes are immediate. */
  gracePeriod?(object: KubeObject): number;
  /** The status of a new object, whatever its draft says; only where `status` is a subresource. */
  initialStatus?(object: KubeObject): Readonly<Record<string, unknown>>;
  /** Fields besides metadata.name and metadata.namespace that field selectors may name. */
  readonly selectable: Readonly<Record<string, (object: KubeObject) => string>>;
  readonly columns: readonly Column[];
  /** Fills in what the API server fills in; a new object. */
  complete(draft: KubeObject): KubeObject;
  /** What is wrong with it. @param before the stored one on updates, null on creates @param minor whose words are used; today's where absent */
  faults(object: KubeObject, before: KubeObject | null, minor?: number): readonly Invalid[];
  /** Why the server cannot even read it as this kind: Go's words for a field of another type; null where it can. */
  unreadable?(draft: Draft): string | null;
}
