// A program that survives the loss of its leadership, and never tries again.

import { beskar7, LEASE, NAMESPACE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario, SECOND } from './scenario.ts';

export const WEDGED: Scenario = {
  name: 'wedged',
  group: 'holder',
  title: 'the leader lost, did not exit, and never tries again',
  wrong:
    'The API server was away for half a minute. The only replica lost its leadership, did not exit as it should, and its elector has ended.',
  shows: 'The pod is Running and Ready, the Lease names it, and nothing renews.',
  cause: 'holder-wedged',
  follows: ['lease-unclaimed', 'candidates-not-competing', 'no-candidates', 'lease-expired'],
  namespace: NAMESPACE,
  lease: LEASE,
  workload: 'controller-manager',
  replicas: 1,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs, { annotations: { 'practice.b7le/on-loss': 'ignore' } })),
  happenings: [
    { atMs: 5 * MINUTE, deed: { apiDownMs: 30 * SECOND }, tells: 'the API server answers nobody for 30 seconds' },
  ],
  tries: [
    'b7le status',
    'kubectl logs -n beskar7-system deployment/controller-manager',
    'kubectl delete pod -n beskar7-system -l control-plane=controller-manager',
  ],
};
