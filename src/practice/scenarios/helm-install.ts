// A healthy Helm install: other names than kustomize gives, and one replica.

import { helmRelease, LEASE, NAMESPACE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const HELM_INSTALL: Scenario = {
  name: 'helm-install',
  group: 'healthy',
  title: 'a healthy Helm install, under other names',
  wrong: 'Nothing. The chart names Deployment and service account differently, and starts one replica.',
  shows: 'One leader, no standby, secured metrics.',
  cause: null,
  follows: ['single-candidate'],
  namespace: NAMESPACE,
  lease: LEASE,
  workload: 'beskar7-controller-manager',
  replicas: 1,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(helmRelease(knobs, 'v0.4.0-alpha.7')),
  happenings: [],
  tries: [
    'b7le status',
    'b7le status deployment/beskar7-controller-manager',
    'kubectl get deploy,sa -n beskar7-system',
  ],
};
