// What a container finds in its environment, and what its pod calls itself.

import { API_SERVICE } from '../nodes.ts';
import type { ContainerSpec, Pod } from '../shapes.ts';

const HOSTNAME_MOST = 63;

/** The pod's name cut to 63 characters without a trailing dash or dot, unless the pod says otherwise (reference 1.9). */
export function hostnameOf({ metadata, spec }: Pod, node: string): string {
  if (spec.hostNetwork) return node;
  return spec.hostname ?? metadata.name.slice(0, HOSTNAME_MOST).replace(/[-.]+$/, '');
}

/** The variables of a container: the Service of the API server, its own, and those that speak of the pod. */
export function environmentOf(
  spec: ContainerSpec,
  pod: Pod,
  { podIp, hostIp }: { readonly podIp: string; readonly hostIp: string },
): Readonly<Record<string, string>> {
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
    'metadata.uid': pod.metadata.uid,
    'spec.nodeName': pod.spec.nodeName,
    'spec.serviceAccountName': pod.spec.serviceAccountName,
    'status.podIP': podIp,
    'status.hostIP': hostIp,
  };
  const own = (spec.env ?? []).map(({ name, value, valueFrom }) => {
    const path = valueFrom?.fieldRef?.fieldPath;
    return [name, path === undefined ? (value ?? '') : (fields[path] ?? '')] as const;
  });
  return {
    KUBERNETES_SERVICE_HOST: API_SERVICE.ip,
    KUBERNETES_SERVICE_PORT: String(API_SERVICE.port),
    ...Object.fromEntries(own),
  };
}
