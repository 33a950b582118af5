// A Lease, from JSON.

import type { Lease } from './lease.ts';
import { number, oneOf, orNull, shape, text } from './shape.ts';

export const leaseShape = shape<Lease>({
  namespace: text,
  name: text,
  uid: orNull(text),
  resourceVersion: orNull(text),
  creationTimestamp: orNull(text),
  holderIdentity: orNull(text),
  leaseDurationSeconds: orNull(number),
  acquireTime: orNull(text),
  renewTime: orNull(text),
  leaseTransitions: orNull(number),
  strategy: orNull(text),
  preferredHolder: orNull(text),
  renewalStamp: orNull(text),
  purpose: oneOf('election', 'node-heartbeat', 'apiserver-identity'),
});
