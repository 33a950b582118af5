// What happened between two reads of a Lease (reference 1.3, 1.5, 1.11): its record counts, labels and versions do not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lease } from '../../src/election/lease.ts';
import { changeOf } from '../../src/election/lease-change.ts';
import { ago, makeLease, releasedFor, SECOND } from '../support/build.ts';

const before = makeLease({ renewTime: ago(3 * SECOND) });
const renewed = { renewTime: ago(SECOND), resourceVersion: '1001' };
const taken = { holderIdentity: 'other', acquireTime: ago(SECOND), renewTime: ago(SECOND), leaseTransitions: 4 };
const blank = releasedFor(SECOND, { leaseTransitions: 3 });

// Reference 1.5, table of transitions; 1.11, rows RENEWING, RELEASED, TAKEN OVER, RECREATED.
const CHANGES: readonly (readonly [string, Lease, Partial<Lease>, ReturnType<typeof changeOf>])[] = [
  ['nothing', before, {}, null],
  ['a label: only the version moved', before, { resourceVersion: '1001' }, null],
  ['a label: the stamp of the server moved', before, { renewalStamp: ago(0) }, null],
  ['a renewal', before, renewed, 'renewed'],
  ['a renewal by a clock that was set back', before, { renewTime: ago(10 * SECOND) }, 'renewed'],
  [
    'stolen back: the same holder acquired it anew',
    before,
    { ...renewed, acquireTime: ago(SECOND), leaseTransitions: 4 },
    'renewed',
  ],
  ['another duration', before, { leaseDurationSeconds: 30 }, 'renewed'],
  ['a takeover', before, taken, 'taken-over'],
  ['a takeover of a released Lease', blank, taken, 'taken-over'],
  ['a release', before, { ...blank }, 'released'],
  ['the holder cleared without a word', before, { holderIdentity: null }, 'released'],
  ['no holder, written in two ways (1.4)', blank, { holderIdentity: null }, null],
  ['deleted and made anew', before, { ...taken, uid: 'other', leaseTransitions: 0 }, 'recreated'],
  ['made anew by the old leader, who remembers', before, { ...renewed, uid: 'other' }, 'recreated'],
  ['a counter that fell', before, { ...renewed, leaseTransitions: 0 }, 'counter-fell'],
];

for (const [is, first, change, kind] of CHANGES) {
  test(`between two reads: ${is}`, () => assert.equal(changeOf(first, { ...first, ...change }), kind));
}
