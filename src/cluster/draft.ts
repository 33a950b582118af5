// An Observation in the making: what the first round read, and room for the rest.

import type { Observation, Scope, Sighting } from '../election/observation.ts';
import type { Cluster } from './cluster.ts';
import type { Reader } from './reading.ts';
import { stampsFollowRenewals } from './server-version.ts';

export type Draft = { -readonly [K in keyof Observation]: Observation[K] };

/** What the first round read, with nothing of the rest. */
export function draftOf(
  cluster: Cluster,
  scope: Scope,
  version: string | null,
  leases: Sighting[],
  rest: Pick<Observation, 'workloads' | 'pods' | 'events'>,
  reader: Reader,
): Draft {
  const { context, server } = cluster;
  return {
    apiVersion: 'b7le.observation/v1',
    takenAt: '',
    scope,
    cluster: { context, server, version, stampsFollowRenewals: stampsFollowRenewals(version), clockSkewMs: null },
    leases,
    ...rest,
    nodes: [],
    scrapes: [],
    budgets: [],
    locks: [],
    leaseCandidates: [],
    podEvents: [],
    nodeCount: null,
    access: null,
    around: null,
    logs: null,
    gaps: reader.gaps,
  };
}

export async function readVersion(cluster: Cluster, reader: Reader): Promise<string | null> {
  try {
    return (await cluster.version()) || null;
  } catch (error) {
    reader.miss('version', null, 'get the version of the API server', error);
    return null;
  }
}
