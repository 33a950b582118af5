// Two workloads under one Lease (F7): one of them works, and the other waits for its turn for ever.

import type { Election } from '../election/election.ts';
import type { Observation, Workload } from '../election/observation.ts';
import { elects } from '../election/rivals.ts';
import { type Check, HOLDS, type Judgement } from './check.ts';
import { knownElections, speaker } from './elections.ts';
import { gapIn } from './gaps.ts';
import { kubectl, leaseSubject, reference } from './wording.ts';

export const sharedLease: Check = {
  id: 'shared-lease',
  suite: 'leaders',
  title: 'one workload contends for the Lease',
  worst: 'critical',
  needs: ['leases', 'workloads'],
  applies: ({ workload, electionOn }, unread) =>
    electionOn !== false && (workload !== null || unread.has('workloads') || unread.has('leases')),
  judge(election, observation) {
    const { workload, rivals, leaseName } = election;
    if (!workload || workload.replicas === 0) return HOLDS;
    const others = rivals.filter(({ replicas }) => replicas > 0);
    if (others.length === 0) return unseen(election, observation);
    if (!election.lease && !speaks(election, observation)) return HOLDS;
    const all = [workload, ...others].map(nameOf);
    const holds = election.holder?.pod ? `; ${reference(workload)} holds it` : '';
    return [
      {
        severity: 'critical',
        subject: leaseSubject(election),
        summary: `${all.length} workloads contend for one Lease, so that only one of them works: ${all.join(', ')}${holds}`,
        facts: { workloads: all, lease: leaseName, holder: election.holder?.identity ?? null },
        remedy: others.slice(0, 1).map((other) => ({
          text: `give ${nameOf(other)} a Lease of its own: another name, as in --leader-election-id, or another namespace`,
          command: kubectl(observation, other.namespace, 'edit', reference(other)),
        })),
      },
    ];
  },
};

function nameOf(workload: Workload): string {
  return reference(workload);
}

/** Where there is no Lease each of them has an election of its own, and the first one tells. */
function speaks(election: Election, observation: Observation): boolean {
  const same = knownElections(observation).all.filter(
    ({ lease, leaseName, namespace }) =>
      lease === null && leaseName === election.leaseName && namespace === election.namespace,
  );
  return speaker(same, observation) === election.id;
}

/** Past leaders stand in Events: where these or the pods are forbidden, a neighbour that elects and has no Lease may be a rival. */
function unseen(election: Election, observation: Observation): Judgement {
  const { lease, workload } = election;
  const gap = gapIn(['events', 'pods'], election, observation);
  if (!gap || !lease) return HOLDS;
  const alone = knownElections(observation).all.find(
    (other) =>
      other.lease === null &&
      other.workload !== null &&
      other.workload !== workload &&
      other.namespace === lease.namespace &&
      other.workload.replicas > 0 &&
      elects(other.workload) &&
      other.workload.arguments.leaseName === null,
  );
  if (!alone?.workload) return HOLDS;
  return {
    unknown: `${reference(alone.workload)} has no Lease, and whether it ever led this one is not known: ${gap.detail}`,
  };
}
