// A finished upgrade from v0.3 to v0.4: the Lease of the old version stays behind.

import { BESKAR7, beskar7, electionArgs, type Install, objectsOf } from './installs.ts';
import { DEFAULT_TIMINGS, type Knobs, MINUTE, type Scenario } from './scenario.ts';

const USUAL: Knobs = { replicas: 3, timings: DEFAULT_TIMINGS, minor: 37 };

/** Stopped before it is replaced, as the change of a Lease's name asks for (F7). */
function recreated(knobs: Knobs, version: string, more: Partial<Install> = {}): Install {
  return beskar7(knobs, {
    ...more,
    image: `practice/beskar7:${version}`,
    args: [...electionArgs(knobs), '--metrics-bind-address=:8080', '--health-probe-bind-address=:8081'],
    spec: { strategy: { type: 'Recreate' } },
  });
}

export const LEFTOVER_LEASE: Scenario = {
  name: 'leftover-lease',
  group: 'healthy',
  title: 'an upgrade left the old Lease behind',
  wrong:
    'Nothing is broken. Beskar7 v0.4 elects under another Lease name than v0.3, and nobody took the old Lease away: it looks like a leader that is gone.',
  shows: 'Two Leases: one that is renewed, one that nobody will ever hold again.',
  cause: 'lease-orphaned',
  follows: [],
  ...BESKAR7,
  ripeMs: 20 * MINUTE,
  objects: (knobs) => objectsOf(recreated(knobs, 'v0.3.4', { annotations: { 'practice.b7le/release': 'false' } })),
  happenings: [
    {
      atMs: 5 * MINUTE,
      deed: { apply: objectsOf(recreated(USUAL, 'v0.4.0-alpha.7')).slice(-1) },
      tells: 'the Deployment is upgraded to v0.4, all of its pods at once',
    },
  ],
  tries: ['b7le status', 'b7le doctor', 'kubectl get lease -n beskar7-system'],
};
