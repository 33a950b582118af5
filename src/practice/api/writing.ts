// Writes: admission, completion, validation, then the store under its guards.

import type { Kind } from '../kinds/kind.ts';
import type { Draft, KubeObject, ObjectMeta } from '../objects/object.ts';
import { applyPatch, PatchFault } from '../objects/patches.ts';
import type { RemoveOptions, Store } from '../objects/store.ts';
import type { ApiRequest } from './request.ts';
import { badRequest, internal, invalid, notFound, refused, unfitPatch } from './status.ts';

type Fields = Readonly<Record<string, unknown>>;

export class Writing {
  private readonly store: Store;
  private readonly namespaces: Kind;

  constructor(store: Store, kinds: readonly Kind[]) {
    this.store = store;
    this.namespaces = kinds.find(({ resource }) => resource === 'namespaces') as Kind;
  }

  create(request: ApiRequest): KubeObject {
    const { kind, namespace, manager, dryRun } = request;
    const draft = drafted(request, null);
    if (draft.metadata.resourceVersion) throw internal('resourceVersion should not be set on objects to be created');
    this.admit(kind, namespace, draft.metadata.name);
    const whole = kind.complete(draft);
    check(kind, whole, null, this.store.minor);
    return dryRun ? whole : this.store.create(kind, whole, manager);
  }

  update(request: ApiRequest): KubeObject {
    const { kind, namespace, name } = request;
    const before = this.store.get(kind, namespace, name as string);
    if (!before && kind.createOnUpdate) return this.createByUpdate(request);
    if (!before) throw notFound(kind, name as string);
    return this.write(request, drafted(request, before), before);
  }

  /** An update that creates: its resourceVersion means nothing, a uid that it carries belongs to an object that is gone. */
  private createByUpdate(request: ApiRequest): KubeObject {
    const { kind, namespace, manager, dryRun } = request;
    const draft = drafted(request, null);
    this.admit(kind, namespace, draft.metadata.name);
    const whole = kind.complete(draft);
    check(kind, whole, null, this.store.minor);
    return dryRun ? whole : this.store.update(kind, whole, manager);
  }

  patch(request: ApiRequest): KubeObject {
    const { kind, namespace, name, patch, body } = request;
    const before = this.store.get(kind, namespace, name as string);
    if (!before) throw notFound(kind, name as string);
    const target = request.subresource === 'scale' ? scaleOf(before) : before;
    const patched = attempt(() => applyPatch(patch as NonNullable<typeof patch>, target, body, kind));
    return this.update({ ...request, body: patched as Draft });
  }

  remove(request: ApiRequest): KubeObject {
    const { kind, namespace, name, body } = request;
    const options = deleteOptions(body as Draft | undefined);
    const found = this.store.get(kind, namespace, name as string);
    if (!found) throw notFound(kind, name as string);
    if (kind.resource === 'namespaces' && LASTING.includes(name as string))
      throw refused(kind, name as string, 'this namespace may not be deleted');
    return request.dryRun ? found : this.store.remove(kind, namespace, name as string, options);
  }

  private write(request: ApiRequest, draft: KubeObject, before: KubeObject): KubeObject {
    const { kind, manager, subresource, dryRun } = request;
    if (subresource === 'scale') return this.scale(request, draft, before);
    // what a write of this kind may not touch is as it was before it is judged
    const whole = kind.complete(subresource === 'status' ? withStatus(before, draft) : draft);
    if (subresource === '') check(kind, whole, before, this.store.minor);
    const guarded = { ...whole, metadata: { ...whole.metadata, resourceVersion: draft.metadata.resourceVersion } };
    return dryRun ? guarded : this.store.update(kind, guarded, manager, subresource || undefined);
  }

