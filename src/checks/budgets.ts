// Disruption budgets and the pods that they guard, by what their selectors and specs say.

import { groupBy } from '../election/directory.ts';
import type { Election } from '../election/election.ts';
import { fitsSelector } from '../election/label-selector.ts';
import type { Evidence, Observation, Workload } from '../election/observation.ts';
import type { Budget } from '../election/surroundings.ts';

const BY_NAMESPACE = new WeakMap<Observation, ReadonlyMap<string, readonly Budget[]>>();

/** The budgets that guard a workload's pods. */
export function budgetsOf({ namespace, podLabels }: Workload, observation: Observation): readonly Budget[] {
  const all = BY_NAMESPACE.get(observation) ?? groupBy(observation.budgets, (budget) => budget.namespace);
  BY_NAMESPACE.set(observation, all);
  return (all.get(namespace) ?? []).filter(({ selector }) => selector !== null && fitsSelector(selector, podLabels));
}

/** Whether budgets are a question: of pods that a drain evicts, so of no DaemonSet's and no static ones. */
export function mayBeGuarded(
  { workload, program, electionOn }: Election,
  unread: ReadonlySet<Evidence>,
  fewest: number,
): boolean {
  if (electionOn === false || program?.controlPlane) return false;
  if (workload === null) return unread.has('workloads');
  return workload.kind !== 'DaemonSet' && workload.replicas >= fewest;
}

/**
 * Whether a budget lets no pod go even while all of them are healthy; null where that cannot be told. Judged by its spec and
 * the number of pods it guards, never by `disruptionsAllowed`, which is 0 whenever a pod happens to be unready.
 * @param replicas wanted by a workload that it guards: it guards as many or more
 */
export function neverAllows(budget: Budget, replicas: number): boolean | null {
  const { minAvailable, maxUnavailable, expectedPods, desiredHealthy } = budget;
  const most = boundOf(maxUnavailable);
  if (most !== null) return most === 0;
  const least = boundOf(minAvailable);
  // a controller that has not counted yet may find more pods than this workload's
  const pods = Math.max(expectedPods ?? 0, replicas);
  if (least === null) return expectedPods && desiredHealthy !== null ? desiredHealthy >= expectedPods : null;
  if (least === '100%') return true;
  const needed = typeof least === 'number' ? least : Math.ceil((pods * Number.parseInt(least, 10)) / 100);
  if (needed < pods) return false;
  return expectedPods === null ? null : true;
}

/** A bound as the API has it, with 0% as 0; null where it is not set or is no bound. */
function boundOf(value: Budget['minAvailable']): number | string | null {
  if (typeof value !== 'string') return value;
  if (!/^\d+%$/.test(value)) return null;
  return Number.parseInt(value, 10) === 0 ? 0 : value;
}
