// No pod gets to the API server any more, while kubelets and kubectl do.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const API_UNREACHABLE: Scenario = {
  name: 'api-unreachable',
  group: 'network',
  title: 'pods do not reach the API server; kubectl does',
  wrong:
    "kube-proxy lost its rules for the API server's Service: from inside pods its address leads nowhere. kubelets use another way, so pods stay Running and Ready.",
  shows: 'The Lease has run out, every replica tries and meets i/o timeouts, and everything else looks well.',
  cause: 'api-unreachable',
  follows: [
    'api-slow',
    'lease-unclaimed',
    'lease-expired',
    'holder-restarted',
    'holder-wedged',
    'crash-looping',
    'no-candidates',
  ],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [
    { atMs: 5 * MINUTE, deed: { serviceLost: true }, tells: "the way from pods to the API server's Service is gone" },
  ],
  tries: [
    'b7le doctor',
    'b7le logs --since 10m',
    'kubectl logs -n beskar7-system -l control-plane=controller-manager --prefix',
  ],
};
