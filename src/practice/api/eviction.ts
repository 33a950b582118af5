// Evictions: a delete that asks the disruption budgets first.

import type { Draft, KubeObject } from '../objects/object.ts';
import { labelsMatch } from '../objects/selectors.ts';
import type { Server } from './dispatch.ts';
import type { ApiRequest } from './request.ts';
import { ApiError, badRequest } from './status.ts';

interface Budget {
  readonly spec?: { readonly selector?: Draft };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly desiredHealthy?: number;
    readonly currentHealthy?: number;
  };
}

/** @throws ApiError 429 where a budget allows no disruption, 400 for a body about another pod */
export function evict({ api, store, kinds }: Server, pod: KubeObject, request: ApiRequest): object {
  const { name, namespace, labels = {} } = pod.metadata;
  const body = (request.body ?? {}) as { metadata?: { name?: string }; deleteOptions?: Draft };
  if (body.metadata?.name && body.metadata.name !== name)
    throw badRequest('name in URL does not match name in Eviction object');
  const budgets = kinds.find(({ resource }) => resource === 'poddisruptionbudgets');
  const blocking = (budgets ? store.list(budgets, namespace ?? null) : []).find((budget) => {
    const { spec, status } = budget as Budget;
    return spec?.selector && labelsMatch(spec.selector, labels) && (status?.disruptionsAllowed ?? 0) < 1;
  });
  if (blocking) throw blockedBy(blocking);
  const dryRun = request.dryRun || body.deleteOptions?.dryRun !== undefined;
  if (!dryRun) api.act({ ...request, user: EVICTOR, verb: 'delete', subresource: '', body: body.deleteOptions ?? {} });
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
}

/** The right to evict is enough: the API server deletes on its own account. */
const EVICTOR = { name: 'system:apiserver', groups: ['system:masters'] };

function blockedBy(budget: KubeObject): ApiError {
  const { desiredHealthy = 0, currentHealthy = 0 } = (budget as Budget).status ?? {};
  return new ApiError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [
      {
        reason: 'DisruptionBudget',
        message: `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
      },
    ],
  });
}
