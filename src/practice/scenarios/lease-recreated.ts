// The emergency of the old runbook, done to a leader that lives.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const LEASE_RECREATED: Scenario = {
  name: 'lease-recreated',
  group: 'leaders',
  title: 'somebody deleted the Lease of a live leader',
  wrong:
    'An operator followed the runbook and deleted a Lease that was not stuck. It was made again within seconds, by the old leader or by another replica while the old one still worked.',
  shows: 'A Lease that is younger than its pods and a count of transitions that says nothing any more.',
  cause: 'lease-recreated',
  follows: ['multiple-leaders', 'lease-flapping'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [
    {
      atMs: 7 * MINUTE,
      everyMs: 9 * MINUTE,
      deed: { deleteLease: true },
      tells: 'the Lease is deleted while its holder lives',
    },
  ],
  tries: ['b7le doctor', 'b7le logs --timeline', 'kubectl get events -n beskar7-system'],
};
