// An upgrade to an image that is not there, after the old pods were stopped.

import { BESKAR7, beskar7, type Install, objectsOf } from './installs.ts';
import { DEFAULT_TIMINGS, type Knobs, MINUTE, type Scenario } from './scenario.ts';

const USUAL: Knobs = { replicas: 3, timings: DEFAULT_TIMINGS, minor: 37 };

/** All pods stopped before the first new one starts. */
function recreated(knobs: Knobs, image: string): Install {
  return beskar7(knobs, { image, spec: { strategy: { type: 'Recreate' } } });
}

export const IMAGE_MISSING: Scenario = {
  name: 'image-missing',
  group: 'workload',
  title: 'an upgrade to an image that cannot be pulled',
  wrong:
    'The Deployment replaces its pods all at once, and the tag of the new image has a typing error: the old pods are gone, the new ones never start.',
  shows: 'ImagePullBackOff on every pod, and a Lease that still names one of the old ones.',
  cause: 'no-candidates',
  follows: ['lease-unclaimed', 'holder-gone', 'lease-expired'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(recreated(knobs, 'practice/beskar7:v0.4.0-alpha.7')),
  happenings: [
    {
      atMs: 6 * MINUTE,
      deed: { apply: objectsOf(recreated(USUAL, 'registry.example/beskar7:v0.4.0-alpha7')).slice(-1) },
      tells: 'the Deployment is upgraded, all of its pods at once',
    },
  ],
  tries: [
    'b7le doctor',
    'kubectl get pods -n beskar7-system',
    'kubectl rollout undo deployment/controller-manager -n beskar7-system',
  ],
};
