// All replicas on one node of several: with that node the leader and every standby go at once.

import type { Election } from '../election/election.ts';
import { sharedNode } from '../election/placement.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, subjectOf } from './wording.ts';

export const sameNode: Check = {
  id: 'same-node',
  suite: 'workload',
  title: 'replicas run on several nodes',
  worst: 'info',
  needs: ['pods', 'workloads', 'node-count'],
  applies(election, unread) {
    const { workload, candidates, electionOn } = election;
    if (electionOn === false || workload?.kind === 'DaemonSet') return false;
    if (nodeOf(election) !== null) return true;
    if (workload === null) return candidates.length === 0 && unread.has('workloads');
    return workload.replicas > 1 && unread.has('pods');
  },
  judge(election, observation) {
    const node = nodeOf(election);
    const { workload } = election;
    const { nodeCount } = observation;
    if (node === null) return HOLDS;
    if (nodeCount === null) {
      return { unknown: `all replicas run on ${node.name}; how many nodes there are was not read` };
    }
    if (nodeCount < 2) return HOLDS;
    const whose = workload ? `of ${reference(workload)} ` : '';
    return [
      {
        severity: 'info',
        subject: subjectOf(election),
        summary: `all ${node.replicas} replicas ${whose}run on ${node.name}, one of ${nodeCount} nodes`,
        facts: { node: node.name, nodes: nodeCount, replicas: node.replicas },
        remedy: [
          {
            text: 'spread them: a topology spread or an anti-affinity over kubernetes.io/hostname in the template',
            command: workload ? kubectl(observation, workload.namespace, 'edit', reference(workload)) : null,
          },
        ],
      },
    ];
  },
};

/** The node that all replicas share, where several are wanted. */
function nodeOf({ workload, candidates }: Election): ReturnType<typeof sharedNode> {
  if (workload && workload.replicas < 2) return null;
  return sharedNode(candidates.map(({ pod }) => pod));
}
