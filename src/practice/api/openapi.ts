// As much OpenAPI as `kubectl apply` asks for: which groups there are, which kinds, and that fields are validated by the server.

import type { Kind } from '../kinds/kind.ts';
import { apiVersionOf } from './answers.ts';

/** The answer to `/openapi/v3` and below, null for another path. Served for every version: the kubectl that asks is a current one. */
export function openApi(path: string, kinds: readonly Kind[]): object | null {
  const groups = new Map(kinds.map((kind) => [groupPath(kind), kind]));
  if (path === '/openapi/v3')
    return {
      paths: Object.fromEntries(
        [...groups.keys()].map((group) => [group, { serverRelativeURL: `/openapi/v3/${group}?hash=practice` }]),
      ),
    };
  const group = path.replace(/^\/openapi\/v3\//, '');
  if (!path.startsWith('/openapi/v3/') || !groups.has(group)) return null;
  const own = kinds.filter((kind) => groupPath(kind) === group);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'practice' },
    paths: Object.fromEntries(own.flatMap(pathsOf)),
    components: { schemas: Object.fromEntries(own.map((kind) => [schemaName(kind), schemaOf(kind)])) },
  };
}

function groupPath({ group, version }: Kind): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

function schemaName({ group, version, kind }: Kind): string {
  return `io.k8s.api.${group === '' ? 'core' : group.split('.')[0]}.${version}.${kind}`;
}

/** Every field is taken: what is wrong is said by the server when it is sent. */
function schemaOf({ group, version, kind }: Kind): object {
  const part = { type: 'object', description: UNDESCRIBED };
  return {
    ...part,
    properties: { metadata: part, spec: part, status: part },
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
  };
}

/** What `kubectl explain` shows in place of the fields. */
const UNDESCRIBED = 'The practice cluster describes no fields: the reference of the Kubernetes API does.';

/** kubectl looks here for `fieldValidation`, and where it finds it, leaves validation to the server. */
function pathsOf(kind: Kind): [string, object][] {
  const scope = kind.namespaced ? '/namespaces/{namespace}' : '';
  const collection = `/${groupPath(kind)}${scope}/${kind.resource}`;
  const of = { group: kind.group, version: kind.version, kind: kind.kind };
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string', uniqueItems: true },
  }));
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(kind)}` } } };
  const operation = (action: string) => ({
    parameters,
    requestBody: { content },
    responses: { 200: { description: apiVersionOf(kind) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': of,
  });
  return [
    [collection, { post: operation('post') }],
    [`${collection}/{name}`, { put: operation('put'), patch: operation('patch') }],
  ];
}
