// Election is switched off: several replicas then all work at once, and no Lease shows it (F23).

import { type Check, HOLDS, type Trouble } from './check.ts';
import { kubectl, reference, workloadSubject } from './wording.ts';

export const electionOff: Check = {
  id: 'election-off',
  suite: 'leaders',
  title: 'several replicas elect one of them',
  worst: 'critical',
  needs: ['workloads'],
  applies: ({ electionOn, workload, renewal, program }) =>
    electionOn === false || (workload === null && renewal.state !== 'renewing' && !program?.controlPlane),
  judge({ workload, candidates, electionOn, arguments: set, renewal }, observation) {
    if (!workload || electionOn !== false || renewal.state === 'renewing' || renewal.state === 'late') return HOLDS;
    const replicas = Math.max(workload.replicas, candidates.filter(({ pod }) => pod.phase === 'Running').length);
    const surge = workload.surge ?? 0;
    const by = set?.enabledBy ?? 'its program';
    const trouble = (severity: Trouble['severity'], summary: string): Trouble => ({
      severity,
      subject: workloadSubject(workload),
      summary,
      facts: { enabledBy: by, replicas, surge },
      remedy: [
        {
          text: 'switch it on (--leader-elect=true), or run one replica with strategy Recreate',
          command: kubectl(observation, workload.namespace, 'edit', reference(workload)),
        },
      ],
    });
    if (replicas > 1)
      return [
        trouble(
          'critical',
          `election is off (${by}) and ${replicas} replicas of ${reference(workload)} all work at once`,
        ),
      ];
    if (replicas === 1 && surge > 0)
      return [trouble('info', `election is off (${by}); a rollout of ${reference(workload)} runs two at once`)];
    return HOLDS;
  },
};
