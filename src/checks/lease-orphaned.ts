// An old Lease that no existing workload uses: the trace of a renamed or removed controller, harmless (F2, F7).

import { ownersByName } from '../election/identity.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, leaseSubject, unrenewedFor } from './wording.ts';

/** Without a name that tells of a workload, only age makes a Lease old: no restart takes an hour. */
const OLD_MS = 3_600_000;

export const leaseOrphaned: Check = {
  id: 'lease-orphaned',
  suite: 'lease',
  title: 'every Lease is used by a workload',
  worst: 'info',
  needs: ['leases', 'pods', 'workloads', 'elsewhere'],
  applies: ({ lease, workload, program }) => lease !== null && workload === null && !program?.controlPlane,
  judge(election, observation) {
    const { renewal, holder } = election;
    if (holder?.pod || renewal.agoMs === null) return HOLDS;
    const gone = renewal.state === 'expired' || renewal.state === 'released';
    if (!gone || !renewal.overdue) return HOLDS;
    const names = holder ? ownersByName(holder.host) : null;
    const ofWorkload = names !== null && (names.replicaSet !== null || names.statefulSet !== null);
    const claimedMs = Date.parse(observation.takenAt) - Date.parse(election.lease?.renewTime ?? observation.takenAt);
    if (!ofWorkload && Math.max(renewal.agoMs, claimedMs) < OLD_MS) return HOLDS;
    return [
      {
        severity: 'info',
        subject: leaseSubject(election),
        summary: `left behind: unrenewed for ${unrenewedFor(renewal)}, and no workload uses it any more`,
        facts: {
          unrenewedMs: renewal.agoMs,
          renewTime: election.lease?.renewTime ?? null,
          lastHolder: holder?.identity ?? null,
        },
        remedy: [
          {
            text: 'harmless; once you know that nothing uses it, it can go',
            command: kubectl(observation, election.namespace, 'get', `lease/${election.leaseName}`, '-o', 'yaml'),
          },
        ],
      },
    ];
  },
};
