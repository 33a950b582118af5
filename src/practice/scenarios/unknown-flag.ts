// An argument from an old runbook that the new version does not know.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const UNKNOWN_FLAG: Scenario = {
  name: 'unknown-flag',
  group: 'workload',
  title: 'a flag from the runbook that the program does not know',
  wrong:
    'The runbook sets --leader-elect-release-on-cancel, which Beskar7 v0.4 has no more: the manager prints its usage and exits with 2.',
  shows: 'CrashLoopBackOff with exit code 2, and no Lease.',
  cause: 'unknown-flag',
  follows: ['crash-looping', 'no-candidates', 'lease-absent'],
  ...BESKAR7,
  ripeMs: 12 * MINUTE,
  objects: (knobs) => {
    const usual = beskar7(knobs);
    return objectsOf({ ...usual, args: [...usual.args, '--leader-elect-release-on-cancel=true'] });
  },
  happenings: [],
  tries: [
    'b7le status',
    'kubectl logs -n beskar7-system deployment/controller-manager --previous',
    'b7le explain crash-looping',
  ],
};
