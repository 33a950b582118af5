// Events and metrics: what the electors say of themselves (reference 3 and 4).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toClaims, toElectionEvent } from '../../src/cluster/translate.ts';
import type { ElectionEvent } from '../../src/election/observation.ts';
import { HASH, identityOf, LEASE, NAMESPACE } from '../support/build.ts';

const identity = identityOf(`controller-manager-${HASH}-zcbmh`);
const event = (overrides: object = {}) => ({
  kind: 'Event',
  metadata: { name: `${LEASE}.18f`, namespace: NAMESPACE, creationTimestamp: '2026-11-23T11:00:00Z' },
  involvedObject: {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    namespace: NAMESPACE,
    name: LEASE,
    uid: 'u-1',
  },
  type: 'Normal',
  reason: 'LeaderElection',
  message: `${identity} became leader`,
  lastTimestamp: '2026-11-23T11:00:01Z',
  eventTime: null,
  ...overrides,
});

const read: ElectionEvent = {
  namespace: NAMESPACE,
  lease: LEASE,
  leaseUid: 'u-1',
  identity,
  what: 'became-leader',
  at: '2026-11-23T11:00:01Z',
};

// Reference 3: recorded on the Lease, reason LeaderElection, `<identity> became leader` or `<identity> stopped leading`.
const EVENTS: readonly (readonly [string, object, ElectionEvent | null])[] = [
  ['a new leader', {}, read],
  ['a loss', { message: `${identity} stopped leading` }, { ...read, what: 'stopped-leading' }],
  ['an identity of several words', { message: 'my own name became leader' }, { ...read, identity: 'my own name' }],
  ['merged with its like', { message: `(combined from similar events): ${identity} became leader`, count: 12 }, read],
  [
    'without lastTimestamp',
    { lastTimestamp: null, eventTime: '2026-11-23T11:00:02.000001Z' },
    { ...read, at: '2026-11-23T11:00:02.000001Z' },
  ],
  ['without any but its creation', { lastTimestamp: null }, { ...read, at: '2026-11-23T11:00:00Z' }],
  ['of a ConfigMap (legacy lock)', { involvedObject: { kind: 'ConfigMap', name: LEASE } }, null],
  ['of another reason', { reason: 'Synced' }, null],
  ['of another text', { message: 'Lease was updated' }, null],
  ['without identity', { message: ' became leader' }, null],
  ['without text', { message: null }, null],
];

for (const [is, overrides, expected] of EVENTS) {
  test(`an Event: ${is}`, () => assert.deepEqual(toElectionEvent(event(overrides)), expected));
}

const HEAD =
  '# HELP leader_election_master_status Gauge of if the reporting system is master\n# TYPE leader_election_master_status gauge\n';

// Reference 4: gauge 0/1 with label `name`, "" where the program sets none; Prometheus' text format.
const PAGES: readonly (readonly [string, string, Record<string, boolean>])[] = [
  ['a leader', `${HEAD}leader_election_master_status{name="${LEASE}"} 1\n`, { [LEASE]: true }],
  ['a standby', `${HEAD}leader_election_master_status{name="${LEASE}"} 0\n`, { [LEASE]: false }],
  [
    'two elections',
    'leader_election_master_status{name="a"} 1\nleader_election_master_status{name="b"} 0',
    { a: true, b: false },
  ],
  ['the empty name', 'leader_election_master_status{name=""} 1\n', { '': true }],
  ['no label', 'leader_election_master_status 1\n', { '': true }],
  ['a time after the value', 'leader_election_master_status{name="a"} 1 1732363200000\n', { a: true }],
  [
    'other metrics',
    'leader_election_slowpath_total{name="a"} 1\nleader_election_master_status_x{name="a"} 1\nup 1\n',
    {},
  ],
  ['a page of something else', '<html>leader_election_master_status{name="a"} 1</html>', {}],
  ['an empty page', '', {}],
];

for (const [is, page, claims] of PAGES) test(`a metrics page: ${is}`, () => assert.deepEqual(toClaims(page), claims));
