// The reads that only doctor makes, each only where something gave reason for it, at once, and each failure a gap.

import type { Around, EgressPolicy, Usage } from '../election/around.ts';
import { canRun } from '../election/candidate.ts';
import type { Election } from '../election/election.ts';
import type { Container, Evidence, Observation } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import type { Cluster, Resource } from './cluster.ts';
import { ClusterError, describeQuestion } from './cluster-error.ts';
import type { Reader } from './reading.ts';
import { toLease } from './translate.ts';
import {
  limitsEgress,
  type ServerPlace,
  toEgressPolicy,
  toObstacle,
  toQuota,
  toServerPlace,
  toService,
  toUsage,
} from './translate-around.ts';

const FRESH_MS = 600_000;

export async function readAround(
  cluster: Cluster,
  reader: Reader,
  elections: readonly Election[],
  facts: Pick<Observation, 'scope' | 'leases'>,
): Promise<Around> {
  const within = (some: readonly Election[]): readonly (string | null)[] =>
    facts.scope.namespace === null && some.length > 0
      ? [null]
      : [...new Set(some.map(({ workload, namespace }) => workload?.namespace ?? namespace))];
  const list = async <T>(
    evidence: Evidence,
    resource: Resource,
    some: readonly Election[],
    to: (item: unknown) => T,
  ) => {
    const parts = await Promise.all(within(some).map((where) => reader.list(evidence, resource, where, to)));
    return parts.flatMap(({ value }) => value);
  };
  const wanting = elections.filter(lacksReplicas);
  const warnings = Promise.all(
    within(wanting).map((where) => reader.list('obstacles', 'events', where, toObstacle, 'type=Warning')),
  );
  const killed = elections.filter(({ candidates }) => candidates.some(({ pod }) => pod.containers.some(wasKilled)));
  const [egress, services, quotas, obstacles, usage, leases] = await Promise.all([
    readPolicies(reader, within(elections)),
    list('services', 'services', elections, toService),
    list('quotas', 'resourcequotas', wanting, toQuota),
    warnings,
    readUsage(cluster, reader, within(killed)),
    elections.some(gaveTrouble) ? readLeases(reader, facts) : null,
  ]);
  return {
    ...egress,
    services,
    quotas,
    obstacles: obstacles.flatMap(({ value }) => value.filter((obstacle) => obstacle !== null)),
    usage,
    leases,
  };
}

function lacksReplicas({ workload, candidates }: Election): boolean {
  return workload !== null && candidates.filter(({ pod }) => canRun(pod)).length < workload.replicas;
}

function wasKilled({ ended, lastEnded }: Container): boolean {
  return ended?.reason === 'OOMKilled' || lastEnded?.reason === 'OOMKilled';
}

/** A Lease that is not renewed, or has moved of late by its holder's own stamps: only then the others are of interest (F8). */
function gaveTrouble({ lease, renewal }: Election): boolean {
  const ledFor = between(lease?.acquireTime ?? null, lease?.renewTime ?? null);
  const fresh = ledFor !== null && ledFor < FRESH_MS;
  return lease !== null && renewal.state !== 'off' && (renewal.state !== 'renewing' || fresh);
}

/** Where the API server listens is asked only where some policy limits what pods may reach. */
async function readPolicies(
  reader: Reader,
  namespaces: readonly (string | null)[],
): Promise<{ policies: EgressPolicy[]; serverPorts: readonly number[] | null }> {
  const found = await Promise.all(
    namespaces.map((where) => reader.list('policies', 'networkpolicies', where, (item) => item)),
  );
  const limiting = found.flatMap(({ value }) => value).filter(limitsEgress);
  if (limiting.length === 0) return { policies: [], serverPorts: null };
  const server = await readServer(reader);
  return {
    policies: limiting.map((policy) => toEgressPolicy(policy, server)),
    serverPorts: server === null || server.ports.length === 0 ? null : server.ports,
  };
}

/** Endpoints are on their way out; where they may not be read the EndpointSlice may. */
async function readServer(reader: Reader): Promise<ServerPlace | null> {
  const before = reader.gaps.length;
  const { value } = await reader.get('server-ports', 'endpoints', 'default', 'kubernetes', toServerPlace);
  if (value !== null && value.ports.length > 0) return value;
  const refused = reader.gaps.splice(before);
  const slice = await reader.get('server-ports', 'endpointslices', 'default', 'kubernetes', toServerPlace);
  if (slice.value === null) reader.gaps.push(...refused);
  return slice.value;
}

/** Null, and no gap, where the cluster serves no metrics. */
async function readUsage(
  cluster: Cluster,
  reader: Reader,
  namespaces: readonly (string | null)[],
): Promise<readonly Usage[] | null> {
  if (namespaces.length === 0) return null;
  try {
    const parts = await Promise.all(namespaces.map((where) => cluster.list('podmetrics', where)));
    return parts.flatMap(({ value }) => value.flatMap(toUsage));
  } catch (error) {
    const absent = error instanceof ClusterError && (error.reason === 'unsupported' || error.reason === 'not-found');
    const question = { verb: 'list', resource: 'podmetrics', namespace: namespaces[0] ?? null, name: null } as const;
    if (!absent) reader.miss('usage', namespaces[0] ?? null, describeQuestion(question), error);
    return null;
  }
}

async function readLeases(
  reader: Reader,
  { scope, leases }: Pick<Observation, 'scope' | 'leases'>,
): Promise<Around['leases']> {
  if (scope.namespace === null) return leases.map(({ lease }) => lease).filter(isElection);
  const before = reader.gaps.length;
  const { value } = await reader.list('other-leases', 'leases', null, toLease);
  return reader.gaps.length > before ? null : value.filter(isElection);
}

const isElection = ({ purpose }: { readonly purpose: string }): boolean => purpose === 'election';
