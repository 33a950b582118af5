// A node whose clock is five minutes ahead: it looks wrong, and election does not care.

import { BESKAR7, beskar7, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const CLOCK_SKEW: Scenario = {
  name: 'clock-skew',
  group: 'healthy',
  title: "the holder's node has a wrong clock",
  wrong: 'The clocks of the nodes are five minutes ahead. client-go compares no clocks, so election works.',
  shows: 'renewTime lies in the future, which fools whoever compares it with the time of day.',
  cause: 'clock-skew',
  follows: [],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => objectsOf(beskar7(knobs)),
  happenings: [],
  clockOffsets: { 'node-1': 5 * MINUTE, 'node-2': 5 * MINUTE, 'node-3': 5 * MINUTE },
  tries: ['b7le status', 'kubectl get lease -n beskar7-system -o yaml', 'date -u'],
};
