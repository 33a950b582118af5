// Two reads of one Lease compared as client-go compares them: by the record, not by labels or the resourceVersion.

import type { Lease } from './lease.ts';
import type { LeaseChange } from './observation.ts';

/** What happened between two reads of a Lease; null where its record is the same. */
export function changeOf(before: Lease, after: Lease): LeaseChange['kind'] | null {
  if (before.uid !== after.uid) return 'recreated';
  if ((after.leaseTransitions ?? 0) < (before.leaseTransitions ?? 0)) return 'counter-fell';
  if ((before.holderIdentity ?? '') !== (after.holderIdentity ?? ''))
    return after.holderIdentity ? 'taken-over' : 'released';
  const same =
    before.renewTime === after.renewTime &&
    before.acquireTime === after.acquireTime &&
    before.leaseTransitions === after.leaseTransitions &&
    before.leaseDurationSeconds === after.leaseDurationSeconds;
  return same ? null : 'renewed';
}
