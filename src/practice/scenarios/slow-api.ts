// The API server is too slow for renewals: every leader of the cluster loses, again and again.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const SLOW_API: Scenario = {
  name: 'slow-api',
  group: 'network',
  title: 'an API server that is too slow to renew a Lease',
  wrong:
    'Requests take four to nine seconds. Renewals time out, leaders of unrelated controllers lose together and restart.',
  shows: 'Leases of several namespaces are late or move at once, restarts add up everywhere.',
  cause: 'api-slow',
  follows: [
    'lease-flapping',
    'lease-late',
    'lease-expired',
    'lease-unclaimed',
    'crash-looping',
    'holder-restarted',
    'holder-wedged',
    'holder-gone',
    'api-unreachable',
    'no-candidates',
  ],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => [
    ...objectsOf(beskar7(knobs)),
    ...objectsOf(beskar7(knobs, { namespace: 'capi-system', name: 'capi-controller-manager' })),
  ],
  happenings: [
    {
      atMs: 6 * MINUTE,
      deed: { latencyMs: [4500, 8500] },
      tells: 'the disk under etcd slows down: requests take four to nine seconds',
    },
  ],
  tries: ['b7le status -A', 'kubectl get lease -A -w', 'kubectl get pods -A'],
};
