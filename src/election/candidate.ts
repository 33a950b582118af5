// The replicas of an election: who could take the Lease, who holds it, whose process is gone (reference 1.5, 1.9; F3).

import { changesWithProcess, ownersByName } from './identity.ts';
import { isHeld, type Lease } from './lease.ts';
import type { Container, Pod, Termination, Workload } from './observation.ts';
import { between, type Renewal } from './renewal.ts';

export type Role = 'leader' | 'standby' | 'not-competing' | 'unknown';

/** The container that elects. */
export function electorOf(pod: Pod): Container | null {
  return pod.containers.find(({ name }) => name === pod.arguments.container) ?? pod.containers[0] ?? null;
}

/** A pod whose elector runs and is not asked to stop: it could take the Lease now or in a moment. */
export function canRun(pod: Pod): boolean {
  return pod.phase === 'Running' && pod.deletedAt === null && (electorOf(pod)?.runningSince ?? null) !== null;
}

/** A pod that is there and will never run again. */
export function hasEnded({ phase }: Pod): boolean {
  return phase === 'Failed' || phase === 'Succeeded';
}

/**
 * A pod on its way: no trouble yet, only not there. A young one, or one between two processes: the kubelet starts the next at
 * once where it gives no reason to wait. Trouble is what has a reason, or takes over a minute.
 */
export function isStarting(pod: Pod, now: string): boolean {
  if (pod.deletedAt !== null || canRun(pod) || hasEnded(pod)) return false;
  const age = between(pod.createdAt, now);
  const elector = electorOf(pod);
  const waiting = elector?.waitingReason ?? null;
  if (pod.phase === 'Running' && elector?.ended && waiting === null) return true;
  const justWaits = waiting === null || waiting === 'ContainerCreating' || waiting === 'PodInitializing';
  return pod.notScheduled === null && justWaits && age !== null && age < 60_000;
}

/** Why a pod cannot compete, in the cluster's own words; null where it can. */
export function obstacleOf(pod: Pod): string | null {
  if (canRun(pod)) return null;
  if (pod.deletedAt !== null) return 'is being deleted';
  if (pod.notScheduled !== null) return `is not scheduled: ${pod.notScheduled}`;
  const elector = electorOf(pod);
  if (elector?.waitingReason) return `waits: ${elector.waitingReason}`;
  if (elector?.ended) return `ended: ${describeEnd(elector.ended)}`;
  return `is ${pod.phase ?? 'in no known phase'}`;
}

/** `exit 137, OOMKilled`. */
export function describeEnd({ exitCode, reason }: Termination): string {
  const code = exitCode === null ? 'no exit code' : `exit ${exitCode}`;
  return reason && reason !== 'Error' && reason !== 'Completed' ? `${code}, ${reason}` : code;
}

/**
 * Whether the process that took the Lease is gone although a pod of its name lives. Two proofs: the pod was made after the last
 * renewal (both by the API server's clock), or the container started after `acquireTime` (both by its node's clock, reference
 * 1.5), which needs a restart that the kubelet counted, so that a wrong clock alone proves nothing. Only for identities that
 * change with the process.
 * @param renewedAt the last renewal by the API server's clock, null where not known
 * @returns false also where nothing can be told
 */
export function processIsGone(lease: Lease, pod: Pod, renewedAt: string | null): boolean {
  const elector = electorOf(pod);
  if (!isHeld(lease) || !changesWithProcess(lease.holderIdentity)) return false;
  const madeAfter = between(renewedAt, pod.createdAt);
  if (madeAfter !== null && madeAfter > 0) return true;
  if (!elector) return false;
  if (elector.runningSince === null) return endedSince(lease, elector.ended ?? elector.lastEnded);
  // a coordinated Lease has no acquireTime; who renewed before the container started is gone as well
  const startedAfter = between(lease.acquireTime ?? lease.renewTime, elector.runningSince);
  return elector.restarts > 0 && startedAfter !== null && startedAfter > 0;
}

