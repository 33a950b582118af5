// What stands around an election, from JSON.

import type { LabelSelector } from './label-selector.ts';
import { either, list, number, oneOf, orNull, shape, table, text, time } from './shape.ts';
import type { Budget, LeaseCandidate, LegacyLock, PodEvent } from './surroundings.ts';

export const selectorShape = shape<LabelSelector>({
  matchLabels: table(text),
  matchExpressions: list(shape({ key: text, operator: text, values: list(text) })),
});

const bound = orNull(either(text, number));

export const budgetShape = shape<Budget>({
  namespace: text,
  name: text,
  selector: orNull(selectorShape),
  minAvailable: bound,
  maxUnavailable: bound,
  expectedPods: orNull(number),
  desiredHealthy: orNull(number),
  currentHealthy: orNull(number),
  disruptionsAllowed: orNull(number),
});

export const legacyLockShape = shape<LegacyLock>({
  kind: oneOf('ConfigMap', 'Endpoints'),
  namespace: text,
  name: text,
  holderIdentity: orNull(text),
  leaseDurationSeconds: orNull(number),
  acquireTime: orNull(text),
  renewTime: orNull(text),
  renewalStamp: orNull(text),
  readAt: orNull(time),
});

export const leaseCandidateShape = shape<LeaseCandidate>({
  namespace: text,
  name: text,
  leaseName: text,
  strategy: orNull(text),
  binaryVersion: orNull(text),
  emulationVersion: orNull(text),
  renewTime: orNull(text),
  pingTime: orNull(text),
});

export const podEventShape = shape<PodEvent>({
  namespace: text,
  pod: text,
  podUid: orNull(text),
  reason: text,
  message: text,
  at: orNull(text),
});
