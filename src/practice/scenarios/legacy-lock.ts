// The first step of a migration of locks, which nobody ever finished.

import { BESKAR7, beskar7, EVENT_RULE, electionArgs, LEASE, LEASE_RULE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const LEGACY_LOCK: Scenario = {
  name: 'legacy-lock',
  group: 'leaders',
  title: 'a migration from ConfigMap locks, never finished',
  wrong:
    'The lock is still configmapsleases, the first step from ConfigMaps to Leases. Both are renewed, and from client-go 0.28 on the program would not start with it.',
  shows: 'A ConfigMap with an annotation that changes every two seconds, beside a healthy Lease.',
  cause: 'legacy-lock',
  follows: [],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) =>
    objectsOf(
      beskar7(knobs, {
        image: 'practice/elector:1.26',
        args: [
          ...electionArgs(knobs),
          `--leader-election-id=${LEASE}`,
          '--leader-elect-release-on-cancel=false',
          '--leader-elect-resource-lock=configmapsleases',
        ],
        rules: [
          LEASE_RULE,
          EVENT_RULE,
          { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'update'] },
        ],
      }),
    ),
  happenings: [],
  tries: [
    'b7le doctor',
    'kubectl get configmap,lease -n beskar7-system',
    'kubectl get configmap -n beskar7-system beskar7.infrastructure.cluster.x-k8s.io -o yaml',
  ],
};
