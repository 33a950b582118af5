// The one write of a round: what makes the leader go, with its guard.

import { kubectl } from '../election/command-line.ts';
import type { Election } from '../election/election.ts';
import type { FailoverMethod } from '../election/failover-terms.ts';
import type { Point } from './failover-points.ts';
import type { FailoverFacts, Leading } from './failover-test.ts';
import type { Deed } from './plan.ts';

const PLURALS = { Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' } as const;

/** @returns a point where this way does not exist for this election */
export function failoverDeed(
  { workload }: Election,
  { lease, pod }: Leading,
  { observation }: Pick<FailoverFacts, 'observation'>,
  method: FailoverMethod,
): { readonly deed: Deed } | { readonly point: Point } {
  if (method === 'release') {
    const { namespace, name, uid } = lease;
    // a live leader writes every few seconds: the version of the last look goes with the request
    return { deed: { kind: 'release-lease', at: { namespace, name }, guard: { uid, resourceVersion: null } } };
  }
  if (method === 'rollout') {
    if (!workload?.uid || workload.kind === 'ReplicaSet') {
      const sentence = workload
        ? `${workload.kind.toLowerCase()}/${workload.name} has no rollout to restart`
        : 'no workload is known that could be restarted';
      return { point: { reason: 'no-rollout', sentence } };
    }
    const at = { namespace: workload.namespace, name: workload.name };
    const guard = { uid: workload.uid, resourceVersion: null };
    const restartedAt = observation.takenAt;
    return { deed: { kind: 'restart-workload', workload: PLURALS[workload.kind], at, guard, restartedAt } };
  }
  if (!pod?.uid) {
    const sentence = `no pod of the holder ${lease.holderIdentity} is known`;
    const advice = [
      {
        text: 'What is known of it:',
        command: kubectl(observation, lease.namespace, 'get', 'lease', lease.name, '-o', 'yaml'),
      },
    ];
    return { point: { reason: 'no-pod', sentence, advice } };
  }
  const at = { namespace: pod.namespace, name: pod.name };
  const guard = { uid: pod.uid, resourceVersion: null };
  if (method === 'evict') {
    return {
      deed: { kind: 'evict-pod', at, guard, policy: policyOf(observation.cluster.version), graceSeconds: null },
    };
  }
  return { deed: { kind: 'delete-pod', at, guard, graceSeconds: method === 'kill' ? 0 : null } };
}

/** policy/v1's Eviction is served from 1.22 on, v1beta1's up to 1.24 (reference 9). */
function policyOf(version: string | null): 'v1' | 'v1beta1' {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(major) === 1 && Number(minor) < 22 ? 'v1beta1' : 'v1';
}
