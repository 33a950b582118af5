// A PodDisruptionBudget that never lets a pod go: drains of its node hang until somebody steps in.

import type { Workload } from '../election/observation.ts';
import type { Budget } from '../election/surroundings.ts';
import { budgetsOf, mayBeGuarded, neverAllows } from './budgets.ts';
import { type Check, HOLDS, type Trouble } from './check.ts';
import { kubectl, reference } from './wording.ts';

export const disruptionBudgetBlocks: Check = {
  id: 'disruption-budget-blocks',
  suite: 'workload',
  title: 'the disruption budget lets a pod go',
  worst: 'warning',
  needs: ['workloads', 'budgets'],
  applies: (election, unread) => mayBeGuarded(election, unread, 1),
  judge({ workload }, observation) {
    if (!workload) return HOLDS;
    const budgets = budgetsOf(workload, observation);
    const blocking = budgets.filter((budget) => neverAllows(budget, workload.replicas) === true);
    const open = budgets.find((budget) => neverAllows(budget, workload.replicas) === null);
    if (blocking.length === 0 && open) {
      return { unknown: `whether the disruption budget ${open.name} lets a pod go: its pods are not counted yet` };
    }
    return blocking.map(
      (budget): Trouble => ({
        severity: 'warning',
        subject: { kind: 'PodDisruptionBudget', namespace: budget.namespace, name: budget.name },
        summary: `the disruption budget ${budget.name} never lets a pod of ${reference(workload)} go: ${wordsOf(budget)} of ${podsOf(budget, workload)}`,
        facts: {
          minAvailable: budget.minAvailable,
          maxUnavailable: budget.maxUnavailable,
          pods: Math.max(budget.expectedPods ?? 0, workload.replicas),
          desiredHealthy: budget.desiredHealthy,
        },
        remedy: [
          {
            text:
              workload.replicas > 1
                ? 'let one go at a time'
                : 'let the only replica go, a planned stop at the time of the drain; or run a second one',
            command: kubectl(
              observation,
              budget.namespace,
              'patch',
              `poddisruptionbudget/${budget.name}`,
              '--type=merge',
              '-p',
              '{"spec":{"minAvailable":null,"maxUnavailable":1}}',
            ),
          },
        ],
      }),
    );
  },
};

function wordsOf({ minAvailable, maxUnavailable, desiredHealthy }: Budget): string {
  if (maxUnavailable !== null) return `maxUnavailable ${maxUnavailable}`;
  return minAvailable === null ? `${desiredHealthy} must be healthy` : `minAvailable ${minAvailable}`;
}

function podsOf({ expectedPods }: Budget, { replicas }: Workload): string {
  const pods = Math.max(expectedPods ?? 0, replicas);
  return pods === 1 ? '1 pod' : `${pods} pods`;
}
