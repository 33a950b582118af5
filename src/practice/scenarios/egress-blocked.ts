// The chart's own network policy lets pods reach every port but the API server's.

import { helmRelease, LEASE, NAMESPACE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

/** As charts of v0.4 make it with `networkPolicy.enabled` (reference 10). */
const POLICY = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'beskar7-controller-manager', namespace: NAMESPACE },
  spec: {
    podSelector: { matchLabels: { 'control-plane': 'controller-manager' } },
    policyTypes: ['Egress'],
    egress: [
      { ports: [{ port: 53, protocol: 'UDP' }] },
      { ports: [443, 8443, 80, 8000].map((port) => ({ port, protocol: 'TCP' })) },
    ],
  },
};

export const EGRESS_BLOCKED: Scenario = {
  name: 'egress-blocked',
  group: 'network',
  title: "a network policy that leaves out the API server's port",
  wrong:
    "Somebody switched on the chart's NetworkPolicy. It allows 443, as the API server's Service has it, and not 6443, where the API server listens: policies are judged behind the Service.",
  shows: 'Since then no replica gets an answer from the API server, and the Lease has run out.',
  cause: 'egress-blocked',
  follows: [
    'api-unreachable',
    'api-slow',
    'lease-unclaimed',
    'lease-expired',
    'holder-restarted',
    'holder-wedged',
    'crash-looping',
    'no-candidates',
    'candidates-not-competing',
  ],
  namespace: NAMESPACE,
  lease: LEASE,
  workload: 'beskar7-controller-manager',
  replicas: 2,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(helmRelease(knobs, 'v0.4.0-alpha.7')),
  happenings: [
    { atMs: 5 * MINUTE, deed: { apply: [POLICY] }, tells: 'networkpolicy/beskar7-controller-manager is made' },
  ],
  tries: [
    'b7le doctor',
    'kubectl get networkpolicy -n beskar7-system -o yaml',
    'kubectl get endpoints kubernetes -n default',
  ],
};
