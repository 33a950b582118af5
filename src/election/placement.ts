// Where the replicas of an election run.

import { hasEnded } from './candidate.ts';
import type { Pod } from './observation.ts';

/**
 * The one node on which all of several replicas run, and how many they are; null where there are fewer than two, where one has
 * no node yet, or where they are spread. Pods that have ended or are being deleted do not count.
 */
export function sharedNode(pods: readonly Pod[]): { readonly name: string; readonly replicas: number } | null {
  const alive = pods.filter((pod) => pod.deletedAt === null && !hasEnded(pod));
  const name = alive[0]?.nodeName ?? null;
  const shared = alive.length > 1 && alive.every(({ nodeName }) => nodeName === name);
  return name !== null && shared ? { name, replicas: alive.length } : null;
}
