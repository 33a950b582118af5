// The holder is gone and nobody is left to take over.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const STUCK_LEASE: Scenario = {
  name: 'stuck-lease',
  group: 'holder',
  title: 'the holder is gone, nobody took over',
  wrong:
    'Somebody scaled the controller to 0. It does not release its Lease on shutdown, so the Lease still names a pod that is gone.',
  shows: 'The Lease has a holder and an old renewTime; deleting it, as the runbook says, would bring no leader either.',
  cause: 'no-candidates',
  follows: ['lease-unclaimed', 'holder-gone', 'lease-expired'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [{ atMs: 6 * MINUTE, deed: { scale: 0 }, tells: 'deployment/controller-manager is scaled to 0' }],
  tries: [
    'b7le status',
    'b7le explain no-candidates',
    'kubectl scale deployment/controller-manager -n beskar7-system --replicas=2',
  ],
};
