// Two controllers under one Lease name: one of them never works.

import { beskar7, electionArgs, type Install, LEASE, NAMESPACE, objectsOf } from './installs.ts';
import { type Knobs, MINUTE, type Scenario } from './scenario.ts';

function named(knobs: Knobs, name: string): Install {
  return beskar7(knobs, {
    name,
    serviceAccount: name,
    image: 'localhost/manager:1',
    args: [...electionArgs(knobs), `--leader-election-id=${LEASE}`],
    labels: { 'control-plane': name },
    annotations: { 'practice.b7le/release': 'false' },
  });
}

export const SHARED_LEASE: Scenario = {
  name: 'shared-lease',
  group: 'leaders',
  title: 'two controllers that contend for one Lease',
  wrong:
    'The bootstrap manager was copied from the controller manager, --leader-election-id and all. Only one of the two can lead at a time.',
  shows: 'One Lease that is renewed as it should be, and a controller that does nothing.',
  cause: 'shared-lease',
  follows: [],
  namespace: NAMESPACE,
  lease: LEASE,
  workload: 'controller-manager',
  replicas: 2,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => [
    ...objectsOf(named(knobs, 'controller-manager')),
    ...objectsOf(named(knobs, 'bootstrap-manager')),
  ],
  happenings: [],
  tries: ['b7le doctor', 'kubectl get deploy,lease -n beskar7-system', 'b7le logs'],
};
