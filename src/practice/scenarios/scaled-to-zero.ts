// The controller was scaled to zero and gave its Lease up: nothing is stuck, and nobody leads.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const SCALED_TO_ZERO: Scenario = {
  name: 'scaled-to-zero',
  group: 'workload',
  title: 'scaled to zero, and the Lease was given up',
  wrong: 'Somebody scaled the controller to 0 for a maintenance and forgot it. It released its Lease on shutdown.',
  shows: 'A Lease without a holder, one second long, and a Deployment that wants no pod.',
  cause: 'no-candidates',
  follows: ['lease-released'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs, { annotations: { 'practice.b7le/release': 'true' } })),
  happenings: [{ atMs: 6 * MINUTE, deed: { scale: 0 }, tells: 'deployment/controller-manager is scaled to 0' }],
  tries: [
    'b7le doctor',
    'kubectl get deploy,lease -n beskar7-system',
    'kubectl scale deployment/controller-manager -n beskar7-system --replicas=2',
  ],
};
