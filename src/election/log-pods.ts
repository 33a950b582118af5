// Pods whose logs may show an election that nothing else tells of (contract 1): of a workload that TARGET names, else of all.

import { podsOf } from './candidate.ts';
import type { Observation, Pod } from './observation.ts';

/** More pods than these are no namespace of one controller. */
const MOST_PODS = 30;

export function workloadOfTarget({ scope, workloads, pods }: Pick<Observation, 'scope' | 'workloads' | 'pods'>): Pod[] {
  const { target, namespace } = scope;
  const here = pods.filter((pod) => namespace === null || pod.namespace === namespace);
  if (!target) return here.length > MOST_PODS ? [] : here;
  const { kind, name } = target;
  if (kind === 'pod') return here.filter((pod) => pod.name === name);
  if (kind === 'lease') return [];
  const owners = workloads.filter((one) => one.name === name && (kind === 'any' || one.kind.toLowerCase() === kind));
  return owners.flatMap((workload) => podsOf(workload, pods));
}
