// What TARGET and the namespace choose of what was read (contract 1).

import type { Election } from './election.ts';
import type { Scope, Target, Workload } from './observation.ts';

/** Whether a workload without a Lease is one of those looked at. */
export function inScope({ namespace }: Workload, scope: Scope): boolean {
  return scope.namespace === null || scope.namespace === namespace;
}

/** The elections that TARGET means; a bare name is a Lease's before it is a workload's. */
export function targeted(elections: Election[], target: Target | null): Election[] {
  if (!target) return elections;
  const { kind, name } = target;
  const byLease = elections.filter(({ leaseName }) => leaseName === name);
  if (kind === 'lease' || (kind === 'any' && byLease.length > 0)) return byLease;
  if (kind === 'pod') {
    return elections.filter(
      ({ candidates, holder }) => holder?.pod?.name === name || candidates.some(({ pod }) => pod.name === name),
    );
  }
  const means = (workload: Workload) =>
    workload.name === name && (kind === 'any' || workload.kind.toLowerCase() === kind);
  return elections.filter(({ workload, lease, rivals }) =>
    [...(workload ? [workload] : []), ...(lease ? rivals : [])].some(means),
  );
}

/** Whether a Lease that is no election's is asked for by its name. */
export function namesLease(target: Target | null, name: string): boolean {
  return target !== null && (target.kind === 'any' || target.kind === 'lease') && target.name === name;
}
