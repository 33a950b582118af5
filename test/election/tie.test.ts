// Which Lease belongs to which workload (contract 1: by the holder, by the ReplicaSet in a gone holder's name, then by arguments,
// then by the names of reference 10), and which Leases belong to nobody any more (reference F7).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { electionsOf } from '../../src/election/election.ts';
import type { ElectionEvent, Pod, Sighting, Workload } from '../../src/election/observation.ts';
import {
  DAY,
  HASH,
  identityOf,
  LEASE,
  MINUTE,
  makeEvent,
  makeLease,
  makeObservation,
  makePod,
  makeSighting,
  makeWorkload,
  NAMESPACE,
  releasedFor,
  replicaOf,
  stranger,
  unrenewedFor,
} from '../support/build.ts';

const everywhere = { namespace: null, namespaceSource: '-A', target: null, contextGiven: null } as const;
const OLD_LEASE = '7be7e04e.cluster.x-k8s.io';
const GONE_POD = 'controller-manager-6c8d5f7b9f-x7k2p';

const sighted = (lease: Sighting['lease']): Sighting => makeSighting({ lease });
const heldBy = (holderIdentity: string, namespace = 'payments', name = 'lock') =>
  sighted(unrenewedFor(10 * MINUTE, { holderIdentity, namespace, name }));
const released = (namespace: string, name: string) => sighted(releasedFor(3 * DAY, { namespace, name }));

const web = stranger('web', 'payments');
const db = { ...stranger('db', 'payments'), kind: 'StatefulSet' } as const;
const agent = { ...stranger('agent', 'payments'), kind: 'DaemonSet' } as const;
const api = stranger('api', 'payments');
const certManager = stranger('cert-manager', 'cert-manager');
const cainjector = stranger('cert-manager-cainjector', 'cert-manager');
const atHome = stranger('cert-manager', 'cert-manager', { leaseNamespace: 'cert-manager' });
const beskar7 = makeWorkload();

type Tied = Readonly<Record<string, string>>;
type Case = readonly [string, Sighting[], Workload[], Tied, (readonly Pod[])?, (readonly ElectionEvent[])?];

const is = (workload: Workload, by: string) => `${workload.kind} ${workload.namespace}/${workload.name} by ${by}`;
const eventOn = (namespace: string, lease: string) =>
  makeEvent({ namespace, lease, identity: identityOf(`web-${HASH}-zcbmh`) });
const nobody = { lock: 'nobody' };
const home = 'kube-system';
const certLease = 'cert-manager-controller';
const injectorLease = 'cert-manager-cainjector-leader-election';
const certHolder = `cert-manager-${HASH}-zcbmh-external-cert-manager-controller`;
const webPod = replicaOf(web, 'zcbmh');

