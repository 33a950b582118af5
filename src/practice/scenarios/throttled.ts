// A controller that shares its client with its election, and keeps it waiting.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const THROTTLED: Scenario = {
  name: 'throttled',
  group: 'network',
  title: "the elector waits for its own client's rate limit",
  wrong:
    'The controllers use up the rate limit of the client that they share with election. Each request of the lock waits three seconds before it is sent.',
  shows: 'The Lease is renewed, every five seconds instead of every two, and logs tell of client-side throttling.',
  cause: 'client-throttled',
  follows: [],
  ...BESKAR7,
  ripeMs: 6 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs, { annotations: { 'practice.b7le/lock-waits': '3s' } })),
  happenings: [],
  tries: [
    'b7le doctor',
    'b7le logs --grep throttling',
    'kubectl logs -n beskar7-system -l control-plane=controller-manager --prefix',
  ],
};
