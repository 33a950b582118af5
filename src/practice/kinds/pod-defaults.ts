// What the API server fills into the spec of a pod, or of a template of pods.

import { isObject, type JsonObject, objectOf, objectsOf } from '../objects/json.ts';

/** Pod specs as clients find them after a write. What is no pod spec stays as it is, for validation to refuse. */
export function completePodSpec(spec: unknown): unknown {
  if (!isObject(spec)) return spec;
  const account = spec.serviceAccountName;
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    // the old name of the field goes along with the new one
    ...(account !== undefined && { serviceAccount: account }),
    ...lists(spec, 'containers', completeContainer),
    ...lists(spec, 'initContainers', completeContainer),
    ...lists(spec, 'volumes', completeVolume),
  };
}

/** The same for a template; its metadata is as it was sent. */
export function completeTemplate(template: unknown): unknown {
  return isObject(template) ? { ...template, spec: completePodSpec(template.spec) } : template;
}

function lists(parent: JsonObject, field: string, complete: (item: JsonObject) => JsonObject): JsonObject {
  const list = parent[field];
  return Array.isArray(list) ? { [field]: list.map((item) => (isObject(item) ? complete(item) : item)) } : {};
}

function completeContainer(container: JsonObject): JsonObject {
  return {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicyOf(container.image),
    resources: {},
    ...container,
    ...lists(container, 'ports', (port) => ({ protocol: 'TCP', ...port })),
    ...lists(container, 'env', completeVariable),
    ...parts(container, ['livenessProbe', 'readinessProbe', 'startupProbe'], completeProbe),
  };
}

/** Moving tags are pulled each time. */
function pullPolicyOf(image: unknown): string {
  const name = typeof image === 'string' ? image : '';
  const tag = /:([^/:@]+)(@|$)/.exec(name.slice(name.lastIndexOf('/') + 1))?.[1];
  const moving = tag === undefined ? !name.includes('@') : tag === 'latest';
  return moving ? 'Always' : 'IfNotPresent';
}

function completeProbe(probe: JsonObject): JsonObject {
  return {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
    ...probe,
    ...parts(probe, ['httpGet'], (get) => ({ path: '/', scheme: 'HTTP', ...get })),
  };
}

function completeVariable(variable: JsonObject): JsonObject {
  return {
    ...variable,
    ...parts(variable, ['valueFrom'], (from) => ({
      ...from,
      ...parts(from, ['fieldRef'], (ref) => ({ apiVersion: 'v1', ...ref })),
    })),
  };
}

const MODE = 0o644;

function completeVolume(volume: JsonObject): JsonObject {
  const sources = Object.keys(volume).filter((key) => key !== 'name');
  return {
    ...volume,
    ...(sources.length === 0 && { emptyDir: {} }),
    ...parts(volume, ['configMap', 'secret', 'projected', 'downwardAPI'], (source) => ({
      defaultMode: MODE,
      ...source,
    })),
    ...parts(volume, ['hostPath'], (source) => ({ type: '', ...source })),
  };
}

function parts(parent: JsonObject, fields: readonly string[], complete: (part: JsonObject) => JsonObject): JsonObject {
  const found = fields.filter((field) => isObject(parent[field]));
  return Object.fromEntries(found.map((field) => [field, complete(objectOf(parent[field]))]));
}

/** How much a pod is promised: the order in which nodes in need give pods up. */
export function qosClassOf(spec: unknown): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = objectsOf(objectOf(spec).containers).map(({ resources }) => objectOf(resources));
  const limitsOf = (resources: JsonObject) => objectOf(resources.limits);
  const requestsOf = (resources: JsonObject) => ({ ...limitsOf(resources), ...objectOf(resources.requests) });
  if (containers.every((resources) => Object.keys(requestsOf(resources)).length === 0)) return 'BestEffort';
  const fixed = containers.every((resources) => {
    const [limits, requests]: readonly JsonObject[] = [limitsOf(resources), requestsOf(resources)];
    return ['cpu', 'memory'].every((name) => limits?.[name] !== undefined && limits[name] === requests?.[name]);
  });
  return fixed ? 'Guaranteed' : 'Burstable';
}
