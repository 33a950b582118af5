// The service account has no right on Leases at all.

import { BESKAR7, beskar7, EVENT_RULE, objectsOf, WORK_RULE } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const RBAC_DENIED: Scenario = {
  name: 'rbac-denied',
  group: 'rights',
  title: 'the service account may do nothing with Leases',
  wrong: 'The Role grants events and nothing on leases: get, create and update are all denied.',
  shows: 'No Lease ever appears; the pods are Running and Ready and try for ever.',
  cause: 'lease-access-denied',
  follows: ['lease-absent', 'candidates-not-competing'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs, { rules: [EVENT_RULE, WORK_RULE] })),
  happenings: [],
  tries: [
    'b7le status',
    'kubectl logs -n beskar7-system deployment/controller-manager',
    'kubectl auth can-i get leases -n beskar7-system --as=system:serviceaccount:beskar7-system:controller-manager',
  ],
};
