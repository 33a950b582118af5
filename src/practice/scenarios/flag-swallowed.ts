// A boolean flag with its value as a second word: Go reads neither it nor anything after it.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const FLAG_SWALLOWED: Scenario = {
  name: 'flag-swallowed',
  group: 'workload',
  title: '--leader-elect false, which does not switch it off',
  wrong:
    "Somebody wrote '--leader-elect false' for '--leader-elect=false'. Go takes the flag for true, and stops reading at the word: the other flags are not in force either.",
  shows: 'A healthy looking election with default timings, and no metrics where the flags put them.',
  cause: 'flag-swallowed',
  follows: ['lease-duration-mismatch'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => {
    const usual = beskar7(knobs);
    return objectsOf({ ...usual, args: ['--leader-elect', 'false', ...usual.args.slice(1)] });
  },
  happenings: [],
  tries: [
    'b7le doctor',
    'kubectl get deployment -n beskar7-system controller-manager -o yaml',
    'b7le explain flag-swallowed',
  ],
};
