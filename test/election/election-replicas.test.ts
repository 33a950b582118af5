// The replicas of an election: whose settings count, who holds, who could, and what each says of itself (contract 3; reference 1.9, 4).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimIn } from '../../src/election/claim.ts';
import { type Election, electionsOf } from '../../src/election/election.ts';
import type { Observation } from '../../src/election/observation.ts';
import {
  electing,
  identityOf,
  LEASE,
  makeLease,
  makeObservation,
  makePod,
  makeSetting,
  makeSighting,
  makeWorkload,
  NAMESPACE,
  replicaOf,
  stranger,
} from '../support/build.ts';

function only(overrides: Partial<Observation> = {}): Election {
  const [election, ...rest] = electionsOf(makeObservation(overrides));
  assert.ok(election);
  assert.equal(rest.length, 0);
  return election;
}

const everywhere = { namespace: null, namespaceSource: '-A', target: null, contextGiven: null } as const;
const db = { ...stranger('db', NAMESPACE), kind: 'StatefulSet' } as const;

test('in a rollout the settings are those of the pod that holds the Lease', () => {
  const old = makePod({ arguments: electing({ retryPeriod: makeSetting(1000) }) });
  const workloads = [makeWorkload({ arguments: electing({ retryPeriod: makeSetting(3000) }) })];
  assert.equal(only({ workloads, pods: [old] }).timing.retryPeriodMs, 1000);
  assert.equal(only({ workloads, pods: [] }).timing.retryPeriodMs, 3000);
});

test('without a known workload the pods of the same owner are the candidates', () => {
  const owner = { kind: 'ReplicaSet', name: 'rollout-5875b8f7c6' };
  const [one, two, three] = ['a', 'b', 'c'].map((name) => makePod({ name, owner, arguments: electing() }));
  assert.ok(one && two && three);
  const leases = [makeSighting({ lease: makeLease({ name: 'lock', holderIdentity: identityOf('b') }) })];
  const election = only({ leases, workloads: [], pods: [one, two, { ...three, namespace: 'elsewhere' }] });
  assert.deepEqual(
    election.candidates.map(({ pod, role }) => `${pod.name} ${role}`),
    ['b leader', 'a standby'],
  );
});

test("the holder is found among the workload's own pods first, and a name that two namespaces have is no exact match", () => {
  const vm = makePod({ name: 'vip-x7k2p', hostNetwork: true, nodeName: 'node-1' });
  const other = makePod({
    name: 'agent-x7k2p',
    owner: { kind: 'DaemonSet', name: 'agent' },
    hostNetwork: true,
    nodeName: 'node-1',
  });
  const vip = { ...stranger('vip', NAMESPACE, { leaseName: 'vip' }), kind: 'DaemonSet' } as const;
  const leases = [makeSighting({ lease: makeLease({ name: 'vip', holderIdentity: 'node-1' }) })];
  const pods = [other, { ...vm, owner: { kind: 'DaemonSet', name: 'vip' } }];
  assert.equal(only({ leases, workloads: [vip], pods }).holder?.pod?.name, 'vip-x7k2p');
  const [here, there] = [replicaOf({ ...db, namespace: 'a' }, '0'), replicaOf({ ...db, namespace: 'b' }, '0')];
  const lock = [
    makeSighting({ lease: makeLease({ namespace: 'locks', name: 'lock', holderIdentity: identityOf('db-0') }) }),
  ];
  assert.equal(only({ leases: lock, workloads: [], pods: [here, there], scope: everywhere }).holder?.match, 'none');
});

// Contract 3, `claims`; reference 4: the label `name`, "" where the program sets none.
const SCRAPES: readonly (readonly [string, Record<string, boolean> | null, boolean | null])[] = [
  ['its own Lease', { [LEASE]: true, other: false }, true],
  ['its own Lease, standing by', { [LEASE]: false, other: true }, false],
  ['one lock under another name: nothing is said of this one', { 'some-name': true }, null],
  ['the empty name (CSI sidecars)', { '': true }, true],
  ['several, none of them this one', { a: true, b: true }, null],
  ['no such metric', {}, null],
  ['no answer', null, null],
];

for (const [is, claims, claimed] of SCRAPES) {
  test(`what a replica claims: ${is}`, () => {
    const scrape = { namespace: NAMESPACE, pod: makePod().name, round: 1, claims, failure: null };
    assert.equal(claimIn(scrape, LEASE), claimed);
    const [leader, standby] = only({ scrapes: [scrape] }).candidates;
    assert.deepEqual([leader?.claims, standby?.claims], [claimed, null]);
  });
}

test('a claim is that of the last round, and of the pod in this namespace', () => {
  const scrape = { namespace: NAMESPACE, pod: makePod().name, round: 1, claims: { [LEASE]: true }, failure: null };
  const scrapes = [scrape, { ...scrape, round: 2, claims: { [LEASE]: false } }, { ...scrape, namespace: 'x' }];
  assert.equal(only({ scrapes }).candidates[0]?.claims, false);
});
