// One replica: election works, and nobody stands by.

import { beskar7, LEASE, NAMESPACE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const SINGLE_REPLICA: Scenario = {
  name: 'single-replica',
  group: 'healthy',
  title: 'one replica, nobody stands by',
  wrong: 'Nothing is broken. But each restart costs a lease duration, since nobody else is there to take over.',
  shows: 'A healthy leader without a standby.',
  cause: 'single-candidate',
  follows: [],
  namespace: NAMESPACE,
  lease: LEASE,
  workload: 'controller-manager',
  replicas: 1,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [],
  tries: [
    'b7le status -o wide',
    'b7le timing --replicas 1',
    'kubectl delete pod -n beskar7-system -l control-plane=controller-manager',
  ],
};
