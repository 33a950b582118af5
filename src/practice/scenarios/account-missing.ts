// The service account was deleted: the tokens of its pods count for nothing.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const ACCOUNT_MISSING: Scenario = {
  name: 'account-missing',
  group: 'rights',
  title: 'the service account was deleted',
  wrong:
    'A clean-up took the service account away. Its Role and binding are there, but the API server no longer knows the tokens of the pods.',
  shows: 'Unauthorized in every log, the Lease has run out, and no new pod can be made.',
  cause: 'account-missing',
  follows: [
    'account-rejected',
    'lease-unclaimed',
    'lease-expired',
    'holder-restarted',
    'holder-wedged',
    'crash-looping',
    'no-candidates',
  ],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [
    {
      atMs: 6 * MINUTE,
      deed: { deleteAccount: 'controller-manager' },
      tells: 'serviceaccount/controller-manager is deleted',
    },
  ],
  tries: ['b7le doctor', 'b7le rbac-check', 'kubectl get serviceaccounts -n beskar7-system'],
};
