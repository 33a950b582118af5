// Several replicas and no PodDisruptionBudget: a drain may take all of them at once.

import type { Observation, Workload } from '../election/observation.ts';
import { budgetsOf, mayBeGuarded } from './budgets.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, workloadSubject } from './wording.ts';

/** Labels that change with the version: a budget that asks for one guards nobody after the next rollout. */
const OF_A_VERSION = /version|chart|hash|revision/;

export const noDisruptionBudget: Check = {
  id: 'no-disruption-budget',
  suite: 'workload',
  title: 'a disruption budget guards the replicas',
  worst: 'info',
  needs: ['workloads', 'budgets'],
  applies: (election, unread) => mayBeGuarded(election, unread, 2),
  judge({ workload }, observation) {
    if (!workload || budgetsOf(workload, observation).length > 0) return HOLDS;
    return [
      {
        severity: 'info',
        subject: workloadSubject(workload),
        summary: `no disruption budget guards the ${workload.replicas} replicas of ${reference(workload)}`,
        facts: { replicas: workload.replicas },
        remedy: [{ text: 'a budget that lets one go at a time', command: budgetCommand(workload, observation) }],
      },
    ];
  },
};

function budgetCommand(workload: Workload, observation: Observation): string | null {
  const labels = Object.entries(workload.podLabels);
  const lasting = labels.filter(([key]) => !OF_A_VERSION.test(key));
  const selector = (lasting.length > 0 ? lasting : labels).map(([key, value]) => `${key}=${value}`).join(',');
  if (selector === '') return null;
  return kubectl(
    observation,
    workload.namespace,
    'create',
    'poddisruptionbudget',
    workload.name,
    `--selector=${selector}`,
    '--max-unavailable=1',
  );
}
