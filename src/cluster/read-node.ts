// One node, read by itself: whoever may do the rest may not be allowed to.

import type { NodeState } from '../election/observation.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { toNode } from './translate.ts';

/** @returns the error where it could not be read */
export async function readNode(cluster: Cluster, name: string): Promise<NodeState | ClusterError> {
  try {
    return toNode((await cluster.get('nodes', null, name)).value);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return error;
  }
}
