// PodDisruptionBudgets: policy/v1 from 1.21 on, policy/v1beta1 before (reference 9).

import { at } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { AGE, column, NAME, numberAt } from './columns.ts';
import { defineKind, statusOf } from './define.ts';
import type { Kind } from './kind.ts';
import { wrong } from './metadata.ts';

const bound = (field: string) => (budget: KubeObject) => String(at(budget, 'spec', field) ?? 'N/A');

function budgetKind(version: string, served: Kind['served']): Kind {
  return defineKind({
    group: 'policy',
    version,
    kind: 'PodDisruptionBudget',
    resource: 'poddisruptionbudgets',
    shortNames: ['pdb'],
    served,
    generation: true,
    status: true,
    initialStatus: () => ({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
    subresources: [statusOf('PodDisruptionBudget')],
    mergeKeys: { 'status.conditions': 'type' },
    columns: [
      NAME,
      column('Min Available', 'string', 'How many pods must stay.', bound('minAvailable')),
      column('Max Unavailable', 'string', 'How many pods may be gone.', bound('maxUnavailable')),
      column('Allowed Disruptions', 'integer', 'How many pods may go now.', (budget) =>
        numberAt(budget, 'status', 'disruptionsAllowed'),
      ),
      AGE,
    ],
    faults: ({ spec }) =>
      at(spec, 'minAvailable') !== undefined && at(spec, 'maxUnavailable') !== undefined
        ? [wrong('spec', spec, 'minAvailable and maxUnavailable cannot be both set')]
        : [],
  });
}

export const DISRUPTION_BUDGET_TO_1_20 = budgetKind('v1beta1', { to: 20 });
export const DISRUPTION_BUDGET_FROM_1_21 = budgetKind('v1', { from: 21 });
