// The manager needs more memory than it may use, and is killed each time it has led for a while.

import { helmRelease, LEASE, NAMESPACE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const OUT_OF_MEMORY: Scenario = {
  name: 'out-of-memory',
  group: 'workload',
  title: 'the manager is killed at its memory limit again and again',
  wrong:
    'The chart limits the manager to 128Mi. With many hosts its caches grow past that within a minute, and the kernel kills it.',
  shows: 'A few restarts more each time one looks, exit code 137, and logs that end in the middle without an error.',
  cause: 'out-of-memory',
  follows: [
    'crash-looping',
    'no-candidates',
    'lease-unclaimed',
    'lease-expired',
    'holder-restarted',
    'holder-wedged',
    'lease-flapping',
  ],
  namespace: NAMESPACE,
  lease: LEASE,
  workload: 'beskar7-controller-manager',
  replicas: 1,
  ripeMs: 11 * MINUTE,
  objects: (knobs) =>
    objectsOf(
      helmRelease(knobs, 'v0.4.0-alpha.7', {
        annotations: { 'practice.b7le/oom-after': '40s', 'practice.b7le/needs-memory': '200Mi' },
      }),
    ),
  happenings: [],
  tries: [
    'b7le doctor',
    'kubectl describe pod -n beskar7-system',
    'kubectl logs -n beskar7-system deployment/beskar7-controller-manager --previous',
  ],
};
