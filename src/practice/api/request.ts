// A request once it is understood, whether it came over the wire or from a simulated program inside.

import type { User } from '../../access/user.ts';
import type { Kind, Verb } from '../kinds/kind.ts';
import type { Draft, KubeObject } from '../objects/object.ts';

/** How a kind of patch is named in requests. */
export type PatchType = 'json' | 'merge' | 'strategic';

export interface ApiRequest {
  readonly user: User;
  /** Who the managed fields name: the query's fieldManager, else the user agent up to its first slash. */
  readonly manager: string;
  readonly verb: Verb;
  readonly kind: Kind;
  /** null for cluster-wide, and for lists of all namespaces. */
  readonly namespace: string | null;
  readonly name: string | null;
  /** `''` for the object itself. */
  readonly subresource: string;
  readonly body?: Draft | readonly unknown[];
  readonly patch?: PatchType;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly dryRun?: boolean;
}

export interface ObjectList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remaining?: number;
}

/** The API server without its wire. Synchronous: what it answers has happened. */
export interface Api {
  /** One object: get, create, update, patch, delete. @throws ApiError */
  act(request: ApiRequest): KubeObject;
  /** @throws ApiError */
  list(request: ApiRequest): ObjectList;
}
