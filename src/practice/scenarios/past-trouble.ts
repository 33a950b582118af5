// A healthy install with a past: crashes and an outage that are over.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario, SECOND } from './scenario.ts';

export const PAST_TROUBLE: Scenario = {
  name: 'past-trouble',
  group: 'healthy',
  title: 'healthy now, after crashes and an outage',
  wrong:
    'Nothing is broken any more. Leaders crashed twice and the API server was away for half a minute, more than half an hour ago.',
  shows: 'Restarts, transitions, errors in the logs of earlier processes, and a leader that has been well since.',
  cause: null,
  follows: [],
  ...BESKAR7,
  ripeMs: 75 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [
    { atMs: 6 * MINUTE, deed: { crash: 'leader' }, tells: 'the leader crashes' },
    { atMs: 14 * MINUTE, deed: { apiDownMs: 30 * SECOND }, tells: 'the API server answers nobody for 30 seconds' },
    { atMs: 25 * MINUTE, deed: { crash: 'leader' }, tells: 'the leader crashes' },
  ],
  tries: ['b7le doctor', 'b7le logs --since 2h', 'kubectl get pods,lease -n beskar7-system'],
};
