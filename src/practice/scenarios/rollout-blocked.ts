// Readiness waits for leadership, and the old leader may not go before the new pod is ready.

import { beskar7, type Install, LEASE, NAMESPACE, objectsOf } from './installs.ts';
import { DEFAULT_TIMINGS, type Knobs, MINUTE, type Scenario } from './scenario.ts';

const USUAL: Knobs = { replicas: 1, timings: DEFAULT_TIMINGS, minor: 37 };

function gated(knobs: Knobs, version: string): Install {
  const annotations = { 'practice.b7le/ready-when': 'leading' };
  return beskar7(knobs, { image: `practice/beskar7:${version}`, annotations });
}

export const ROLLOUT_BLOCKED: Scenario = {
  name: 'rollout-blocked',
  group: 'workload',
  title: 'a rollout and an old leader that wait for each other',
  wrong:
    'A pod is ready only while it leads. The new pod waits for the Lease, the old one keeps it until the new one is ready: neither moves.',
  shows: 'Two pods, one of them 0/1, and a Deployment that exceeded its progress deadline. Election is healthy.',
  cause: 'rollout-blocked',
  follows: [],
  namespace: NAMESPACE,
  lease: LEASE,
  workload: 'controller-manager',
  replicas: 1,
  ripeMs: 16 * MINUTE,
  objects: (knobs) => objectsOf(gated(knobs, 'v0.4.0-alpha.6')),
  happenings: [
    {
      atMs: 4 * MINUTE,
      deed: { apply: objectsOf(gated(USUAL, 'v0.4.0-alpha.7')).slice(-1) },
      tells: 'the Deployment is upgraded',
    },
  ],
  tries: [
    'b7le doctor',
    'kubectl rollout status deployment/controller-manager -n beskar7-system --timeout=5s',
    'kubectl get pods -n beskar7-system',
  ],
};
