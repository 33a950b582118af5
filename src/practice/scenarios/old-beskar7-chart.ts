// The Helm chart of v0.3: it passes --leader-elect and grants no right on Leases.

import { EVENT_RULE, helmRelease, objectsOf, WORK_RULE } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const OLD_BESKAR7_CHART: Scenario = {
  name: 'old-beskar7-chart',
  group: 'rights',
  title: 'the Helm chart of v0.3, which grants no right on Leases',
  wrong:
    'Charts v0.3.0 to v0.4.0-alpha pass --leader-elect and grant nothing on leases: such an install never elects a leader.',
  shows: 'No Lease; both containers Running and Ready; the manager is refused every few seconds.',
  cause: 'lease-access-denied',
  follows: ['lease-absent', 'candidates-not-competing'],
  namespace: 'beskar7-system',
  lease: '7be7e04e.cluster.x-k8s.io',
  workload: 'beskar7-controller-manager',
  replicas: 1,
  ripeMs: 10 * MINUTE,
  objects: (knobs) =>
    objectsOf(
      helmRelease(knobs, 'v0.3.4', {
        args: ['--leader-elect', '--metrics-bind-address=127.0.0.1:8080', '--health-probe-bind-address=:8081'],
        rules: [EVENT_RULE, WORK_RULE],
        sidecars: [
          {
            name: 'kube-rbac-proxy',
            image: 'practice/kube-rbac-proxy:v0.15.0',
            args: ['--secure-listen-address=0.0.0.0:8443'],
          },
        ],
      }),
    ),
  happenings: [],
  tries: [
    'b7le status',
    'kubectl logs -n beskar7-system deployment/beskar7-controller-manager -c manager',
    'kubectl auth can-i --list -n beskar7-system --as=system:serviceaccount:beskar7-system:beskar7',
  ],
};
