// No election where one was looked for: whether the namespace exists, what it does have, and where elections are.

import type { Observation } from '../election/observation.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { toLease } from './translate.ts';

/** The error for an Observation without an election: one sentence, and as its hint what there is instead. */
export async function nothingFound(cluster: Cluster, observation: Observation): Promise<ClusterError> {
  const { namespace, target, namespaceSource } = observation.scope;
  if (namespace === null) return new ClusterError('not-found', 'no namespace of this cluster has an election');
  const missing = await isMissing(cluster, namespace);
  const where = `${namespace} (${namespaceSource})`;
  if (missing) {
    const sentence = `the namespace ${where} does not exist`;
    return new ClusterError('not-found', sentence, await elsewhereHint(cluster));
  }
  const unread = observation.gaps.find(({ evidence }) => evidence === 'leases');
  if (unread) {
    // what could not be read is not absent
    const which = target ? `${where} has ${target.name}` : `${where} has an election`;
    return new ClusterError(unread.reason, `whether ${which} could not be told: ${unread.detail}`);
  }
  if (target) {
    const asked =
      target.kind === 'any'
        ? `no Lease and no electing workload named ${target.name}`
        : `no ${target.kind} ${target.name} that takes part in an election`;
    return new ClusterError('not-found', `${where} has ${asked}`, contentsHint(observation));
  }
  return new ClusterError(
    'not-found',
    `${where} has no election: no Lease, and no workload with an election flag`,
    await elsewhereHint(cluster),
  );
}

async function isMissing(cluster: Cluster, namespace: string): Promise<boolean> {
  try {
    await cluster.get('namespaces', null, namespace);
    return false;
  } catch (error) {
    return error instanceof ClusterError && error.reason === 'not-found';
  }
}

function contentsHint({ leases, workloads }: Observation): string {
  const names = [
    ...leases.filter(({ lease }) => lease.purpose === 'election').map(({ lease }) => lease.name),
    ...workloads.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`),
  ];
  return names.length === 0 ? 'it has no Lease and no workload' : `it has: ${listing(names)}`;
}

async function elsewhereHint(cluster: Cluster): Promise<string | null> {
  try {
    const { value } = await cluster.list('leases', null);
    const namespaces = value
      .map(toLease)
      .filter(({ purpose }) => purpose === 'election')
      .map(({ namespace }) => namespace);
    const names = [...new Set(namespaces)].sort();
    return names.length === 0 ? 'no namespace has one' : `namespaces with elections: ${listing(names)}`;
  } catch (error) {
    if (error instanceof ClusterError) return null;
    throw error;
  }
}

function listing(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
}
