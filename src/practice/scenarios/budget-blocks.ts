// A disruption budget that lets the only replica never go.

import type { Draft } from '../objects/object.ts';
import { beskar7, LEASE, NAMESPACE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

/** policy/v1 since Kubernetes 1.21 (reference 9). */
function budget(minor: number): Draft {
  return {
    apiVersion: minor >= 21 ? 'policy/v1' : 'policy/v1beta1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'controller-manager', namespace: NAMESPACE },
    spec: { minAvailable: 1, selector: { matchLabels: { 'control-plane': 'controller-manager' } } },
  };
}

export const BUDGET_BLOCKS: Scenario = {
  name: 'budget-blocks',
  group: 'workload',
  title: 'a disruption budget that lets no pod go',
  wrong:
    'The runbook asks for a PodDisruptionBudget with minAvailable 1, and there is one replica: no drain of its node ever ends.',
  shows: 'A healthy leader, and 0 disruptions allowed.',
  cause: 'disruption-budget-blocks',
  follows: [],
  namespace: NAMESPACE,
  lease: LEASE,
  workload: 'controller-manager',
  replicas: 1,
  ripeMs: 10 * MINUTE,
  objects: (knobs) => [...objectsOf(beskar7(knobs)), budget(knobs.minor)],
  happenings: [],
  tries: ['b7le doctor', 'kubectl get pdb -n beskar7-system', 'b7le failover-test --method evict --dry-run'],
};
