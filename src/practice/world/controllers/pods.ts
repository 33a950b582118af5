// Pods of a workload: made from its template, found by their owner, and ranked for the day when there are too many.

import { refused } from '../../api/status.ts';
import type { Draft, KubeObject, OwnerReference } from '../../objects/object.ts';
import type { Client } from '../client.ts';
import type { Informer } from '../informer.ts';
import { isReady, type Pod, type PodTemplate } from '../shapes.ts';

/** The reference of the object that controls another. */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** @param labels beside those of the template */
export function podFrom(
  template: PodTemplate,
  owner: KubeObject,
  name: string,
  generateName: string | null,
  labels: Readonly<Record<string, string>> = {},
): Draft {
  const { metadata, spec } = template;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(generateName === null ? {} : { generateName }),
      namespace: owner.metadata.namespace,
      labels: { ...metadata?.labels, ...labels },
      ...(metadata?.annotations ? { annotations: metadata.annotations } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec,
  };
}

/**
 * Makes a pod, if the account that it is to run under is there: the admission of ServiceAccounts.
 * @throws ApiError
 */
export function createPod(client: Client, informer: Informer, draft: Draft): void {
  const { metadata, spec } = draft as unknown as Pod;
  const account = spec.serviceAccountName ?? 'default';
  const { namespace, name, generateName } = metadata;
  if (informer.find('serviceaccounts', `${namespace}/${account}`) === null) {
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
    throw refused({ group: '', resource: 'pods', kind: 'Pod' }, generateName ?? name, why);
  }
  client.create('pods', draft);
}

/** Since when a pod is ready, as its condition says; null where it is not. */
export function readySince(pod: Pod): number | null {
  const condition = pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
  return condition?.lastTransitionTime ? Date.parse(condition.lastTransitionTime) : null;
}

export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  if (!isReady(pod)) return false;
  return minReadySeconds === 0 || (readySince(pod) ?? now) + minReadySeconds * 1000 <= now;
}

const PHASES = ['Pending', 'Unknown', 'Running'];

/**
 * The order in which a ReplicaSet gives pods up: unscheduled first, then by phase, not ready before ready, then the lowest
 * deletion cost, those on nodes with most of its pods, those ready for the shortest time, the most restarted, the youngest.
 */
export function byDispensability(pods: readonly Pod[]): Pod[] {
  const onNode = (pod: Pod) => pods.filter(({ spec }) => spec.nodeName === pod.spec.nodeName).length;
  const ranks: readonly ((pod: Pod) => number)[] = [
    (pod) => (pod.spec.nodeName ? 1 : 0),
    (pod) => PHASES.indexOf(pod.status?.phase ?? 'Pending'),
    (pod) => (isReady(pod) ? 1 : 0),
    (pod) => Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0),
    (pod) => -onNode(pod),
    (pod) => -(readySince(pod) ?? Number.NEGATIVE_INFINITY),
    (pod) => -restartsOf(pod),
    (pod) => -Date.parse(pod.metadata.creationTimestamp),
  ];
  const ranked = pods.map((pod) => ({ pod, rank: ranks.map((rank) => rank(pod)) }));
  ranked.sort((a, b) => {
    const at = a.rank.findIndex((value, index) => value !== b.rank[index]);
    return at < 0 ? a.pod.metadata.name.localeCompare(b.pod.metadata.name) : (a.rank[at] ?? 0) - (b.rank[at] ?? 0);
  });
  return ranked.map(({ pod }) => pod);
}

function restartsOf(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}
