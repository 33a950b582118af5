// Nothing is wrong: three replicas, one of them leads.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const HEALTHY: Scenario = {
  name: 'healthy',
  group: 'healthy',
  title: 'three replicas, one of them leads',
  wrong: 'Nothing.',
  shows: 'One leader renews every two seconds; two standbys wait.',
  cause: null,
  follows: [],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [],
  tries: [
    'b7le status',
    'kubectl get lease -n beskar7-system -w',
    'kubectl delete pod -n beskar7-system -l control-plane=controller-manager',
  ],
};
