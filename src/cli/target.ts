// TARGET and the namespace: what to look at, and who said so (contract 1).

import type { NamespaceSource, Target } from '../election/observation.ts';
import { UsageError } from './usage-error.ts';

const KINDS: readonly (readonly [RegExp, Target['kind']])[] = [
  [/^leases?(\.(v1\.)?coordination\.k8s\.io)?$/, 'lease'],
  [/^(deployments?|deploy)(\.(v1\.)?apps)?$/, 'deployment'],
  [/^(statefulsets?|sts)(\.(v1\.)?apps)?$/, 'statefulset'],
  [/^(daemonsets?|ds)(\.(v1\.)?apps)?$/, 'daemonset'],
  [/^(pods?|po)$/, 'pod'],
];

/** A name that a Kubernetes object can have (RFC 1123 subdomain). */
const NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** @throws UsageError for a kind that b7le does not take and for a name that no object can have */
export function parseTarget(text: string): Target {
  const [first, ...rest] = text.split('/') as [string, ...string[]];
  if (rest.length > 1 || first === '') throw malformed(text);
  const [name] = rest;
  if (name === undefined) {
    if (!NAME.test(first)) throw malformed(text);
    return { kind: 'any', name: first };
  }
  const kind = KINDS.find(([pattern]) => pattern.test(first.toLowerCase()))?.[1];
  if (!kind)
    throw new UsageError(`TARGET ${JSON.stringify(text)}: ${first} is no kind that takes part in an election`, FORMS);
  if (!NAME.test(name)) throw malformed(text);
  return { kind, name };
}

const FORMS = 'TARGET is a Lease name, or lease/NAME, deployment/NAME, statefulset/NAME, daemonset/NAME, pod/NAME';

function malformed(text: string): UsageError {
  return new UsageError(`TARGET ${JSON.stringify(text)} is no name that an object can have`, FORMS);
}

/** Which namespace, and where that came from: -A, -n, B7LE_NAMESPACE, the config file, the context's own, else Beskar7's. */
export function chooseNamespace(facts: {
  readonly all: boolean;
  readonly flag: string | undefined;
  readonly env: string | undefined;
  readonly config?: string | undefined;
  readonly context: string | null;
}): { namespace: string | null; namespaceSource: NamespaceSource } {
  const { all, flag, env, config, context } = facts;
  if (all) return { namespace: null, namespaceSource: '-A' };
  if (flag !== undefined) return { namespace: checked(flag, '-n'), namespaceSource: '-n' };
  if (env) return { namespace: checked(env, 'B7LE_NAMESPACE'), namespaceSource: 'B7LE_NAMESPACE' };
  if (config !== undefined) return { namespace: config, namespaceSource: 'config' };
  if (context !== null) return { namespace: context, namespaceSource: 'context' };
  return { namespace: 'beskar7-system', namespaceSource: 'default' };
}

function checked(name: string, source: string): string {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    throw new UsageError(`${source} ${JSON.stringify(name)} is no name that a namespace can have`);
  }
  return name;
}
