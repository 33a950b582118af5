// The service account may create the Lease, and never renew it.

import { BESKAR7, beskar7, EVENT_RULE, LEASE_RULE, objectsOf, WORK_RULE } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const RBAC_UPDATE_DENIED: Scenario = {
  name: 'rbac-update-denied',
  group: 'rights',
  title: 'the Lease may be created, and never renewed',
  wrong:
    'The Role grants get and create on leases, not update. The first leader creates the Lease, cannot renew it, and exits; nobody can take it.',
  shows: 'A Lease whose renewTime equals its acquireTime, no transition, all pods Running and Ready.',
  cause: 'lease-access-denied',
  follows: ['lease-unclaimed', 'holder-restarted', 'holder-wedged', 'crash-looping', 'lease-expired'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) =>
    objectsOf(beskar7(knobs, { rules: [{ ...LEASE_RULE, verbs: ['get', 'create'] }, EVENT_RULE, WORK_RULE] })),
  happenings: [],
  tries: [
    'b7le status',
    'kubectl auth can-i create leases -n beskar7-system --as=system:serviceaccount:beskar7-system:controller-manager',
    'kubectl logs -n beskar7-system deployment/controller-manager',
  ],
};
