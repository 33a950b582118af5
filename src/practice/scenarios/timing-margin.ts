// Timings that client-go takes, and under which two may lead.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const TIMING_MARGIN: Scenario = {
  name: 'timing-margin',
  group: 'timing',
  title: 'timings under which two may lead for a while',
  wrong:
    'Renew deadline and retry period were raised and the lease duration was not: a leader may act 18 s after its last renewal, and another one may start after 15 s.',
  shows: 'Nothing, until the leader is cut off from the API server.',
  cause: 'timing-margin',
  follows: [],
  ...BESKAR7,
  timings: { leaseDuration: '15s', renewDeadline: '13s', retryPeriod: '5s' },
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [],
  tries: ['b7le doctor', 'b7le timing', 'b7le timing --lease-duration 15s --renew-deadline 13s --retry-period 5s'],
};
