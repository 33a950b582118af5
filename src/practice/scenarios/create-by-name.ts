// The right to create is bound to a name, which RBAC cannot match.

import { BESKAR7, beskar7, EVENT_RULE, LEASE, LEASE_RULE, objectsOf, WORK_RULE } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const CREATE_BY_NAME: Scenario = {
  name: 'create-by-name',
  group: 'rights',
  title: 'create is granted with resourceNames, so never',
  wrong:
    'One rule grants get, create and update with resourceNames. A create carries no name for the authorizer, so it is always denied.',
  shows: 'The Role looks right, and no Lease ever appears.',
  cause: 'create-by-name',
  follows: ['lease-absent', 'lease-access-denied', 'candidates-not-competing'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) =>
    objectsOf(
      beskar7(knobs, {
        rules: [{ ...LEASE_RULE, verbs: ['get', 'create', 'update'], resourceNames: [LEASE] }, EVENT_RULE, WORK_RULE],
      }),
    ),
  happenings: [],
  tries: [
    'b7le status',
    'kubectl get role -n beskar7-system -o yaml',
    'kubectl auth can-i create leases -n beskar7-system --as=system:serviceaccount:beskar7-system:controller-manager',
  ],
};
