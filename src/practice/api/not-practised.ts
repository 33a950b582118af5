// What a real API server has under an object and the practice cluster has not: refused with a sentence that says so.

import { type ApiError, notPractised } from './status.ts';

/** By resource and subresource: what is asked for, as a user would call it. */
const ABSENT: Readonly<Record<string, string>> = {
  'pods/attach': 'attach to a container',
  'pods/binding': 'bind a pod by hand',
  'pods/ephemeralcontainers': 'add ephemeral containers to a pod',
  'pods/exec': 'run a command in a container',
  'pods/portforward': 'forward a port of a pod',
  'pods/resize': 'resize a running pod',
  'nodes/proxy': 'talk to a kubelet',
  'services/proxy': 'talk to a Service',
  'serviceaccounts/token': 'issue tokens; its kubeconfig holds one for the ServiceAccount of the workload',
};

/** @returns null for what it does, and for what no API server knows */
export function absence(resource: string, subresource: string): ApiError | null {
  const what = ABSENT[`${resource}/${subresource}`];
  return what === undefined ? null : notPractised(what);
}
