// Election is on and replicas run, and yet there is no Lease: nobody may read or create one, or nobody gets as far as trying (F5, F9).

import { canRun, electorOf } from '../election/candidate.ts';
import { type Election, electionsOf } from '../election/election.ts';
import { lockState, locksOf, oldKindOf } from '../election/legacy.ts';
import type { Observation } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS, type Judgement } from './check.ts';
import { gapIn } from './gaps.ts';
import { kubectl, leaseSubject, reference, subjectOf } from './wording.ts';

/** The first try comes at once after start; this much later there is a Lease or a reason. */
const PATIENCE_MS = 10_000;

export const leaseAbsent: Check = {
  id: 'lease-absent',
  suite: 'lease',
  title: 'a workload that elects has its Lease',
  worst: 'critical',
  needs: ['leases', 'pods'],
  applies: ({ lease, electionOn }) => lease === null && electionOn !== false,
  judge(election, observation) {
    const { candidates, workload, electionOn, leaseName, namespace } = election;
    const running = candidates.map(({ pod }) => pod).filter(canRun);
    if (!workload) return withoutWorkload(election, observation);
    if (running.length === 0) return HOLDS;
    if (electionOn === null)
      return { unknown: `nothing tells whether ${reference(workload)} elects: its arguments do not` };
    const ages = running.map((pod) => between(electorOf(pod)?.runningSince ?? null, observation.takenAt) ?? 0);
    if (Math.max(...ages) < PATIENCE_MS) return HOLDS;
    const stray = electionsOf(observation).find(
      (other) => other.lease?.namespace === namespace && !other.workload && other.renewal.state === 'renewing',
    );
    if (stray)
      return {
        unknown: `${stray.leaseName} is renewed by ${stray.holder?.identity}, who may be of ${reference(workload)}`,
      };
    const elsewhere = byOldLock(election, observation);
    if (elsewhere) return elsewhere;
    const alone = running.length === 1;
    const which = leaseName === null ? `no Lease of ${alone ? 'its own' : 'theirs'}` : `no Lease ${leaseName}`;
    return [
      {
        severity: 'critical',
        subject: leaseName === null ? subjectOf(election) : leaseSubject(election),
        summary: `${running.length} ${alone ? 'candidate' : 'candidates'} of ${reference(workload)} ${alone ? 'runs' : 'run'} with election on, and there is ${which} in ${namespace}`,
        facts: { candidates: running.length, namespace, leaseName },
        remedy: [
          {
            text: 'shows what keeps them from it: rights, or caches that never sync',
            command: kubectl(observation, workload.namespace, 'logs', running[0]?.name ?? '', '--tail=50'),
          },
        ],
      },
    ];
  },
};

/** An election that logs alone show, and that no Lease stands for: whose it is is told by what could not be read, or by nothing. */
function withoutWorkload(election: Election, observation: Observation): Judgement {
  const gap = election.electionOn === true ? gapIn(['workloads'], election, observation) : null;
  if (gap === null) return HOLDS;
  return {
    unknown: `there is no Lease ${election.leaseName ?? ''}, and who should have it could not be read: ${gap.detail}`,
  };
}

/** Who elects by a ConfigMap or Endpoints alone needs no Lease: legacy-lock tells of that. Null where nobody does. */
function byOldLock(election: Election, observation: Observation): Judgement | null {
  const states = locksOf(election, observation).map(({ lock }) => lockState(lock, observation).state);
  if (states.includes('renewed')) return HOLDS;
  const kind = oldKindOf(election);
  const alone = kind !== null && !kind.endsWith('leases');
  const unread = observation.scope.namespace === null || observation.gaps.some(({ evidence }) => evidence === 'locks');
  if (!states.includes('unknown') && !(alone && unread)) return null;
  return { unknown: 'it may elect by an old lock, and whether that is renewed could not be told' };
}
