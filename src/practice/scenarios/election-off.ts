// Three replicas, and election is switched off.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const ELECTION_OFF: Scenario = {
  name: 'election-off',
  group: 'leaders',
  title: 'three replicas with election switched off',
  wrong: 'Election was switched off for a single replica, and later the Deployment was scaled to three.',
  shows: 'No Lease, no complaint, and every replica reconciles.',
  cause: 'election-off',
  follows: ['multiple-leaders'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => {
    const usual = beskar7(knobs);
    return objectsOf({ ...usual, args: ['--leader-elect=false', ...usual.args.slice(4)] });
  },
  happenings: [],
  tries: [
    'b7le status',
    'kubectl get deployment -n beskar7-system controller-manager -o yaml',
    'b7le explain election-off',
  ],
};
