// Each leader leads, cannot start its work, and exits: leadership goes round.

import { BESKAR7, beskar7, EVENT_RULE, electionArgs, LEASE, LEASE_RULE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const FLAPPING: Scenario = {
  name: 'flapping',
  group: 'leaders',
  title: 'leadership goes round and round',
  wrong:
    'The controllers may not list what they watch. Each new leader waits for its caches in vain, gives up after a minute and exits.',
  shows: 'leaseTransitions grows, the holder changes every minute or two, restarts add up.',
  cause: 'leader-idle',
  follows: [
    'lease-flapping',
    'crash-looping',
    'holder-restarted',
    'holder-gone',
    'lease-expired',
    'lease-unclaimed',
    'no-candidates',
  ],
  ...BESKAR7,
  ripeMs: 8 * MINUTE,
  objects: (knobs) =>
    objectsOf(
      beskar7(knobs, {
        image: 'localhost/manager:1',
        args: [...electionArgs(knobs), `--leader-election-id=${LEASE}`, '--cache-sync-timeout=1m'],
        rules: [LEASE_RULE, EVENT_RULE],
      }),
    ),
  happenings: [],
  tries: [
    'b7le status',
    'kubectl get lease -n beskar7-system -w',
    'kubectl logs -n beskar7-system deployment/controller-manager --previous',
  ],
};
