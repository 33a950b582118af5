// The disruption controller: counts the pods of each budget, and how many of them may go.

import type { KubeObject } from '../../objects/object.ts';
import { labelsMatch } from '../../objects/selectors.ts';
import { type Component, controller, type WorldContext } from '../context.ts';
import { keyOf } from '../informer.ts';
import type { Pod } from '../shapes.ts';
import { WorkQueue } from '../work-queue.ts';

interface BudgetSpec {
  readonly selector?: Readonly<Record<string, unknown>>;
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
}

const BUDGETS = 'poddisruptionbudgets';

export class DisruptionController {
  readonly #context: WorldContext;
  readonly #self: Component;
  readonly #queue: WorkQueue;

  constructor(context: WorldContext) {
    this.#context = context;
    this.#self = controller(context, 'disruption-controller');
    this.#queue = new WorkQueue(context.clock, context.network, (key) => this.#reconcile(key));
    context.informer.on(({ resource, object, before }) => {
      if (resource === BUDGETS && object) this.#queue.add(keyOf(object));
      if (resource !== 'pods') return;
      const { namespace } = ((object ?? before) as KubeObject).metadata;
      for (const budget of context.informer.all(BUDGETS))
        if (budget.metadata.namespace === namespace) this.#queue.add(keyOf(budget));
    });
  }

  #reconcile(key: string): void {
    const budget = this.#context.informer.find(BUDGETS, key);
    if (budget === null) return;
    const spec = (budget.spec ?? {}) as BudgetSpec;
    const pods = [...this.#context.informer.all('pods')].filter(
      ({ metadata }) =>
        metadata.namespace === budget.metadata.namespace && labelsMatch(spec.selector, metadata.labels ?? {}),
    ) as Pod[];
    const expectedPods = this.#expected(pods);
    const currentHealthy = pods.filter(isHealthy).length;
    const desiredHealthy = desired(spec, expectedPods);
    const status = {
      disruptionsAllowed: Math.max(0, expectedPods > 0 ? currentHealthy - desiredHealthy : 0),
      currentHealthy,
      desiredHealthy,
      expectedPods,
      observedGeneration: budget.metadata.generation,
    };
    this.#self.client.update('poddisruptionbudgets.policy', { ...budget, status }, 'status');
  }

  /** As many pods as their controllers want; a pod of none counts itself. */
  #expected(pods: readonly Pod[]): number {
    const owners = new Map<string, number>();
    for (const { metadata } of pods) {
      const owner = metadata.ownerReferences?.find(({ controller: controls }) => controls === true);
      const wanted = owner && this.#context.informer.find('replicasets', `${metadata.namespace}/${owner.name}`);
      owners.set(owner?.uid ?? metadata.uid, (wanted?.spec as { replicas?: number } | undefined)?.replicas ?? 1);
    }
    return [...owners.values()].reduce((sum, replicas) => sum + replicas, 0);
  }
}

function isHealthy({ status, metadata }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

/** Percentages are rounded up, as the real controller rounds them. */
function desired({ minAvailable, maxUnavailable }: BudgetSpec, expected: number): number {
  if (minAvailable !== undefined) return scaled(minAvailable, expected);
  return Math.max(0, expected - scaled(maxUnavailable ?? 0, expected));
}

function scaled(value: number | string, of: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) / 100) * of);
}
