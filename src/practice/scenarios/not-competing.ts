// Replicas that wait for their caches before they would compete, without end.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const NOT_COMPETING: Scenario = {
  name: 'not-competing',
  group: 'workload',
  title: 'replicas that run and never compete',
  wrong:
    'An index makes the manager read a kind before election begins, and its account may not list that kind. It waits for its cache without end, and never gets as far as election.',
  shows: 'All pods Running and Ready, and no Lease.',
  cause: 'candidates-not-competing',
  follows: ['lease-absent'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs, { annotations: { 'practice.b7le/block-before-election': 'true' } })),
  happenings: [],
  tries: ['b7le doctor', 'b7le logs --all', 'kubectl logs -n beskar7-system deployment/controller-manager'],
};
