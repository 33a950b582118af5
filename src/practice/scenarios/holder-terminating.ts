// A leader that is being deleted, and goes on leading.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario, SECOND } from './scenario.ts';

export const HOLDER_TERMINATING: Scenario = {
  name: 'holder-terminating',
  group: 'holder',
  title: 'a leader that is being deleted and does not go',
  wrong:
    'The leader was deleted. Its grace period is two hours, it waits for a host to be provisioned, and until it ends it renews.',
  shows: 'A pod that is Terminating for minutes and still leads, and a replacement that waits.',
  cause: 'holder-terminating',
  follows: [],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) =>
    objectsOf(beskar7(knobs, { annotations: { 'practice.b7le/ignore-term': 'true' }, graceSeconds: 7200 })),
  happenings: [{ atMs: 6 * MINUTE + 5 * SECOND, deed: { deletePod: 'leader' }, tells: 'the leader is deleted' }],
  tries: ['b7le doctor', 'kubectl get pods -n beskar7-system', 'kubectl get lease -n beskar7-system -w'],
};
