// The API server without its wire: rights, admission, and what happens to objects. Synchronous: what it answers has happened.

import { authorize, type Rules } from '../../access/authorize.ts';
import type { User } from '../../access/user.ts';
import type { Kind } from '../kinds/kind.ts';
import type { KubeObject } from '../objects/object.ts';
import { fieldMatcher, labelMatcher } from '../objects/selectors.ts';
import type { Store } from '../objects/store.ts';
import { page } from './paging.ts';
import type { Api, ApiRequest, ObjectList } from './request.ts';
import { ApiError, badRequest, forbidden, notFound } from './status.ts';
import { statusOfFault } from './store-faults.ts';
import { scaleOf, Writing } from './writing.ts';

export type Matcher = (object: KubeObject) => boolean;

export class PracticeApi implements Api {
  private readonly store: Store;
  private readonly writing: Writing;
  private readonly ruleKinds: Readonly<Record<keyof Rules, Kind>>;

  constructor(store: Store, kinds: readonly Kind[]) {
    this.store = store;
    this.writing = new Writing(store, kinds);
    const of = (resource: string) => kinds.find((kind) => kind.resource === resource) as Kind;
    this.ruleKinds = {
      roles: of('roles'),
      roleBindings: of('rolebindings'),
      clusterRoles: of('clusterroles'),
      clusterRoleBindings: of('clusterrolebindings'),
    };
  }

  /** The roles and bindings in force. */
  get rules(): Rules {
    const { roles, roleBindings, clusterRoles, clusterRoleBindings } = this.ruleKinds;
    return {
      roles: this.store.list(roles, null),
      roleBindings: this.store.list(roleBindings, null),
      clusterRoles: this.store.list(clusterRoles, null),
      clusterRoleBindings: this.store.list(clusterRoleBindings, null),
    };
  }

  act(request: ApiRequest): KubeObject {
    this.allow(request);
    try {
      return this.done(request);
    } catch (error) {
      throw statusOfFault(error, request.kind);
    }
  }

  list(request: ApiRequest): ObjectList {
    this.allow(request);
    const { kind, namespace } = request;
    const matches = matcherOf(request);
    const { revision } = this.store;
    const items = this.store.list(kind, namespace).filter(matches);
    return page(items, revision, request);
  }

  /** @throws ApiError 403 */
  allow({ user, verb, kind, namespace, name, subresource, fieldSelector }: Omit<ApiRequest, 'manager'>): void {
    const { group, resource } = kind;
    // a create names nothing: the name is in the body, which the authorizer never sees (reference 6.1)
    const named = verb === 'create' && subresource === '' ? '' : (name ?? chosenName(fieldSelector));
    this.require(user, { verb, group, resource, subresource, namespace: scopeOf(kind, namespace, name), name: named });
  }

  /** @throws ApiError 403 */
  require(user: User, attributes: Parameters<typeof authorize>[2]): void {
    if (!authorize(this.rules, user, attributes).allowed) throw forbidden(user, attributes);
  }

  private done(request: ApiRequest): KubeObject {
    const { verb, kind, namespace, name } = request;
    switch (verb) {
      case 'get': {
        const found = this.store.get(kind, namespace, name as string);
        if (!found) throw notFound(kind, name as string);
        return request.subresource === 'scale' ? scaleOf(found) : found;
      }
      case 'create':
        return this.writing.create(request);
      case 'update':
        return this.writing.update(request);
      case 'patch':
        return this.writing.patch(request);
      case 'delete':
        return this.writing.remove(request);
      default:
        throw new ApiError(405, 'MethodNotAllowed', `${verb} is no act on one object`);
    }
  }
}

/** A list or a watch of one name is a question about that name. */
function chosenName(fieldSelector: string | undefined): string {
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(fieldSelector ?? '')?.[1] ?? '';
}

/** The authorizer takes a Namespace object to be in its own namespace. */
function scopeOf(kind: Kind, namespace: string | null, name: string | null): string {
  if (kind.resource === 'namespaces') return name ?? '';
  return namespace ?? '';
}

/** @throws ApiError 400 for a selector that makes no sense */
export function matcherOf({
  kind,
  name,
  labelSelector,
  fieldSelector,
}: Pick<ApiRequest, 'kind' | 'name' | 'labelSelector' | 'fieldSelector'>): Matcher {
  try {
    const labels = labelSelector ? labelMatcher(labelSelector) : null;
    const fields = fieldSelector ? fieldMatcher(fieldSelector, kind) : null;
    return (object) =>
      (name === null || object.metadata.name === name) && (!labels || labels(object)) && (!fields || fields(object));
  } catch (error) {
    throw badRequest((error as Error).message);
  }
}
