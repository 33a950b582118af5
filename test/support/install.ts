// Installs of Beskar7 on the real cluster, each in a namespace of its own, taken away at the end.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { create, kubectl, REAL_CLUSTER, until } from './cluster.ts';

export const LEASE = 'beskar7.infrastructure.cluster.x-k8s.io';
export const DEPLOYMENT = 'controller-manager';

export interface InstallOptions {
  readonly manifest?: 'beskar7.yaml' | 'beskar7-as-shipped.yaml';
  /** Which program runs; what the manifest says by default. */
  readonly program?: 'elector' | 'manager';
  readonly replicas?: number;
  readonly args?: (args: readonly string[]) => readonly string[];
  readonly livenessProbe?: false;
  /** Changes the Deployment before it is made. */
  readonly deployment?: (spec: DeploymentSpec) => void;
  /** What is made beside the manifest's objects, in the same namespace. */
  readonly beside?: readonly object[];
  /** In place of the manifest's roles and bindings; in this namespace where they are not cluster-wide. */
  readonly rights?: readonly object[];
}

export interface DeploymentSpec {
  replicas?: number;
  strategy?: object;
  progressDeadlineSeconds?: number;
  readonly template: {
    metadata?: { annotations?: Record<string, string> };
    readonly spec: { containers: Container[]; terminationGracePeriodSeconds?: number; priorityClassName?: string };
  };
}

export interface Container {
  name: string;
  image: string;
  imagePullPolicy?: string;
  command: string[];
  args?: readonly string[];
  env?: object[];
  livenessProbe?: unknown;
  readinessProbe?: unknown;
  resources?: object;
}

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  roleRef?: { name: string };
  subjects?: { namespace?: string }[];
  spec?: DeploymentSpec;
}

const CLUSTER_WIDE = ['ClusterRole', 'ClusterRoleBinding'];

/** A manifest's objects as they stand in another namespace; what is cluster-wide gets a name of its own there. */
function objectsFor(namespace: string, options: InstallOptions): Manifest[] {
  const text = readFileSync(join(REAL_CLUSTER, options.manifest ?? 'beskar7.yaml'), 'utf8');
  const objects = loadAll(text) as Manifest[];
  for (const { kind, metadata, roleRef, subjects, spec } of objects) {
    if (kind === 'Namespace') metadata.name = namespace;
    if (metadata.namespace) metadata.namespace = namespace;
    if (CLUSTER_WIDE.includes(kind)) metadata.name = clusterWide(metadata.name, namespace);
    if (roleRef) roleRef.name = clusterWide(roleRef.name, namespace);
    for (const subject of subjects ?? []) subject.namespace = namespace;
    if (kind !== 'Deployment' || !spec) continue;
    for (const container of spec.template.spec.containers) adapt(container, options);
    if (options.replicas !== undefined) spec.replicas = options.replicas;
    options.deployment?.(spec);
  }
  const { beside = [], rights } = options;
  const kept = rights ? objects.filter(({ kind }) => !kind.includes('Role')) : objects;
  const more = [...beside, ...(rights ?? [])] as Manifest[];
  return [
    ...kept,
    ...more.map((one) => {
      if (!CLUSTER_WIDE.includes(one.kind)) return { ...one, metadata: { ...one.metadata, namespace } };
      return { ...one, metadata: { ...one.metadata, name: clusterWide(one.metadata.name, namespace) } };
    }),
  ];
}

function adapt(container: Container, { program, args, livenessProbe }: InstallOptions): void {
  if (program) {
    container.image = `localhost/${program}:1`;
    container.command = [`/${program}`];
  }
  if (args) container.args = args(container.args ?? []);
  if (livenessProbe === false) delete container.livenessProbe;
}

/** The name that a cluster-wide object of the manifests has for one namespace. */
export function clusterWide(name: string, namespace: string): string {
  return `${name}-${namespace}`;
}

