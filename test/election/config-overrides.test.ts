// What the config file says of a controller goes before what is found (contract 1, issue 5).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ControllerOverride } from '../../src/election/controller-override.ts';
import { type Election, electionsOf } from '../../src/election/election.ts';
import type { Observation, Scope } from '../../src/election/observation.ts';
import { marginMsOf, slowFailoverMsOf } from '../../src/election/thresholds-given.ts';
import {
  electing,
  identityOf,
  makeArguments,
  makeContainer,
  makeLease,
  makeObservation,
  makeSighting,
  releasedFor,
  replicaOf,
  stranger,
} from '../support/build.ts';

const NOTHING: ControllerOverride = {
  lease: null,
  namespace: null,
  workload: null,
  workloadNamespace: null,
  container: null,
  serviceAccount: null,
};
const deployment = (name: string) => ({ kind: 'deployment', name }) as const;

const web = stranger('web', 'payments');
const api = stranger('api', 'payments');
const webPod = replicaOf(web, 'zcbmh');
const held = makeSighting({
  lease: makeLease({ namespace: 'payments', name: 'lock', holderIdentity: identityOf(webPod) }),
});

function elections(
  overrides: readonly Partial<ControllerOverride>[],
  read: Partial<Observation> = {},
  namespace: string | null = 'payments',
): readonly Election[] {
  const scope: Scope = {
    namespace,
    namespaceSource: '-n',
    target: null,
    contextGiven: null,
    overrides: overrides.map((given) => ({ ...NOTHING, ...given })),
  };
  return electionsOf(makeObservation({ scope, leases: [held], workloads: [api, web], pods: [webPod], ...read }));
}

/** The election of a Lease. */
function ofLease(name: string, ...given: Parameters<typeof elections>): Election {
  return elections(...given).find((election) => election.leaseName === name) ?? assert.fail(`no election ${name}`);
}

const tieOf = ({ workload, tie }: Election) => `${workload?.namespace}/${workload?.name} by ${tie}`;

describe('a Lease is tied', () => {
  const other = stranger('api', 'apps');
  type Row = readonly [string, readonly Partial<ControllerOverride>[], string, Partial<Observation>?];
  const ROWS: readonly Row[] = [
    ['by its holder, without the config file', [], 'payments/web by holder'],
    ['to the workload given', [{ lease: 'lock', workload: deployment('api') }], 'payments/api by config'],
    [
      'to the workload given for its namespace',
      [{ lease: 'lock', namespace: 'payments', workload: deployment('api') }],
      'payments/api by config',
    ],
    [
      'not by what is said of its namesake elsewhere',
      [{ lease: 'lock', namespace: 'elsewhere', workload: deployment('api') }],
      'payments/web by holder',
    ],
    [
      'to the first workload given',
      [
        { lease: 'lock', workload: deployment('api') },
        { lease: 'lock', workload: deployment('web') },
      ],
      'payments/api by config',
    ],
    [
      'to a workload of another namespace',
      [{ lease: 'lock', workload: deployment('api'), workloadNamespace: 'apps' }],
      'apps/api by config',
      { workloads: [api, web, other] },
    ],
    [
      'not to a workload that is not there',
      [{ lease: 'lock', workload: deployment('gone') }],
      'payments/web by holder',
    ],
    [
      'not to a namesake of another kind',
      [{ lease: 'lock', workload: { kind: 'statefulset', name: 'api' } }],
      'payments/web by holder',
    ],
    [
      'by its holder where only an account is given',
      [{ lease: 'lock', serviceAccount: 'x' }],
      'payments/web by holder',
    ],
    [
      'to the workload given where it is released',
      [{ lease: 'lock', workload: deployment('api') }],
      'payments/api by config',
      { leases: [makeSighting({ lease: releasedFor(1000, { namespace: 'payments', name: 'lock' }) })] },
    ],
  ];
  for (const [what, overrides, tie, read] of ROWS)
    it(what, () => assert.equal(tieOf(ofLease('lock', overrides, read)), tie));

  it('and its workload has no second election', () => {
    const ids = elections([{ lease: 'lock', workload: deployment('api') }]).map(({ id }) => id);
    assert.deepEqual(ids.sort(), ['payments/deployment/web', 'payments/lock']);
  });
});

describe('the account', () => {
  const account = (...given: Parameters<typeof elections>) => ofLease('lock', ...given).workload?.serviceAccount;
  it("is the template's without the config file", () => assert.equal(account([]), web.serviceAccount));
  it('is the one given for the Lease', () =>
    assert.equal(account([{ lease: 'lock', serviceAccount: 'runner' }]), 'runner'));
  it('is the one given for the workload', () =>
    assert.equal(account([{ workload: deployment('web'), serviceAccount: 'runner' }]), 'runner'));
  it('is not what is given for another Lease of the workload', () =>
    assert.equal(
      account([{ lease: 'other', workload: deployment('web'), serviceAccount: 'runner' }]),
      web.serviceAccount,
    ));
  it('is not what is given for a namesake elsewhere', () =>
    assert.equal(
      account([{ workload: deployment('web'), workloadNamespace: 'elsewhere', serviceAccount: 'runner' }]),
      web.serviceAccount,
    ));
  it('of the Lease goes before that of the workload', () =>
    assert.equal(
      account([
        { workload: deployment('web'), serviceAccount: 'second' },
        { lease: 'lock', serviceAccount: 'first' },
      ]),
      'first',
    ));
});

