// Two replicas lead at once, after somebody edited the Lease of a live leader.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario, SECOND } from './scenario.ts';

export const SPLIT_BRAIN: Scenario = {
  name: 'split-brain',
  group: 'leaders',
  title: 'two replicas lead at once',
  wrong:
    'Somebody moved the Lease by editing it while its holder lived. With a renew deadline of eight minutes the old leader goes on for as long.',
  shows: 'The Lease looks healthy: its holder renews. Only the replicas themselves say that two of them lead.',
  cause: 'multiple-leaders',
  follows: [],
  ...BESKAR7,
  timings: { leaseDuration: '10m0s', renewDeadline: '8m0s', retryPeriod: '2s' },
  ripeMs: 12 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [
    {
      atMs: 12 * MINUTE - 20 * SECOND,
      everyMs: 9 * MINUTE,
      deed: { handOver: true },
      tells: 'somebody edits the Lease: another replica is now its holder, and the old leader does not know yet',
    },
  ],
  tries: ['b7le status', 'kubectl get lease -n beskar7-system -w', 'b7le explain multiple-leaders'],
};
