// Elections put together: which there are, what TARGET means, their state beyond the Lease's own, holder, roles, claims (contract 1, 3).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Election, electionsOf } from '../../src/election/election.ts';
import type { Gap, Observation, Target } from '../../src/election/observation.ts';
import {
  DAY,
  identityOf,
  LEASE,
  MINUTE,
  makeArguments,
  makeLease,
  makeObservation,
  makePod,
  makeSighting,
  makeWorkload,
  NAMESPACE,
  stranger,
  unrenewedFor,
} from '../support/build.ts';

const scopeOf = (target: Target | null, namespace: string | null = NAMESPACE) =>
  ({ namespace, namespaceSource: '-n', target, contextGiven: null }) as const;
const find = (overrides: Partial<Observation> = {}) => electionsOf(makeObservation(overrides));

function only(overrides: Partial<Observation> = {}): Election {
  const [election, ...rest] = find(overrides);
  assert.ok(election);
  assert.equal(rest.length, 0);
  return election;
}

test('a healthy Beskar7: one election, its leader first, its standby after', () => {
  const election = only();
  assert.equal(election.leaseName, LEASE);
  assert.equal(election.renewal.state, 'renewing');
  assert.equal(election.holder?.match, 'exact');
  assert.equal(election.workload?.name, 'controller-manager');
  assert.deepEqual(
    election.candidates.map(({ pod, role }) => `${pod.name} ${role}`),
    ['controller-manager-5875b8f7c6-zcbmh leader', 'controller-manager-5875b8f7c6-9ccl2 standby'],
  );
  assert.deepEqual(election.timing.crashFailoverMs, [13_000, 23_800]);
  assert.equal(election.timing.releaseOnCancel, false, 'Beskar7 0.4 does not release (reference 10)');
});

// Contract 1 and reference 1.10: these are listed only when asked for by name.
const heartbeat = makeSighting({
  lease: makeLease({
    namespace: 'kube-node-lease',
    name: 'node-1',
    holderIdentity: 'node-1',
    purpose: 'node-heartbeat',
  }),
});
const apiserver = makeSighting({
  lease: makeLease({
    namespace: 'kube-system',
    name: 'apiserver-x',
    holderIdentity: identityOf('apiserver-x'),
    purpose: 'apiserver-identity',
  }),
});

test('node heartbeats and API-server identities are no elections, unless asked for by name', () => {
  const leases = [heartbeat, apiserver];
  const none = { leases, workloads: [], pods: [] };
  assert.deepEqual(find({ ...none, scope: scopeOf(null, null) }), []);
  for (const name of ['node-1', 'apiserver-x'])
    for (const kind of ['any', 'lease'] as const)
      assert.equal(only({ ...none, scope: scopeOf({ kind, name }, null) }).leaseName, name);
  assert.deepEqual(find({ ...none, scope: scopeOf({ kind: 'pod', name: 'node-1' }, null) }), []);
});

const db = { ...stranger('db', NAMESPACE), kind: 'StatefulSet' } as const;
const twins = stranger(LEASE, NAMESPACE);

// Contract 1: TARGET is a Lease name, or kind/NAME; a bare name is a Lease's before it is a workload's.
const TARGETS: readonly (readonly [Target | null, readonly (string | null)[]])[] = [
  [null, [LEASE, null, null]],
  [{ kind: 'any', name: LEASE }, [LEASE]],
  [{ kind: 'lease', name: LEASE }, [LEASE]],
  [{ kind: 'deployment', name: 'controller-manager' }, [LEASE]],
  [{ kind: 'any', name: 'controller-manager' }, [LEASE]],
  [{ kind: 'pod', name: 'controller-manager-5875b8f7c6-9ccl2' }, [LEASE]],
  [{ kind: 'statefulset', name: 'db' }, [null]],
  [{ kind: 'any', name: 'db' }, [null]],
  [{ kind: 'deployment', name: LEASE }, [null]],
  [{ kind: 'deployment', name: 'db' }, []],
  [{ kind: 'daemonset', name: 'db' }, []],
  [{ kind: 'lease', name: 'controller-manager' }, []],
  [{ kind: 'pod', name: 'controller-manager' }, []],
  [{ kind: 'any', name: 'nope' }, []],
];

