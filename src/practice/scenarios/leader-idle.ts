// A leader that renews its Lease and does none of its work.

import { BESKAR7, beskar7, EVENT_RULE, electionArgs, LEASE, LEASE_RULE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const LEADER_IDLE: Scenario = {
  name: 'leader-idle',
  group: 'leaders',
  title: 'the leader renews, and its controllers never started',
  wrong:
    'The controllers may not list what they watch, and would wait for their caches for an hour. The leader leads and does nothing.',
  shows: 'A Lease that is renewed as it should be, no restart, and no controller that starts its workers.',
  cause: 'leader-idle',
  follows: [],
  ...BESKAR7,
  ripeMs: 6 * MINUTE,
  objects: (knobs) =>
    objectsOf(
      beskar7(knobs, {
        image: 'localhost/manager:1',
        args: [...electionArgs(knobs), `--leader-election-id=${LEASE}`, '--cache-sync-timeout=1h'],
        rules: [LEASE_RULE, EVENT_RULE],
      }),
    ),
  happenings: [],
  tries: ['b7le doctor', 'b7le logs', 'kubectl logs -n beskar7-system -l control-plane=controller-manager --prefix'],
};