  /** `scale` shows and writes `spec.replicas` alone. */
  private scale({ kind, manager, dryRun }: ApiRequest, draft: KubeObject, before: KubeObject): KubeObject {
    const replicas = (draft.spec as Fields | undefined)?.replicas;
    if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) {
      const message = `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`;
      const fault = { field: 'spec.replicas', reason: 'FieldValueInvalid', message } as const;
      throw invalid({ group: 'autoscaling', resource: 'scale', kind: 'Scale' }, before.metadata.name, [fault]);
    }
    const { resourceVersion } = draft.metadata;
    const metadata = { ...before.metadata, resourceVersion };
    const next = { ...before, metadata, spec: { ...(before.spec as Fields), replicas } };
    return scaleOf(dryRun ? next : this.store.update(kind, next, manager));
  }

  /** Nothing is created in a namespace that is not there or on its way out. */
  private admit(kind: Kind, namespace: string | null, name: string): void {
    if (!kind.namespaced) return;
    const home = this.store.get(this.namespaces, null, namespace as string);
    if (!home) throw notFound(this.namespaces, namespace as string);
    if (home.metadata.deletionTimestamp)
      throw refused(
        kind,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
      );
  }
}

/** Namespaces that a cluster always has. */
const LASTING = ['default', 'kube-system', 'kube-public'];

/** The Scale of a workload. */
export function scaleOf({ metadata, spec, status }: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const { replicas, selector } = (spec ?? {}) as { replicas?: number; selector?: { matchLabels?: object } };
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, creationTimestamp },
    spec: { replicas: replicas ?? 1 },
    status: { replicas: (status as { replicas?: number } | undefined)?.replicas ?? 0, selector: labels.join(',') },
  };
}

/** The body as an object of its kind and place. @throws ApiError 400 where it is of another */
function drafted(
  { kind, namespace, name, body, subresource, verb }: ApiRequest,
  before: KubeObject | null,
): KubeObject {
  const given = (body ?? {}) as Draft;
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const expected = subresource === 'scale' ? 'Scale' : kind.kind;
  if (given.kind !== undefined && given.kind !== expected)
    throw badRequest(`${given.kind} in version "${kind.version}" cannot be handled as a ${expected}`);
  const unreadable = kind.unreadable?.(given) ?? null;
  if (unreadable !== null)
    throw badRequest(`${expected} in version "${kind.version}" cannot be handled as a ${expected}: ${unreadable}`);
  const metadata = (typeof given.metadata === 'object' && given.metadata !== null ? given.metadata : {}) as ObjectMeta;
  if (metadata.namespace && namespace !== null && metadata.namespace !== namespace)
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  if (name !== null && metadata.name !== undefined && metadata.name !== name)
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  if (before === null && !metadata.name && !metadata.generateName && name === null) {
    const fault = {
      field: 'metadata.name',
      reason: 'FieldValueRequired',
      message: 'Required value: name or generateName is required',
    } as const;
    throw invalid(kind, '', [fault]);
  }
  const uid = metadata.uid;
  const known = before?.metadata.uid ?? '';
  if (uid && uid !== known && verb === 'patch') {
    const message = `Invalid value: ${JSON.stringify(uid)}: field is immutable`;
    throw invalid(kind, name ?? '', [{ field: 'metadata.uid', reason: 'FieldValueInvalid', message }]);
  }
  const place = {
    ...metadata,
    ...(name !== null ? { name } : {}),
    ...(kind.namespaced && namespace !== null ? { namespace } : {}),
  };
  return { ...given, apiVersion, kind: kind.kind, metadata: place } as KubeObject;
}

/** A write of the status leaves all else as it is, but for annotations, which go with it. */
function withStatus(before: KubeObject, { status, metadata: { annotations } }: KubeObject): KubeObject {
  return { ...before, metadata: { ...before.metadata, ...(annotations ? { annotations } : {}) }, status };
}

function check(kind: Kind, object: KubeObject, before: KubeObject | null, minor: number): void {
  const faults = kind.faults(object, before, minor);
  if (faults.length > 0) throw invalid(kind, object.metadata.name ?? '', faults);
}

function deleteOptions(body: Draft | undefined): RemoveOptions {
  const preconditions = (body?.preconditions ?? {}) as { uid?: string; resourceVersion?: string };
  const grace = body?.gracePeriodSeconds;
  const policy = body?.propagationPolicy;
  return {
    preconditions,
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
    ...(typeof policy === 'string' ? { propagationPolicy: policy } : {}),
  };
}

/** A patch that does not fit is the client's fault, and its own sentence says how. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PatchFault)) throw error;
    throw error.code === 400 ? badRequest(error.message) : unfitPatch();
  }
}
