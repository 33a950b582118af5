// An old Lease that no existing workload uses: the trace of a renamed or removed controller, harmless (F2, F7).

import { workloadOfPod } from '../election/candidate.ts';
import type { Election } from '../election/election.ts';
import { ownersByName } from '../election/identity.ts';
import type { Observation } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS, NOT_PROVEN } from './check.ts';
import { kubectl, leaseSubject, unrenewedFor } from './wording.ts';

/** Without a name that tells of a workload, only age makes a Lease old: no restart takes an hour. */
const OLD_MS = 3_600_000;

export const leaseOrphaned: Check = {
  id: 'lease-orphaned',
  suite: 'lease',
  title: 'every Lease is used by a workload',
  worst: 'info',
  needs: ['leases', 'renewal', 'pods', 'workloads', 'elsewhere'],
  applies: ({ lease, workload, program }, unread) =>
    lease !== null &&
    !program?.controlPlane &&
    (workload === null || (program?.givenUp === true && unread.has('pods'))),
  judge(election, observation) {
    const { renewal, holder, lease } = election;
    if (!holder?.pod && (renewal.state === 'unknown' || renewal.agoMs === null)) return NOT_PROVEN;
    if (!isOrphaned(election, observation)) return HOLDS;
    return [
      {
        severity: 'info',
        subject: leaseSubject(election),
        summary: `left behind: unrenewed for ${unrenewedFor(renewal)}, and no workload uses it any more`,
        facts: {
          unrenewedMs: renewal.agoMs,
          renewTime: lease?.renewTime ?? null,
          lastHolder: holder?.identity ?? null,
        },
        remedy: [
          {
            text: 'harmless; look at it, and once you know that nothing uses it, it can go',
            command: kubectl(observation, election.namespace, 'get', `lease/${election.leaseName}`, '-o', 'yaml'),
          },
        ],
      },
    ];
  },
};

/** Whether a Lease is of the past, as far as everything was read: see the gaps before believing it. */
export function isOrphaned(election: Election, observation: Observation): boolean {
  const { renewal, holder, lease, workload, program } = election;
  if (!lease || workload || program?.controlPlane || holder?.pod || !renewal.overdue) return false;
  const names = holder ? ownersByName(holder.host) : null;
  const set = names?.deployment ?? null;
  // a ReplicaSet's pod name tells of its workload by itself, unless an owner of a kind b7le does not list has pods beside it
  if (set !== null) {
    const beside = observation.pods.filter(
      (pod) => pod.owner?.name.startsWith(`${set}-`) && pod.namespace === lease.namespace,
    );
    return !beside.some((pod) => workloadOfPod(pod, observation.workloads) === null);
  }
  const claimedMs = between(lease.renewTime, observation.takenAt) ?? 0;
  return Math.max(renewal.agoMs ?? 0, claimedMs) >= OLD_MS;
}
