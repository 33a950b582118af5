// Timings as the old runbook advises them, which client-go refuses.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

const REFUSED = { leaseDuration: '15s', renewDeadline: '10s', retryPeriod: '10s' };

export const TIMING_INVALID: Scenario = {
  name: 'timing-invalid',
  group: 'timing',
  title: 'timings that client-go refuses',
  wrong:
    'The runbook advises a retry period of 5 to 10 seconds on small machines. With a renew deadline of 10 s, 10 s is refused: it must be more than 1.2 retry periods.',
  shows: 'CrashLoopBackOff with exit code 1 from the first start on, and no Lease.',
  cause: 'timing-invalid',
  follows: ['crash-looping', 'no-candidates', 'lease-absent'],
  ...BESKAR7,
  ripeMs: 12 * MINUTE,
  objects: (knobs) => objectsOf(beskar7({ ...knobs, timings: REFUSED })),
  happenings: [],
  tries: [
    'b7le doctor',
    'b7le timing --lease-duration 15s --renew-deadline 10s --retry-period 10s',
    'kubectl logs -n beskar7-system deployment/controller-manager --previous',
  ],
};