for (const [target, names] of TARGETS) {
  test(`the elections that ${target ? `${target.kind}/${target.name}` : 'no TARGET'} means`, () => {
    const workloads = [makeWorkload(), db, twins];
    const found = find({ workloads, scope: scopeOf(target) });
    assert.deepEqual(
      found.map(({ lease }) => lease?.name ?? null),
      names,
    );
  });
}

const off = makeArguments({ mentioned: true, enabled: false, enabledBy: '--leader-elect=false' });
const gap: Gap = { evidence: 'leases', namespace: NAMESPACE, what: 'list leases', reason: 'forbidden', detail: 'no' };
const dead = makeSighting({ lease: unrenewedFor(10 * MINUTE, { name: 'lock', holderIdentity: 'somebody' }) });
const scheduler = makeSighting({
  lease: unrenewedFor(10 * MINUTE, {
    namespace: 'kube-system',
    name: 'kube-scheduler',
    holderIdentity: identityOf('vm'),
  }),
});

// Contract 3, `state`, and 4 (lease-absent, lease-unclaimed: "while its workload exists, scaled to zero or not"; election-off).
const STATES: readonly (readonly [string, Partial<Observation>, string])[] = [
  ['no Lease, election on', { leases: [] }, 'absent'],
  ['no Lease, Leases could not be read', { leases: [], gaps: [gap] }, 'unknown'],
  [
    'no Lease, those of another namespace could not be read',
    { leases: [], gaps: [{ ...gap, namespace: 'x' }] },
    'absent',
  ],
  ['no Lease, election off', { leases: [], workloads: [makeWorkload({ arguments: off })], pods: [] }, 'off'],
  [
    'an old Lease, election off',
    { leases: [dead], workloads: [makeWorkload({ arguments: { ...off, leaseName: 'lock' } })], pods: [] },
    'off',
  ],
  [
    'a renewed Lease, election off: somebody renews it',
    { workloads: [makeWorkload({ arguments: off })], pods: [makePod({ arguments: off })] },
    'renewing',
  ],
  ['unrenewed, its workload there', { leases: [makeSighting({ lease: unrenewedFor(10 * MINUTE) })] }, 'unclaimed'],
  [
    'unrenewed, its workload scaled to zero',
    {
      leases: [makeSighting({ lease: unrenewedFor(10 * MINUTE) })],
      workloads: [makeWorkload({ replicas: 0 })],
      pods: [],
    },
    'unclaimed',
  ],
  ['unrenewed, no workload uses it', { leases: [dead], workloads: [], pods: [] }, 'expired'],
  ['unrenewed, of the control plane', { leases: [scheduler], workloads: [], pods: [] }, 'unclaimed'],
  [
    'one read of an old server: nothing is proven',
    {
      leases: [makeSighting({ lease: unrenewedFor(DAY) })],
      cluster: { ...makeObservation().cluster, stampsFollowRenewals: false },
    },
    'unknown',
  ],
];

for (const [is, facts, state] of STATES) {
  test(`the state of an election: ${is}`, () => assert.equal(only(facts).renewal.state, state));
}

test('a workload without a Lease is an election where arguments or its program say so (contract 1, reference 7)', () => {
  const strangers = { leases: [], pods: [] };
  const quiet = { ...stranger('external-dns', NAMESPACE), arguments: makeArguments() };
  assert.deepEqual(find({ ...strangers, workloads: [quiet] }), []);
  assert.equal(only({ ...strangers, workloads: [makeWorkload({ arguments: makeArguments() })] }).leaseName, LEASE);
  assert.equal(
    only({ ...strangers, workloads: [stranger('web', NAMESPACE, { leaseName: 'mine' })] }).leaseName,
    'mine',
  );
  assert.equal(only({ ...strangers, workloads: [stranger('web', NAMESPACE)] }).leaseName, null);
  const away = stranger('web', 'elsewhere');
  assert.deepEqual(find({ ...strangers, workloads: [away] }), [], 'not of a namespace that was not asked for');
  assert.equal(find({ ...strangers, workloads: [away], scope: scopeOf(null, null) }).length, 1);
});
