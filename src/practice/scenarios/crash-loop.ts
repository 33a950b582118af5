// Every replica exits soon after its start.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const CRASH_LOOP: Scenario = {
  name: 'crash-loop',
  group: 'workload',
  title: 'every replica exits soon after its start',
  wrong: 'The program exits with 1 a few seconds after each start, before it can lead for long.',
  shows: 'CrashLoopBackOff on every pod; the Lease is taken now and then and runs out again.',
  cause: 'crash-looping',
  follows: [
    'no-candidates',
    'lease-unclaimed',
    'holder-restarted',
    'holder-gone',
    'lease-expired',
    'lease-flapping',
    'lease-absent',
  ],
  ...BESKAR7,
  ripeMs: 20 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs, { annotations: { 'practice.b7le/crash-after': '5s' } })),
  happenings: [],
  tries: [
    'b7le status',
    'kubectl get pods -n beskar7-system',
    'kubectl logs -n beskar7-system deployment/controller-manager --previous',
  ],
};
