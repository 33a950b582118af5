// A variable that another program reads: the Lease shows what is in force.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const DURATION_MISMATCH: Scenario = {
  name: 'duration-mismatch',
  group: 'timing',
  title: 'a lease duration that the program does not heed',
  wrong:
    'LEASE_DURATION_SECONDS=60 is set, as the baremetal operator reads it. Beskar7 reads flags only and leads with 15 s.',
  shows: 'The Lease has 15 s, whatever the manifest seems to say.',
  cause: 'lease-duration-mismatch',
  follows: [],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => {
    const usual = beskar7(knobs, { env: [{ name: 'LEASE_DURATION_SECONDS', value: '60' }] });
    return objectsOf({ ...usual, args: ['--leader-elect', ...usual.args.slice(4)] });
  },
  happenings: [],
  tries: ['b7le doctor', 'b7le timing', 'kubectl get lease -n beskar7-system -o yaml'],
};
