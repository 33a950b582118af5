// The API as the components and programs of the world use it: by resource, under a user's name.

import type { User } from '../../access/user.ts';
import type { Api } from '../api/request.ts';
import { unauthorized } from '../api/status.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Draft, KubeObject } from '../objects/object.ts';

/** Kinds by their qualified resource: `pods`, `leases.coordination.k8s.io`. */
export type KindIndex = ReadonlyMap<string, Kind>;

export function indexKinds(kinds: readonly Kind[]): KindIndex {
  const index = new Map<string, Kind>();
  for (const kind of kinds) {
    const resource = kind.group ? `${kind.resource}.${kind.group}` : kind.resource;
    if (!index.has(resource)) index.set(resource, kind);
  }
  return index;
}

/** Who asks: the user, and the name that managed fields carry. */
export interface Caller {
  readonly user: User;
  readonly manager: string;
}

/**
 * The cluster's own components. A real cluster gives each its own bootstrap roles; here they belong to the group that may
 * do everything, under their real names.
 */
export function component(name: string, manager: string): Caller {
  return { user: { name, groups: ['system:masters', 'system:authenticated'] }, manager };
}

/** A program in a pod, under its ServiceAccount. @param manager the name of its binary, as its user agent begins */
export function serviceAccount(namespace: string, name: string, manager: string): Caller {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { user: { name: `system:serviceaccount:${namespace}:${name}`, groups }, manager };
}

export class Client {
  readonly #api: Api;
  readonly #kinds: KindIndex;
  readonly #caller: Caller;
  readonly #known: () => boolean;

  /** @param known whether the API server knows the caller's credential (now) */
  constructor(api: Api, kinds: KindIndex, caller: Caller, known: () => boolean = () => true) {
    this.#api = api;
    this.#kinds = kinds;
    this.#caller = caller;
    this.#known = known;
  }

  /** The same API under another name. */
  as(caller: Caller): Client {
    return new Client(this.#api, this.#kinds, caller, this.#known);
  }

  /** The same API by a credential that holds for so long; after that every request is answered 401. */
  while(known: () => boolean): Client {
    return new Client(this.#api, this.#kinds, this.#caller, known);
  }

  /** @throws ApiError */
  read(resource: string, namespace: string | null, name: string): KubeObject {
    return this.#api.act({ ...this.#base(resource), verb: 'get', namespace, name });
  }

  /** @throws ApiError */
  list(resource: string, namespace: string | null): readonly KubeObject[] {
    return this.#api.list({ ...this.#base(resource), verb: 'list', namespace, name: null }).items;
  }

  /** @throws ApiError */
  create(resource: string, body: Draft): KubeObject {
    const { namespace = null, name = null } = placeOf(body);
    return this.#api.act({ ...this.#base(resource), verb: 'create', namespace, name, body });
  }

  /** Replaces; with its resourceVersion, where it carries one. @throws ApiError */
  update(resource: string, body: Draft, subresource = ''): KubeObject {
    const { namespace = null, name = null } = placeOf(body);
    return this.#api.act({ ...this.#base(resource), subresource, verb: 'update', namespace, name, body });
  }

  /** @throws ApiError */
  merge(resource: string, namespace: string | null, name: string, body: Draft): KubeObject {
    return this.#api.act({ ...this.#base(resource), verb: 'patch', patch: 'merge', namespace, name, body });
  }

  /** Deletes exactly this object, if it is still there. @param graceSeconds undefined for the kind's own */
  remove(resource: string, object: KubeObject, graceSeconds?: number): void {
    const { namespace = null, name, uid } = object.metadata;
    const grace = graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds };
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid }, ...grace };
    try {
      this.#api.act({ ...this.#base(resource), verb: 'delete', namespace, name, body });
    } catch (error) {
      if (!isRefusal(error, 404, 409)) throw error;
    }
  }

  /** Asks for a list of what the practice cluster keeps no objects of: only the right to it is looked at. @throws ApiError 403 */
  listNothing(kind: Kind, namespace: string | null): void {
    this.#api.list({ ...this.#asked(), kind, subresource: '', verb: 'list', namespace, name: null });
  }

  #base(resource: string) {
    const kind = this.#kinds.get(resource);
    if (kind === undefined) throw new Error(`the practice cluster does not serve ${resource}`);
    return { ...this.#asked(), kind, subresource: '' };
  }

  #asked(): Caller {
    if (!this.#known()) throw unauthorized();
    return this.#caller;
  }
}

/** Whether an error is the API's refusal with one of these codes. */
export function isRefusal(error: unknown, ...codes: readonly number[]): boolean {
  return codes.includes((error as { readonly code?: number } | null)?.code ?? 0);
}

function placeOf(body: Draft): { readonly namespace?: string; readonly name?: string } {
  return (body.metadata ?? {}) as { readonly namespace?: string; readonly name?: string };
}
