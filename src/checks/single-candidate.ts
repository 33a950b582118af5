// One replica: nobody stands by, and every restart is a time without a leader.

import { validCandidates } from '../election/coordination.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { type Check, HOLDS, type Judgement } from './check.ts';
import { gapIn } from './gaps.ts';
import { kubectl, leaseSubject, reference, workloadSubject } from './wording.ts';

export const singleCandidate: Check = {
  id: 'single-candidate',
  suite: 'workload',
  title: 'somebody stands by',
  worst: 'info',
  needs: ['workloads'],
  applies: ({ program, electionOn, coordinated }) =>
    electionOn !== false && (!program?.controlPlane || coordinated !== null),
  judge(election, observation) {
    const { workload } = election;
    if (!workload) return ofLeaseCandidates(election, observation);
    if (workload.replicas !== 1 || workload.kind === 'DaemonSet') return HOLDS;
    return [
      {
        severity: 'info',
        subject: workloadSubject(workload),
        summary: `${reference(workload)} has one replica: nobody stands by`,
        facts: { replicas: 1 },
        remedy: [
          {
            text: 'a second replica takes over without waiting for a new process',
            command: kubectl(observation, workload.namespace, 'scale', reference(workload), '--replicas=2'),
          },
        ],
      },
    ];
  },
};

/** Who stands by for a coordinated election outside of pods shows in LeaseCandidates alone (reference 1.10). */
function ofLeaseCandidates(election: Election, observation: Observation): Judgement {
  const { coordinated, leaseName } = election;
  if (!coordinated) return HOLDS;
  const gap = gapIn(['lease-candidates'], election, observation);
  if (gap) return { unknown: `who stands by is in LeaseCandidates: ${gap.detail}` };
  const valid = validCandidates(coordinated, observation.takenAt);
  if (valid.length !== 1) return HOLDS;
  return [
    {
      severity: 'info',
      subject: leaseSubject(election),
      summary: `${leaseName} has one LeaseCandidate: nobody stands by`,
      facts: { leaseCandidates: 1 },
      remedy: [{ text: 'a second control plane node gives it another one', command: null }],
    },
  ];
}