/** Runs a test in a fresh namespace that is there with the objects given for it, and takes everything away again. */
export async function inNamespace(
  topic: string,
  objects: (namespace: string) => readonly object[],
  test: (namespace: string) => Promise<void>,
): Promise<void> {
  const namespace = `${topic}-${randomBytes(3).toString('hex')}`;
  const own = [...objects(namespace)] as Manifest[];
  const space = own.some(({ kind }) => kind === 'Namespace')
    ? []
    : [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }];
  try {
    await create([...space, ...own]);
    await test(namespace);
  } finally {
    const wide = own.filter(({ kind }) => CLUSTER_WIDE.includes(kind));
    const names = [`namespace/${namespace}`, ...wide.map(({ kind, metadata }) => `${kind}/${metadata.name}`)];
    await kubectl(['delete', '--ignore-not-found', '--wait=false', ...names]);
  }
}

/** Runs a test beside a fresh install whose pods are not waited for. */
export function withStarting(topic: string, options: InstallOptions, test: (namespace: string) => Promise<void>) {
  return inNamespace(topic, (namespace) => objectsFor(namespace, options), test);
}

/** Runs a test beside a fresh install: every replica ready, one of them leads. */
export function withInstall(topic: string, options: InstallOptions, test: (namespace: string) => Promise<void>) {
  return withStarting(topic, options, async (namespace) => {
    await rolledOut(namespace);
    await leaderOf(namespace);
    await steady(namespace);
    await test(namespace);
  });
}

/** Longer than any retry period of the suite, shorter than what b7le calls late with client-go's defaults. */
const STEADY_MS = 6_000;

/**
 * Waits until the leader renews as it should, as kubectl sees it: twice in a row, none of it late. A fresh pod of a busy
 * machine may be cut off for ten seconds at first; then `late` is the truth, and no fault of what is tested.
 */
async function steady(namespace: string): Promise<void> {
  let last = '';
  let since = performance.now();
  let renewals = 0;
  await until(`steady renewals in ${namespace}`, 60_000, async () => {
    const now = performance.now();
    const renewed = (await leaseIn(namespace))?.renewTime ?? '';
    if (renewed !== last) {
      // by the leader's own stamps: a slow look at it says nothing of it
      const gap = last === '' ? now - since : Date.parse(renewed) - Date.parse(last);
      renewals = gap < STEADY_MS ? renewals + 1 : 0;
      last = renewed;
      since = now;
    }
    return renewals >= 3 ? true : null;
  });
}

export async function rolledOut(namespace: string, deployment = DEPLOYMENT): Promise<void> {
  await kubectl(['-n', namespace, 'rollout', 'status', `deployment/${deployment}`, '--timeout=90s']);
}

export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseTransitions?: number;
  readonly renewTime?: string;
}

/** What the Lease says now, null while there is none. */
export async function leaseIn(namespace: string, name = LEASE): Promise<LeaseSpec | null> {
  const text = await kubectl(['-n', namespace, 'get', 'lease', name, '--ignore-not-found', '-o', 'json']);
  return text === '' ? null : (JSON.parse(text) as { spec: LeaseSpec }).spec;
}

/** Waits for a holder, and names its pod. @param former an identity that is not waited for */
export async function leaderOf(namespace: string, former = ''): Promise<{ identity: string; pod: string }> {
  const identity = await until(`a leader in ${namespace}`, 40_000, async () => {
    const holder = (await leaseIn(namespace))?.holderIdentity;
    return holder && holder !== former ? holder : null;
  });
  return { identity, pod: identity.slice(0, identity.lastIndexOf('_')) };
}

export async function podsIn(namespace: string): Promise<string[]> {
  const names = await kubectl(['-n', namespace, 'get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}']);
  return names.split(' ').filter(Boolean);
}

/** A Lease of an hour ago, by a pod that no workload has. */
export function orphanedLease(namespace: string): object {
  const at = `${new Date(Date.now() - 3_600_000).toISOString().slice(0, -1)}000Z`;
  const holderIdentity = 'old-manager-5875b8f7c6-zcbmh_3f0a2c1e-8d4b-4f6a-9b7c-5e1d2a3b4c5d';
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'old.example.com', namespace },
    spec: { holderIdentity, leaseDurationSeconds: 15, leaseTransitions: 3, acquireTime: at, renewTime: at },
  };
}
