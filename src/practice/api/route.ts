// From method and path to what is meant, as a Kubernetes API server reads them.

/** A path that names a resource. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  /** null where the path names none: cluster-wide, or all namespaces. */
  readonly namespace: string | null;
  readonly resource: string;
  readonly name: string | null;
  /** `''` for the object itself. */
  readonly subresource: string;
  /** What follows the subresource: the path behind a proxy; `''` where there is none. */
  readonly rest: string;
}

/**
 * Reads `/api/v1/…` and `/apis/GROUP/VERSION/…`.
 * @returns null for any other path, those of discovery included
 */
export function resourcePath(path: string): ResourcePath | null {
  const parts = path.split('/').slice(1).map(decoded);
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return null;
  const [group, version] = core ? ['', parts[1]] : [parts[1], parts[2]];
  const after = parts.slice(core ? 2 : 3);
  if (group === undefined || !version || !after[0]) return null;
  const scoped = after[0] === 'namespaces' && after[2] !== undefined && !ofNamespaceItself(after[2]);
  const namespace = scoped ? (after[1] as string) : null;
  const [resource, name, subresource, ...rest] = scoped ? after.slice(2) : after;
  return {
    group,
    version,
    namespace,
    resource: resource as string,
    name: name || null,
    subresource: subresource ?? '',
    rest: rest.length > 0 ? `/${rest.join('/')}` : '',
  };
}

/** `/api/v1/namespaces/x/status` is about the namespace, `/api/v1/namespaces/x/pods` about what is in it. */
function ofNamespaceItself(part: string): boolean {
  return part === 'status' || part === 'finalize';
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const VERB_OF: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
};

/** The verb by which the authorizer knows a request. @returns null for a method that is none of the API's */
export function verbOf(method: string, path: ResourcePath, query: URLSearchParams): string | null {
  if (method === 'GET' || method === 'HEAD') {
    if (flag(query, 'watch')) return 'watch';
    return path.name === null ? 'list' : 'get';
  }
  if (method === 'DELETE') return path.name === null ? 'deletecollection' : 'delete';
  return VERB_OF[method] ?? null;
}

/** A boolean of a query, as Go reads them. */
export function flag(query: URLSearchParams, name: string): boolean {
  return query.has(name) && !['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(query.get(name) ?? '');
}
