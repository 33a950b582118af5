// The second round: what only some elections give reason to ask for, on connections that the first round opened.

import type { Election } from '../election/election.ts';
import { looksLikePodName } from '../election/identity.ts';
import { isHeld } from '../election/lease.ts';
import type { Observation } from '../election/observation.ts';
import { sharedNode } from '../election/placement.ts';
import type { LegacyLock, PodEvent } from '../election/surroundings.ts';
import type { Reader } from './reading.ts';
import { atLeast } from './server-version.ts';
import { toBudget, toLeaseCandidate, toLegacyLock, toPodEvent } from './translate-surroundings.ts';

type Surroundings = Pick<Observation, 'budgets' | 'locks' | 'leaseCandidates' | 'podEvents' | 'nodeCount'>;

/** With more doubtful holders than this the whole cluster is in trouble, and single Events explain nothing. */
const MOST_HOLDERS = 10;

/**
 * Budgets of the workloads, candidates of coordinated elections, Events on holders that are gone, how many
 * nodes there are where all replicas share one, and old locks. The last are asked for in one namespace only: in all of them
 * every ConfigMap of the cluster would be read; `locks` is then empty, and the check says that nobody asked.
 */
export async function readSurroundings(
  reader: Reader,
  elections: readonly Election[],
  { scope: { namespace }, cluster }: Pick<Observation, 'scope' | 'cluster'>,
): Promise<Surroundings> {
  const beta = !atLeast(cluster.version, 21);
  const guarded = elections.filter(
    ({ workload }) => workload && workload.kind !== 'DaemonSet' && workload.replicas > 0,
  );
  const coordinated = elections.filter(({ lease }) => lease !== null && lease.strategy !== null);
  const within = (some: readonly Election[]) =>
    namespace === null && some.length > 0
      ? [null]
      : [...new Set(some.map((one) => one.workload?.namespace ?? one.namespace))];
  const [budgets, leaseCandidates, podEvents, nodeCount, locks] = await Promise.all([
    Promise.all(
      within(guarded).map((where) =>
        reader.list('budgets', 'poddisruptionbudgets', where, (item) => toBudget(item, beta)),
      ),
    ),
    Promise.all(
      within(coordinated).map((where) => reader.list('lease-candidates', 'leasecandidates', where, toLeaseCandidate)),
    ),
    readPodEvents(reader, elections),
    elections.some(({ candidates }) => sharedNode(candidates.map(({ pod }) => pod)) !== null)
      ? reader.count('node-count', 'nodes')
      : null,
    namespace === null ? [] : readLocks(reader, within(elections) as readonly string[]),
  ]);
  return {
    budgets: budgets.flatMap(({ value }) => value),
    leaseCandidates: leaseCandidates.flatMap(({ value }) => value),
    podEvents,
    nodeCount,
    locks,
  };
}

async function readLocks(reader: Reader, namespaces: readonly string[]): Promise<LegacyLock[]> {
  const kinds = [
    ['ConfigMap', 'configmaps'],
    ['Endpoints', 'endpoints'],
  ] as const;
  const found = await Promise.all(
    namespaces.flatMap((namespace) =>
      kinds.map(async ([kind, resource]) => {
        const { value, date } = await reader.metadata('locks', resource, namespace);
        return value.map((item) => toLegacyLock(kind, item, date)).filter((lock) => lock !== null);
      }),
    ),
  );
  return found.flat();
}

/** How holders that no longer renew came to their end, as far as the kubelet and the controllers told. */
async function readPodEvents(reader: Reader, elections: readonly Election[]): Promise<PodEvent[]> {
  const doubtful = elections.flatMap(({ lease, holder, renewal, workload }) => {
    if (!lease || !isHeld(lease) || !holder || renewal.state === 'renewing') return [];
    const name = holder.pod?.name ?? holder.host;
    return looksLikePodName(name)
      ? [{ namespace: holder.pod?.namespace ?? workload?.namespace ?? lease.namespace, name }]
      : [];
  });
  const found = await Promise.all(
    doubtful
      .slice(0, MOST_HOLDERS)
      .map(({ namespace, name }) =>
        reader.list(
          'pod-events',
          'events',
          namespace,
          toPodEvent,
          `involvedObject.kind=Pod,involvedObject.name=${name}`,
        ),
      ),
  );
  return found.flatMap(({ value }) => value.filter((event) => event !== null));
}
