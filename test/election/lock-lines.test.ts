// Where a lock is, and who was refused, by the words of logs: in each dialect, and from lines about something else nothing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LockLines, lockLines } from '../../src/election/lock-lines.ts';

const NOTHING: LockLines = { lock: null, user: null, unauthorized: null };
const AT = { namespace: 'ops', name: 'lock.example.com' };
const USER = 'system:serviceaccount:ops:manager';
const refusal = (verb: string, name: string) =>
  `leases.coordination.k8s.io ${name}is forbidden: User "${USER}" cannot ${verb} resource "leases" in API group "coordination.k8s.io" in the namespace "ops"`;
const klog = (words: string) => `E1123 12:00:00.000000       1 leaderelection.go:436] ${words}`;
const json = (fields: object) => JSON.stringify({ level: 'error', ts: '2026-11-23T12:00:00Z', ...fields });

const LINES: readonly (readonly [string, string, Partial<LockLines>])[] = [
  ['a candidate begins, printf', klog('attempting to acquire leader lease ops/lock.example.com...'), { lock: AT }],
  [
    'a candidate begins, structured',
    klog('"Attempting to acquire leader lease..." lock="ops/lock.example.com"'),
    { lock: AT },
  ],
  [
    'a candidate begins, as JSON',
    json({ msg: 'Attempting to acquire leader lease...', lock: 'ops/lock.example.com' }),
    { lock: AT },
  ],
  ['it leads', klog('successfully acquired lease ops/lock.example.com'), { lock: AT }],
  ['it lost', klog('failed to renew lease ops/lock.example.com: context deadline exceeded'), { lock: AT }],
  [
    'a read is refused',
    klog(`error retrieving resource lock ops/lock.example.com: ${refusal('get', '"lock.example.com" ')}`),
    { lock: AT, user: USER },
  ],
  [
    'a create is refused, whose sentence has no name',
    klog(`error initially creating lease lock: ${refusal('create', '')}`),
    { lock: { namespace: 'ops', name: '' }, user: USER },
  ],
  [
    'a refusal within JSON',
    json({ msg: 'error retrieving resource lock ops/lock.example.com', error: refusal('get', '"lock.example.com" ') }),
    { lock: AT, user: USER },
  ],
  [
    'a credential is refused',
    klog('error retrieving resource lock ops/lock.example.com: Unauthorized'),
    { lock: AT, unauthorized: klog('error retrieving resource lock ops/lock.example.com: Unauthorized') },
  ],
  [
    'another list is refused',
    klog('failed to list *v1.Secret: secrets is forbidden: User "x" cannot list resource "secrets"'),
    {},
  ],
  ['another system elects', '2026-11-23 raft: became leader at term 4 of ops/lock.example.com', {}],
  ['no line at all', '', {}],
];

describe('what a line says of the lock', () => {
  for (const [is, line, expected] of LINES)
    it(is, () => assert.deepEqual(lockLines(line), { ...NOTHING, ...expected }));

  it('of several lines the last one counts, and a create takes the name that another line told', () => {
    const lines = [LINES[0], LINES[6]].map((one) => one?.[1] ?? '').join('\n');
    assert.deepEqual(lockLines(lines), { lock: AT, user: USER, unauthorized: null });
  });

  it('a credential that was refused once, and taken since, is no longer refused', () => {
    const lines = [LINES[8], LINES[3]].map((one) => one?.[1] ?? '').join('\n');
    assert.deepEqual(lockLines(lines), { ...NOTHING, lock: AT });
  });

  it('a line longer than any elector writes costs nothing', () => {
    assert.deepEqual(lockLines(`${LINES[0]?.[1]} ${'x'.repeat(10_000)}`), NOTHING);
  });
});
