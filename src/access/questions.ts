// What an account is asked: the rights that election needs, and the rights that b7le itself needs of its caller.

import type { Attributes, User } from './user.ts';

export type Purpose = 'required' | 'optional' | 'informational';

/** One right, as it is asked and shown. */
export interface Question {
  readonly verb: string;
  /** `''` is the core group. */
  readonly group: string;
  /** With its subresource after a slash, as kubectl writes it: `pods/log`. */
  readonly resource: string;
  /** `''` for cluster-wide. */
  readonly namespace: string;
  /** `''` where the request names nothing, as a create does. */
  readonly name: string;
  /** Whether election fails without it; the same as `purpose: 'required'`. */
  readonly required: boolean;
  readonly purpose: Purpose;
}

/** A right that b7le uses itself, and what for. */
export interface CallerQuestion extends Question {
  readonly operation: string;
}

export interface ElectionAsked {
  readonly leaseNamespace: string;
  /** `''` where no Lease ever appeared and no argument names it: rights by resourceNames then cannot be seen. */
  readonly leaseName: string;
  /** The kind that holds a legacy lock beside the Lease, if one is in use. */
  readonly legacyLock: 'configmaps' | 'endpoints' | null;
  /** Whether the Lease has `spec.strategy`. */
  readonly coordinated: boolean;
  /** False where an old lock stands alone: then no right on Leases is needed. True unless given. */
  readonly leaseLock?: boolean;
}

export const COORDINATION = 'coordination.k8s.io';
const RBAC = 'rbac.authorization.k8s.io';
const REVIEWS = 'authorization.k8s.io';
/** Of client-go's verbs on its lock, the one whose request names no object: resourceNames never match it. */
const NAMELESS = new Set(['create', 'list', 'watch', 'deletecollection']);

/**
 * The rights of a controller's account on its lock (reference 6.1). Required are get, create and update on the Lease, the same
 * on a legacy lock's object, and, where election is coordinated, all five verbs on LeaseCandidates: without its candidate the
 * API server never elects a process (1.10). LeaseCandidates are asked without a name: it is the identity, new in every process.
 */
export function electionQuestions(of: ElectionAsked): Question[] {
  const { leaseNamespace, leaseName, legacyLock, coordinated, leaseLock = true } = of;
  const ask = (purpose: Purpose, group: string, resource: string, name: string, ...verbs: string[]): Question[] =>
    verbs.map((verb) => question(purpose, verb, group, resource, leaseNamespace, name));
  return [
    ...ask(leaseLock ? 'required' : 'informational', COORDINATION, 'leases', leaseName, 'get', 'create', 'update'),
    ...(legacyLock ? ask('required', '', legacyLock, leaseName, 'get', 'create', 'update') : []),
    ...(coordinated
      ? ask('required', COORDINATION, 'leasecandidates', '', 'create', 'get', 'list', 'watch', 'update')
      : []),
    // an Event's name ends in a random part, so its patch is asked without one
    ...ask('optional', '', 'events', '', 'create', 'patch'),
    ...ask('informational', COORDINATION, 'leases', leaseName, 'patch', 'list', 'watch', 'delete'),
  ];
}

/**
 * The rights b7le uses (reference 6.2): optional what reports read, informational the ways of asking and what is written or
 * guarded. None is required: a caller who lacks one gets a gap, which says nothing about the controller.
 */
export function callerQuestions(
  namespace: string,
  account: { readonly namespace: string; readonly name: string } | null = null,
): CallerQuestion[] {
  return CALLER.flatMap(([operation, purpose, group, resource, where, ...verbs]) =>
    verbs.map((verb) => {
      const impersonated = verb === 'impersonate' ? account : null;
      const there = impersonated?.namespace ?? (where === 'here' ? namespace : where);
      return { ...question(purpose, verb, group, resource, there, impersonated?.name ?? ''), operation };
    }),
  );
}

/** A question in the words of an authorizer. */
export function attributesOf({
  verb,
  group,
  resource,
  namespace,
  name,
}: Question): Exclude<Attributes, { path: string }> {
  const [kind = '', subresource = ''] = resource.split('/');
  return { verb, group, resource: kind, subresource, namespace, name };
}

/** A service account as the API server knows it: its user name and the three groups that a review must be given (6.2). */
export function serviceAccountUser(namespace: string, name: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

/** The service account behind a user name, or null. */
export function accountOf(userName: string): { readonly namespace: string; readonly name: string } | null {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(userName) ?? [];
  return namespace === undefined || name === undefined ? null : { namespace, name };
}

function question(
  purpose: Purpose,
  verb: string,
  group: string,
  resource: string,
  namespace: string,
  name: string,
): Question {
  const named = NAMELESS.has(verb) ? '' : name;
  return { verb, group, resource, namespace, name: named, required: purpose === 'required', purpose };
}

type Asked = readonly [
  operation: string,
  purpose: Purpose,
  group: string,
  resource: string,
  /** `here` is the namespace asked about, `''` cluster-wide. */
  where: string,
  ...verbs: readonly string[],
];

const CALLER: readonly Asked[] = [
  ['read Leases', 'optional', COORDINATION, 'leases', 'here', 'get', 'list', 'watch'],
  ['find the holder and the candidates', 'optional', '', 'pods', 'here', 'get', 'list', 'watch'],
  ['find the workload', 'optional', 'apps', 'replicasets', 'here', 'get', 'list'],
  ['find the workload', 'optional', 'apps', 'deployments', 'here', 'get', 'list'],
  ['find the workload', 'optional', 'apps', 'statefulsets', 'here', 'get', 'list'],
  ['find the workload', 'optional', 'apps', 'daemonsets', 'here', 'get', 'list'],
  ['read logs', 'optional', '', 'pods/log', 'here', 'get'],
  ['read Events', 'optional', '', 'events', 'here', 'list'],
  ['ask replicas who leads', 'optional', '', 'pods/proxy', 'here', 'get'],
  ['explain who grants a right', 'optional', RBAC, 'roles', 'here', 'list'],
  ['explain who grants a right', 'optional', RBAC, 'rolebindings', 'here', 'list'],
  ['explain who grants a right', 'optional', RBAC, 'clusterroles', '', 'list'],
  ['explain who grants a right', 'optional', RBAC, 'clusterrolebindings', '', 'list'],
  ['look at the environment', 'optional', '', 'nodes', '', 'get'],
  ['look at the environment', 'optional', COORDINATION, 'leases', 'kube-node-lease', 'list'],
  ['look at the environment', 'optional', 'networking.k8s.io', 'networkpolicies', 'here', 'list'],
  ['look at the environment', 'optional', 'policy', 'poddisruptionbudgets', 'here', 'list'],
  ['ask for itself', 'informational', REVIEWS, 'selfsubjectaccessreviews', '', 'create'],
  ['ask for an account', 'informational', REVIEWS, 'subjectaccessreviews', '', 'create'],
  ['ask for an account', 'informational', REVIEWS, 'localsubjectaccessreviews', 'here', 'create'],
  ['ask as an account', 'informational', '', 'serviceaccounts', 'here', 'impersonate'],
  ['remove a dead Lease', 'informational', COORDINATION, 'leases', 'here', 'delete', 'update'],
  ['make a leader go', 'informational', '', 'pods', 'here', 'delete'],
  ['make a leader go', 'informational', '', 'pods/eviction', 'here', 'create'],
  ['restart or scale the workload', 'informational', 'apps', 'deployments', 'here', 'patch'],
  ['restart or scale the workload', 'informational', 'apps', 'deployments/scale', 'here', 'patch'],
];
