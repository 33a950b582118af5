// No right to write Events: it looks bad in logs, and election does not care.

import { BESKAR7, beskar7, LEASE_RULE, objectsOf, WORK_RULE } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const EVENTS_DENIED: Scenario = {
  name: 'events-denied',
  group: 'healthy',
  title: 'errors about Events, which election does not need',
  wrong: 'Nothing that matters. The Role grants no Events, so the API server rejects those of the election.',
  shows: 'An error in the log of the leader; the Lease is renewed as it should be.',
  cause: 'event-access-denied',
  follows: [],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs, { rules: [LEASE_RULE, WORK_RULE] })),
  happenings: [],
  tries: [
    'b7le doctor -o wide',
    'b7le rbac-check',
    'kubectl logs -n beskar7-system -l control-plane=controller-manager --prefix',
  ],
};
