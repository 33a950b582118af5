// Half an upgrade from v0.3 to v0.4, whose Leases have different names.

import { BESKAR7, beskar7, electionArgs, type Install, objectsOf } from './installs.ts';
import { DEFAULT_TIMINGS, type Knobs, MINUTE, type Scenario } from './scenario.ts';

const USUAL: Knobs = { replicas: 3, timings: DEFAULT_TIMINGS, minor: 37 };

/** A rollout that takes half an hour a pod, so that it is always found half done. */
function rolledOut(knobs: Knobs, version: string): Install {
  return beskar7(knobs, {
    image: `practice/beskar7:${version}`,
    args: [...electionArgs(knobs), '--metrics-bind-address=:8080', '--health-probe-bind-address=:8081'],
    spec: { minReadySeconds: 1800, progressDeadlineSeconds: 36_000 },
  });
}

export const TWO_LEASES: Scenario = {
  name: 'two-leases',
  group: 'leaders',
  title: 'half an upgrade: old and new hold different Leases',
  wrong:
    'Beskar7 v0.4 elects under another Lease name than v0.3. A rolling update that stops half-way leaves a leader of each.',
  shows: 'Two Leases that both renew, held by pods of one Deployment.',
  cause: 'two-leases',
  follows: ['multiple-leaders', 'rollout-blocked'],
  ...BESKAR7,
  ripeMs: 12 * MINUTE,
  objects: (knobs) => objectsOf(rolledOut(knobs, 'v0.3.4')),
  happenings: [
    {
      atMs: 10 * MINUTE,
      deed: { apply: objectsOf(rolledOut(USUAL, 'v0.4.0-alpha.7')).slice(-1) },
      tells:
        'the Deployment is upgraded to v0.4, and each new pod must be ready for half an hour before the next one is replaced',
    },
  ],
  tries: [
    'b7le status',
    'kubectl get lease,pods -n beskar7-system',
    'kubectl rollout status deployment/controller-manager -n beskar7-system',
  ],
};
