// The service account was made anew: its pods still carry tokens of the old one.

import { BESKAR7, beskar7, NAMESPACE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario, SECOND } from './scenario.ts';

const ACCOUNT = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'controller-manager', namespace: NAMESPACE },
};

export const ACCOUNT_REJECTED: Scenario = {
  name: 'account-rejected',
  group: 'rights',
  title: 'the service account was made anew, its tokens were not',
  wrong:
    'Somebody deleted the service account and made it again. It has the same name and another uid, so the tokens in running pods are of an account that is gone.',
  shows: 'Account and rights are all there, and every log says Unauthorized.',
  cause: 'account-rejected',
  follows: ['lease-unclaimed', 'lease-expired', 'holder-restarted', 'holder-wedged', 'crash-looping', 'no-candidates'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [
    {
      atMs: 6 * MINUTE,
      deed: { deleteAccount: 'controller-manager' },
      tells: 'serviceaccount/controller-manager is deleted',
    },
    { atMs: 6 * MINUTE + 5 * SECOND, deed: { apply: [ACCOUNT] }, tells: 'and made again' },
  ],
  tries: ['b7le doctor', 'b7le rbac-check', 'kubectl rollout restart deployment/controller-manager -n beskar7-system'],
};
