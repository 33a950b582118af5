// The resources that b7le reads, and where an API server serves them.

export type Resource =
  | 'leases'
  | 'pods'
  | 'nodes'
  | 'namespaces'
  | 'events'
  | 'deployments'
  | 'replicasets'
  | 'statefulsets'
  | 'daemonsets'
  | 'configmaps'
  | 'endpoints'
  | 'poddisruptionbudgets'
  | 'leasecandidates'
  | 'roles'
  | 'rolebindings'
  | 'clusterroles'
  | 'clusterrolebindings'
  | 'serviceaccounts'
  | 'services'
  | 'networkpolicies'
  | 'resourcequotas'
  | 'endpointslices'
  | 'podmetrics';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** Where each resource is served; of several versions the newest that the server has. */
const GROUP: Record<Resource, string | readonly string[]> = {
  leases: '/apis/coordination.k8s.io/v1',
  pods: '/api/v1',
  nodes: '/api/v1',
  namespaces: '/api/v1',
  events: '/api/v1',
  deployments: '/apis/apps/v1',
  replicasets: '/apis/apps/v1',
  statefulsets: '/apis/apps/v1',
  daemonsets: '/apis/apps/v1',
  configmaps: '/api/v1',
  endpoints: '/api/v1',
  // reference 9
  poddisruptionbudgets: ['/apis/policy/v1', '/apis/policy/v1beta1'],
  roles: RBAC,
  rolebindings: RBAC,
  clusterroles: RBAC,
  clusterrolebindings: RBAC,
  serviceaccounts: '/api/v1',
  services: '/api/v1',
  resourcequotas: '/api/v1',
  networkpolicies: '/apis/networking.k8s.io/v1',
  endpointslices: ['/apis/discovery.k8s.io/v1', '/apis/discovery.k8s.io/v1beta1'],
  podmetrics: ['/apis/metrics.k8s.io/v1beta1'],
  leasecandidates: ['v1beta1', 'v1alpha2', 'v1alpha1'].map((version) => `/apis/coordination.k8s.io/${version}`),
};

/** The reviews of authorization.k8s.io, by which one asks an authorizer. */
export type Review = 'subjectaccessreviews' | 'localsubjectaccessreviews' | 'selfsubjectaccessreviews';

export const REVIEW_KIND: Record<Review, string> = {
  subjectaccessreviews: 'SubjectAccessReview',
  localsubjectaccessreviews: 'LocalSubjectAccessReview',
  selfsubjectaccessreviews: 'SelfSubjectAccessReview',
};

/** Where a review is asked. @param namespace for the Local form */
export function reviewPath(review: Review, namespace: string | null): string {
  const scope = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `/apis/authorization.k8s.io/v1${scope}/${review}`;
}

/** @param older which of the versions it is served in, the newest first @returns null where there is none so old */
export function pathOf(resource: Resource, namespace: string | null, older: number): string | null {
  const scope = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const group = [GROUP[resource]].flat()[older];
  // kubectl's name for what the metrics API calls pods as well
  return group === undefined ? null : `${group}${scope}/${resource === 'podmetrics' ? 'pods' : resource}`;
}

/** The path of a resource in the newest version that b7le reads. */
export function path(resource: Resource, namespace: string | null): string {
  return pathOf(resource, namespace, 0) ?? '';
}
