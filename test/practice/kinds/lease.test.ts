// Leases: what they refuse and how their times are written (reference 1.1, 1.10).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf, made, rowOf, sentencesOf } from './made.ts';

const LEASE = kindOf('leases');

const FAULTS: readonly (readonly [object, readonly string[]])[] = [
  [{}, []],
  [{ holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 0 }, []],
  [{ leaseDurationSeconds: 0 }, ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0']],
  [{ leaseDurationSeconds: -5 }, ['spec.leaseDurationSeconds: Invalid value: -5: must be greater than 0']],
  [{ leaseTransitions: -1 }, ['spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0']],
  [{ preferredHolder: 'a' }, ['spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined']],
  [{ preferredHolder: 'a', strategy: 'OldestEmulationVersion' }, []],
  [{ renewTime: 'soon' }, ['spec.renewTime: Invalid value: "soon": must be a time of RFC 3339']],
];
for (const [spec, wanted] of FAULTS) {
  test(`${JSON.stringify(spec)} has ${wanted.length} faults`, () =>
    assert.deepEqual(sentencesOf(LEASE, made({ spec })), wanted));
}

const TIMES: readonly (readonly [string, string])[] = [
  ['2026-05-02T10:00:00Z', '2026-05-02T10:00:00.000000Z'],
  ['2026-05-02T10:00:00.5Z', '2026-05-02T10:00:00.500000Z'],
  ['2026-05-02T10:00:00.123456Z', '2026-05-02T10:00:00.123456Z'],
  ['2026-05-02T10:00:00.123456789Z', '2026-05-02T10:00:00.123456Z'],
  ['2026-05-02T12:00:00.25+02:00', '2026-05-02T10:00:00.250000Z'],
  ['soon', 'soon'],
];
for (const [written, kept] of TIMES) {
  test(`${written} is kept as ${kept}`, () => {
    const spec = LEASE.complete(made({ spec: { renewTime: written } })).spec as { renewTime: string };
    assert.equal(spec.renewTime, kept);
  });
}

test('a row shows the holder, and nothing for none', () => {
  assert.deepEqual(rowOf(LEASE, made({ spec: { holderIdentity: 'a_b' } })), { Name: 'x', Holder: 'a_b', Age: '5m' });
  assert.equal(rowOf(LEASE, made({ spec: { holderIdentity: '' } })).Holder, '');
  assert.equal(rowOf(LEASE, made({ spec: {} })).Holder, '');
});
