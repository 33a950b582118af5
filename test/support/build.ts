// Builders: each gives a healthy Beskar7 install (reference 10), so that a test names only what differs from that.

import type { ElectionArguments, Setting } from '../../src/election/arguments.ts';
import type { Lease } from '../../src/election/lease.ts';
import type { Container, ElectionEvent, LeaseChange, Pod, Termination } from '../../src/election/observation.ts';
import { freeze, type Observation, type Sighting, type Workload } from '../../src/election/observation.ts';
import type { PodSettings } from '../../src/election/workload.ts';
import { ago, agoByServer, DAY, HOUR, MINUTE, NOW, SECOND } from './moments.ts';

export * from './moments.ts';

export const NAMESPACE = 'beskar7-system';
export const LEASE = 'beskar7.infrastructure.cluster.x-k8s.io';
export const WORKLOAD = 'controller-manager';
export const HASH = '5875b8f7c6';
export const UUID = '3f0a2c1e-8d4b-4f6a-9b7c-5e1d2a3b4c5d';

/** The identity that controller-runtime gives a process in this pod (reference 1.9). */
export function identityOf(host: Pick<Pod, 'name'> | string, uuid = UUID): string {
  return `${typeof host === 'string' ? host : host.name}_${uuid}`;
}

/** A container that says nothing about election but by what is given. */
export function makeArguments(overrides: Partial<ElectionArguments> = {}): ElectionArguments {
  return {
    container: 'manager',
    mentioned: false,
    enabled: null,
    enabledBy: null,
    leaseName: null,
    leaseNamespace: null,
    identity: null,
    leaseDuration: null,
    renewDeadline: null,
    retryPeriod: null,
    releaseOnCancel: null,
    lock: null,
    metrics: null,
    swallowed: null,
    unreadable: [],
    ...overrides,
  };
}

/** The arguments of a container started with a bare `--leader-elect`, and what else is given. */
export function electing(overrides: Partial<ElectionArguments> = {}): ElectionArguments {
  return makeArguments({ mentioned: true, enabled: true, enabledBy: '--leader-elect', ...overrides });
}

export function makeSetting(ms: number, source: Setting['source'] = 'flag', written = 'as set'): Setting {
  return { ms, source, written };
}

/** Held by the first replica for an hour, renewed one second ago. */
export function makeLease(overrides: Partial<Lease> = {}): Lease {
  return {
    namespace: NAMESPACE,
    name: LEASE,
    uid: 'aaaaaaaa-0000-4000-8000-000000000001',
    resourceVersion: '1000',
    creationTimestamp: agoByServer(3 * DAY),
    holderIdentity: identityOf(`${WORKLOAD}-${HASH}-zcbmh`),
    leaseDurationSeconds: 15,
    acquireTime: ago(HOUR),
    renewTime: ago(SECOND),
    leaseTransitions: 3,
    strategy: null,
    preferredHolder: null,
    renewalStamp: agoByServer(SECOND),
    purpose: 'election',
    ...overrides,
  };
}

/** A Lease last renewed so long ago, by the holder's clock and by the server's. */
export function unrenewedFor(ms: number, overrides: Partial<Lease> = {}): Lease {
  return makeLease({ renewTime: ago(ms), renewalStamp: agoByServer(ms), ...overrides });
}

/** A Lease as its holder leaves it on a planned stop (reference 1.4: exactly these four fields). */
export function releasedFor(ms: number, overrides: Partial<Lease> = {}): Lease {
  const given = { holderIdentity: '', leaseDurationSeconds: 1, acquireTime: ago(ms) };
  return unrenewedFor(ms, { ...given, ...overrides });
}

/** One read of a Lease at NOW, judged where nothing had to be watched. */
export function makeSighting(overrides: Partial<Sighting> = {}): Sighting {
  return { lease: makeLease(), readAt: NOW, unchangedForMs: 0, changes: [], settled: true, ...overrides };
}

export function makeChange(overrides: Partial<LeaseChange> = {}): LeaseChange {
  const identity = makeLease().holderIdentity;
  return { kind: 'renewed', afterMs: 2 * SECOND, from: identity, to: identity, ...overrides };
}

export function makeTermination(overrides: Partial<Termination> = {}): Termination {
  return { exitCode: 1, reason: 'Error', startedAt: null, finishedAt: agoByServer(MINUTE), ...overrides };
}

export function makeContainer(overrides: Partial<Container> = {}): Container {
  return {
    name: 'manager',
    ready: true,
    restarts: 0,
    runningSince: agoByServer(2 * HOUR),
    waitingReason: null,
    waitingMessage: null,
    ended: null,
    lastEnded: null,
    ...overrides,
  };
}

