// The ReplicaSet that a Deployment makes for its present template.

import type { Deployment } from '../shapes.ts';
import { controllerReference } from './pods.ts';
import { boundsOf, HASH_LABEL, REVISION, templateHash } from './rollout.ts';

/** What a ReplicaSet remembers of the size that its Deployment should have. */
export function sizes(deployment: Deployment): Readonly<Record<string, string>> {
  const { replicas, surge } = boundsOf(deployment);
  return {
    'deployment.kubernetes.io/desired-replicas': String(replicas),
    'deployment.kubernetes.io/max-replicas': String(replicas + surge),
  };
}

/** The ReplicaSet of a Deployment's present template. */
export function freshSet(deployment: Deployment, replicas: number, revision: string) {
  const { metadata, spec } = deployment;
  const hash = templateHash(spec.template);
  const hashed = (labels: Readonly<Record<string, string>> | undefined) => ({ ...labels, [HASH_LABEL]: hash });
  const own = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith('kubectl.kubernetes.io/last'),
  );
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace,
      labels: hashed(spec.template.metadata?.labels),
      annotations: { ...Object.fromEntries(own), ...sizes(deployment), [REVISION]: revision },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
      selector: { ...spec.selector, matchLabels: hashed(spec.selector.matchLabels) },
      template: {
        ...spec.template,
        metadata: { ...spec.template.metadata, labels: hashed(spec.template.metadata?.labels) },
      },
    },
  };
}