function endedSince(lease: Lease, end: Termination | null): boolean {
  const after = between(lease.acquireTime ?? lease.renewTime, end?.finishedAt ?? null);
  return after !== null && after > -1000;
}

/** The part a replica plays (contract 3). `standby` is a ready replica with election on; `not-competing` needs evidence. */
export function roleOf(
  pod: Pod,
  facts: {
    readonly lease: Lease | null;
    readonly holderPod: Pod | null;
    readonly renewal: Renewal;
    readonly renewedAt: string | null;
    readonly electionOn: boolean | null;
  },
): Role {
  const { lease, holderPod, renewal, renewedAt, electionOn } = facts;
  if (electionOn === false) return 'not-competing';
  const holds = lease !== null && holderPod?.name === pod.name && holderPod.namespace === pod.namespace;
  const alive = renewal.state === 'renewing' || (holds && !processIsGone(lease, pod, renewedAt));
  if (holds && alive) return renewal.state === 'renewing' || renewal.state === 'late' ? 'leader' : 'unknown';
  if (!canRun(pod)) return pod.deletedAt === null ? 'not-competing' : 'unknown';
  return pod.ready && electionOn === true ? 'standby' : 'unknown';
}

const ORDER: readonly Role[] = ['leader', 'standby', 'unknown', 'not-competing'];

/** Replicas as they are listed: who leads first. */
export function byRoleAndName(a: { role: Role; pod: Pod }, b: { role: Role; pod: Pod }): number {
  return ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || (a.pod.name < b.pod.name ? -1 : 1);
}

/** The pods of a workload, found by their owner; a Deployment owns through a ReplicaSet called `<deployment>-<template hash>`. */
export function podsOf(workload: Workload, pods: readonly Pod[]): Pod[] {
  return pods.filter((pod) => pod.namespace === workload.namespace && isOf(workload, pod));
}

function isOf(workload: Workload, pod: Pod): boolean {
  if (!pod.owner) return false;
  if (pod.owner.kind === workload.kind) return pod.owner.name === workload.name;
  return (
    workload.kind === 'Deployment' &&
    pod.owner.kind === 'ReplicaSet' &&
    deploymentOf(pod.owner.name, pod) === workload.name
  );
}

/** The Deployment behind a ReplicaSet's name, which the Deployment controller builds from it and the template's hash. */
export function deploymentOf(replicaSet: string, pod: Pod | null): string | null {
  const hash = pod?.templateHash ?? null;
  if (hash !== null) return replicaSet.endsWith(`-${hash}`) ? replicaSet.slice(0, -hash.length - 1) : null;
  const cut = replicaSet.lastIndexOf('-');
  return cut > 0 ? replicaSet.slice(0, cut) : null;
}

/** The workload that owns a pod that is there. */
export function workloadOfPod(pod: Pod, workloads: readonly Workload[]): Workload | null {
  return workloads.find((workload) => workload.namespace === pod.namespace && isOf(workload, pod)) ?? null;
}

/** The workload that a pod of this host name, now gone, belonged to; a host name may be fully qualified. */
export function workloadOfName(host: string, workloads: readonly Workload[]): Workload | null {
  const [label = host] = host.split('.');
  return workloadOfPodName(host, workloads) ?? (label === host ? null : workloadOfPodName(label, workloads));
}

function workloadOfPodName(name: string, workloads: readonly Workload[]): Workload | null {
  const names = ownersByName(name);
  const find = (kind: Workload['kind'], name: string | null) =>
    workloads.find((workload) => workload.kind === kind && workload.name === name) ?? null;
  return (
    find('Deployment', names.deployment) ??
    find('StatefulSet', names.statefulSet) ??
    find('ReplicaSet', names.replicaSet) ??
    find('DaemonSet', names.daemonSet)
  );
}