/** A template that leaves nothing to be wished for. */
export function makeSettings(overrides: Partial<PodSettings> = {}): PodSettings {
  const memoryLimits = { manager: '128Mi' };
  return {
    graceSeconds: 60,
    priorityClass: 'system-cluster-critical',
    memoryLimits,
    controllerRuntime: true,
    ...overrides,
  };
}

/** The first replica of the Deployment: runs, is ready, has election on. */
export function makePod(overrides: Partial<Pod> = {}): Pod {
  return {
    namespace: NAMESPACE,
    name: `${WORKLOAD}-${HASH}-zcbmh`,
    uid: 'bbbbbbbb-0000-4000-8000-000000000001',
    createdAt: agoByServer(2 * HOUR),
    deletedAt: null,
    phase: 'Running',
    ready: true,
    nodeName: 'node-1',
    hostNetwork: false,
    hostname: null,
    serviceAccount: WORKLOAD,
    owner: { kind: 'ReplicaSet', name: `${WORKLOAD}-${HASH}` },
    templateHash: HASH,
    notScheduled: null,
    containers: [makeContainer()],
    arguments: electing(),
    electors: [],
    labels: { 'control-plane': 'controller-manager', 'pod-template-hash': HASH },
    settings: makeSettings(),
    ...overrides,
  };
}

/** A replica of a workload, named and owned as its controller does it: `web-5875b8f7c6-9ccl2`, `web-0`, `web-x7k2p`. */
export function replicaOf(workload: Workload, suffix: string, overrides: Partial<Pod> = {}): Pod {
  const { kind, namespace, name } = workload;
  const set = `${name}-${HASH}`;
  const owned: Partial<Pod> =
    kind === 'Deployment'
      ? { name: `${set}-${suffix}`, owner: { kind: 'ReplicaSet', name: set }, templateHash: HASH }
      : { name: `${name}-${suffix}`, owner: { kind, name }, templateHash: null };
  return makePod({ namespace, arguments: workload.arguments, ...owned, ...overrides });
}

export function makeWorkload(overrides: Partial<Workload> = {}): Workload {
  return {
    kind: 'Deployment',
    namespace: NAMESPACE,
    name: WORKLOAD,
    replicas: 2,
    readyReplicas: 2,
    serviceAccount: WORKLOAD,
    labels: { 'control-plane': 'controller-manager', 'app.kubernetes.io/name': 'beskar7' },
    surge: 1,
    createdAt: agoByServer(3 * DAY),
    arguments: electing(),
    podLabels: { 'control-plane': 'controller-manager' },
    settings: makeSettings(),
    rollout: { revision: 3, updated: 2, maxUnavailable: 0, stuck: null },
    ...overrides,
  };
}

/** A workload of no known program, whose arguments name its Lease where one is given. */
export function stranger(name: string, namespace: string, set: Partial<ElectionArguments> = {}): Workload {
  return makeWorkload({ name, namespace, labels: {}, arguments: electing(set) });
}

export function makeEvent(overrides: Partial<ElectionEvent> = {}): ElectionEvent {
  const { uid, holderIdentity } = makeLease();
  const about = { namespace: NAMESPACE, lease: LEASE, leaseUid: uid, identity: holderIdentity ?? '' };
  return { ...about, what: 'became-leader', at: agoByServer(HOUR), ...overrides };
}

/** Two replicas, of which the first leads, on a server whose stamps can be trusted. */
export function makeObservation(overrides: Partial<Observation> = {}): Observation {
  const workload = makeWorkload();
  return freeze({
    apiVersion: 'b7le.observation/v1',
    takenAt: NOW,
    scope: { namespace: NAMESPACE, namespaceSource: 'default', target: null, contextGiven: null },
    cluster: {
      context: 'real',
      server: 'https://10.0.0.1:6443',
      version: 'v1.37.2',
      stampsFollowRenewals: true,
      clockSkewMs: 0,
    },
    leases: [makeSighting()],
    workloads: [workload],
    pods: [
      makePod(),
      replicaOf(workload, '9ccl2', { uid: 'bbbbbbbb-0000-4000-8000-000000000002', nodeName: 'node-2' }),
    ],
    nodes: [],
    events: [],
    scrapes: [],
    budgets: [],
    locks: [],
    leaseCandidates: [],
    podEvents: [],
    nodeCount: 2,
    access: null,
    around: null,
    logs: null,
    gaps: [],
    ...overrides,
  });
}