describe('the container', () => {
  const manager = electing({ container: 'manager', leaseDuration: { ms: 30_000, source: 'flag', written: 'x' } });
  const sidecar = electing({ container: 'sidecar', leaseDuration: { ms: 60_000, source: 'flag', written: 'y' } });
  const pod = replicaOf(web, 'zcbmh', {
    containers: ['manager', 'sidecar', 'proxy'].map((name, at) => makeContainer({ name, restarts: at })),
    arguments: manager,
    electors: [manager, sidecar],
  });
  const two = { workloads: [{ ...web, arguments: manager }], pods: [pod] };
  const heldWithout = [makeSighting({ lease: { ...held.lease, leaseDurationSeconds: null } })];
  const electingIn = (container: string | null, read: Partial<Observation> = {}) =>
    ofLease('lock', [{ lease: 'lock', container }], { ...two, leases: heldWithout, ...read });

  it('is found by its arguments without the config file', () => {
    const { candidates, timing } = electingIn(null);
    assert.equal(candidates[0]?.pod.arguments.container, 'manager');
    assert.equal(timing.leaseDurationMs, 30_000);
  });
  it('is the one that the Lease is called after, where several elect: its arguments count, not those of the first', () => {
    const lease = { ...held.lease, name: 'external-sidecar-leader-x', leaseDurationSeconds: null };
    const { candidates, timing, configured } = ofLease(lease.name, [], { ...two, leases: [makeSighting({ lease })] });
    assert.equal(candidates[0]?.pod.arguments.container, 'sidecar');
    assert.equal(configured?.container, 'sidecar');
    assert.equal(timing.leaseDurationMs, 60_000);
  });
  it('given is the one whose arguments count, in replicas, holder and workload', () => {
    const { candidates, holder, workload, timing, configured } = electingIn('sidecar');
    assert.equal(candidates[0]?.pod.arguments.container, 'sidecar');
    assert.equal(holder?.pod?.arguments.container, 'sidecar');
    assert.equal(workload?.arguments.container, 'sidecar');
    assert.equal(configured?.container, 'sidecar');
    assert.equal(timing.leaseDurationMs, 60_000);
  });
  it('given may be one whose arguments do not speak of election', () => {
    const { candidates, electionOn } = electingIn('proxy');
    assert.deepEqual(candidates[0]?.pod.arguments, makeArguments({ container: 'proxy' }));
    assert.equal(electionOn, true, 'a held Lease says that there is election');
  });
  it('given that no replica has changes nothing', () =>
    assert.equal(electingIn('nope').candidates[0]?.pod.arguments.container, 'manager'));
});

describe('a workload whose Lease is not there', () => {
  const silent = stranger('quiet', 'payments', { mentioned: false, enabled: null, enabledBy: null });
  const read = { leases: [], workloads: [silent], pods: [replicaOf(silent, 'zcbmh')] };
  it('is no election where nothing speaks of one', () => assert.deepEqual(elections([], read), []));
  it('is one, and its Lease is absent, where the config file names it', () => {
    const [election, ...others] = elections([{ lease: 'lock', workload: deployment('quiet') }], read);
    assert.deepEqual(others, []);
    assert.equal(election?.renewal.state, 'absent');
    assert.equal(election?.leaseName, 'lock');
    assert.equal(election?.electionOn, true);
  });
  it('has it in the namespace given', () => {
    const given = { lease: 'lock', namespace: 'locks', workload: deployment('quiet'), workloadNamespace: 'payments' };
    assert.equal(elections([given], read)[0]?.namespace, 'locks');
  });
  it('is none where only its account is given', () =>
    assert.deepEqual(elections([{ workload: deployment('quiet'), serviceAccount: 'x' }], read), []));
  it('stays off where its arguments say so', () => {
    const off = stranger('quiet', 'payments', { enabled: false, enabledBy: '--leader-elect=false' });
    const [election] = elections([{ lease: 'lock', workload: deployment('quiet') }], { ...read, workloads: [off] });
    assert.equal(election?.electionOn, false);
  });
});

describe('thresholds', () => {
  it("are the contract's where none is given", () =>
    assert.deepEqual([slowFailoverMsOf({}), marginMsOf({ thresholds: {} })], [60_000, 2000]));
  it('are those given, also none at all', () =>
    assert.deepEqual(
      [slowFailoverMsOf({ thresholds: { slowFailoverMs: 5000 } }), marginMsOf({ thresholds: { marginMs: 0 } })],
      [5000, 0],
    ));
});