const CASES: readonly Case[] = [
  ["the holder's pod", [heldBy(identityOf(webPod))], [api, web], { lock: is(web, 'holder') }, [webPod]],
  [
    "the holder's pod before arguments that name the Lease (F7, one Lease for two)",
    [heldBy(identityOf(webPod))],
    [stranger('api', 'payments', { leaseName: 'lock' }), web],
    { lock: is(web, 'holder') },
    [webPod],
  ],
  [
    "the holder's pod in another namespace (cert-manager)",
    [heldBy(certHolder, home, certLease)],
    [certManager],
    { [certLease]: is(certManager, 'holder') },
    [replicaOf(certManager, 'zcbmh')],
  ],
  ['the ReplicaSet in the name of a gone holder', [heldBy(identityOf(webPod))], [api, web], { lock: is(web, 'name') }],
  ['a ReplicaSet of an older template', [heldBy(identityOf('web-6c8d5f7b9f-x7k2p'))], [web], { lock: is(web, 'name') }],
  ['the StatefulSet of a gone holder', [heldBy(identityOf('db-1'))], [web, db], { lock: is(db, 'name') }],
  ['the DaemonSet of a gone holder', [heldBy(identityOf('agent-x7k2p'))], [web, agent], { lock: is(agent, 'name') }],
  [
    'a gone holder of another namespace (cert-manager)',
    [heldBy(certHolder, home, certLease)],
    [certManager],
    { [certLease]: is(certManager, 'name') },
  ],
  [
    'arguments, where the holder tells nothing',
    [heldBy('somebody')],
    [web, stranger('api', 'payments', { leaseName: 'lock' })],
    { lock: is(api, 'arguments') },
  ],
  [
    'arguments that put the Lease into another namespace',
    [released('locks', 'lock')],
    [stranger('web', 'payments', { leaseName: 'lock', leaseNamespace: 'locks' })],
    { lock: is(web, 'arguments') },
  ],
  [
    'not arguments of another namespace',
    [heldBy('somebody', 'locks')],
    [stranger('web', 'payments', { leaseName: 'lock' })],
    nobody,
  ],
  ["Beskar7's name", [heldBy('somebody', NAMESPACE, LEASE)], [web, beskar7], { [LEASE]: is(beskar7, 'program') }],
  ["Beskar7 0.3's", [released(NAMESPACE, OLD_LEASE)], [beskar7], { [OLD_LEASE]: is(beskar7, 'program') }],
  [
    "cert-manager's name, its Lease in kube-system",
    [released(home, certLease)],
    [web, certManager],
    { [certLease]: is(certManager, 'program') },
  ],
  [
    'not the name in kube-system, where arguments keep the Lease at home',
    [released(home, certLease)],
    [atHome],
    { [certLease]: 'nobody' },
  ],
  [
    'cert-manager and its cainjector: each its own',
    [released(home, certLease), released(home, injectorLease)],
    [certManager, cainjector],
    { [certLease]: is(certManager, 'program'), [injectorLease]: is(cainjector, 'program') },
  ],
  [
    'the Events of former leaders',
    [released('payments', 'lock')],
    [api, web],
    { lock: is(web, 'events') },
    [],
    [eventOn('payments', 'lock')],
  ],
  [
    'not the Events of another Lease',
    [released('payments', 'lock')],
    [api, web],
    nobody,
    [],
    [eventOn('payments', 'other'), eventOn('elsewhere', 'lock')],
  ],
  ['elimination', [released('payments', 'lock')], [web], { lock: is(web, 'elimination') }],
  ['no elimination between two workloads', [released('payments', 'lock')], [web, api], nobody],
  [
    'no elimination between two Leases',
    [released('payments', 'lock'), released('payments', 'other')],
    [web],
    { lock: 'nobody', other: 'nobody' },
  ],
  ['no elimination of a stranger that holds it', [heldBy('somebody')], [web], nobody],
  ['no elimination across namespaces', [released('locks', 'lock')], [web], nobody],
  [
    'elimination after those that have one',
    [released('payments', 'lock'), heldBy(identityOf(webPod), 'payments', 'web-lock')],
    [api, web],
    { lock: is(api, 'elimination'), 'web-lock': is(web, 'holder') },
    [webPod],
  ],
  ['nobody, where the workload is gone too (F7)', [heldBy(identityOf('old-6c8d5f7b9f-x7k2p'))], [web], nobody],
  [
    'nobody, where only a namesake of the StatefulSet runs elsewhere',
    [heldBy(identityOf('db-0'), 'uninstalled')],
    [db],
    nobody,
    [replicaOf(db, '0')],
  ],
  // F7 and reference 10: an upgrade leaves the old name behind; no existing workload uses it
  [
    'nobody: what Beskar7 0.3 left behind under its own name, held by a pod that is gone',
    [makeSighting(), heldBy(identityOf(GONE_POD), NAMESPACE, OLD_LEASE)],
    [beskar7],
    { [LEASE]: is(beskar7, 'holder'), [OLD_LEASE]: 'nobody' },
    [makePod()],
  ],
  [
    'nobody: what Beskar7 0.3 left behind, released',
    [makeSighting(), released(NAMESPACE, OLD_LEASE)],
    [beskar7],
    { [LEASE]: is(beskar7, 'holder'), [OLD_LEASE]: 'nobody' },
    [makePod()],
  ],
];

for (const [by, leases, workloads, tied, pods = [], events = []] of CASES) {
  test(`a Lease is tied by ${by}`, () => {
    const elections = electionsOf(makeObservation({ scope: everywhere, leases, workloads, pods, events }));
    const found = elections.flatMap(({ lease, workload, tie }) =>
      lease ? [[lease.name, workload ? is(workload, String(tie)) : 'nobody']] : [],
    );
    assert.deepEqual(Object.fromEntries(found), tied);
  });
}

test('namesakes in two namespaces each keep their own Lease', () => {
  const [here, there] = [db, { ...db, namespace: 'elsewhere' }];
  const pods = [replicaOf(here, '0'), replicaOf(there, '0')];
  const leases = [heldBy(identityOf('db-0'), 'elsewhere'), heldBy(identityOf('db-0'), 'payments')];
  const found = electionsOf(makeObservation({ scope: everywhere, workloads: [here, there], pods, leases }));
  assert.deepEqual(
    found.map(({ namespace, workload, holder }) => [namespace, workload?.namespace, holder?.pod?.namespace]),
    [
      ['elsewhere', 'elsewhere', 'elsewhere'],
      ['payments', 'payments', 'payments'],
    ],
  );
});

test('an orphan is not given to a namesake of its workload elsewhere, which leads a Lease of its own (F7)', () => {
  const left = sighted(unrenewedFor(3 * DAY, { namespace: 'uninstalled', holderIdentity: identityOf(GONE_POD) }));
  const found = electionsOf(makeObservation({ scope: everywhere, leases: [makeSighting(), left] }));
  const orphan = found.find(({ namespace }) => namespace === 'uninstalled');
  assert.equal(orphan?.workload ?? null, null);
});

test('a Lease of no known workload keeps its place beside the workloads that have none', () => {
  const found = electionsOf(
    makeObservation({
      scope: everywhere,
      leases: [sighted(makeLease({ holderIdentity: 'x', name: 'lock' }))],
      workloads: [web],
      pods: [],
    }),
  );
  assert.deepEqual(
    found.map(({ leaseName, workload, lease }) => [leaseName, workload?.name ?? null, lease !== null]),
    [
      ['lock', null, true],
      [null, 'web', false],
    ],
  );
});
