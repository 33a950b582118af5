// What the config file says lives in another namespace than the one that is looked at: read before anything is sought.

import { type ControllerOverride, overrideOf } from '../election/controller-override.ts';
import { firstSighting, type Observation } from '../election/observation.ts';
import type { Reader } from './reading.ts';
import { toLease, toPod } from './translate.ts';
import { toWorkload } from './translate-workload.ts';

type Facts = Omit<Observation, 'takenAt'>;

/** Completes what one namespace holds with the Leases and workloads that the config file names; the same facts where it names none. */
export async function withGiven(reader: Reader, facts: Facts): Promise<Facts> {
  const { namespace, overrides = [] } = facts.scope;
  if (namespace === null || overrides.length === 0) return facts;
  const abroad = (place: string | null) => place !== null && place !== namespace;
  const leases = overrides.filter(
    (given) => abroad(given.namespace) && facts.workloads.some((workload) => overrideOf([given], null, workload)),
  );
  const workloads = overrides.filter(
    (given) => abroad(given.workloadNamespace) && facts.leases.some(({ lease }) => overrideOf([given], lease, null)),
  );
  const [sightings, parts] = await Promise.all([
    Promise.all(leases.map((given) => leaseOf(reader, given))),
    Promise.all(workloads.map((given) => workloadOf(reader, given))),
  ]);
  return {
    ...facts,
    leases: [...facts.leases, ...sightings.flat()],
    workloads: [...facts.workloads, ...parts.flatMap((part) => part.workloads)],
    pods: [...facts.pods, ...parts.flatMap((part) => part.pods)],
  };
}

async function leaseOf(reader: Reader, { namespace, lease }: ControllerOverride): Promise<Observation['leases']> {
  if (namespace === null || lease === null) return [];
  const { value, date } = await reader.get('leases', 'leases', namespace, lease, toLease);
  return value ? [firstSighting(value, date)] : [];
}

const KINDS = {
  deployment: ['Deployment', 'deployments'],
  statefulset: ['StatefulSet', 'statefulsets'],
  daemonset: ['DaemonSet', 'daemonsets'],
} as const;

async function workloadOf(
  reader: Reader,
  { workload, workloadNamespace }: ControllerOverride,
): Promise<Pick<Observation, 'workloads' | 'pods'>> {
  if (workload === null || workloadNamespace === null) return { workloads: [], pods: [] };
  const [kind, resource] = KINDS[workload.kind];
  const [found, pods] = await Promise.all([
    reader.get('workloads', resource, workloadNamespace, workload.name, (item) => toWorkload(kind, item)),
    reader.list('pods', 'pods', workloadNamespace, toPod),
  ]);
  return { workloads: found.value ? [found.value] : [], pods: pods.value };
}

/** Those of the found that are not known yet. */
export function newOf<T extends Named>(found: readonly T[], known: readonly T[]): T[] {
  const keys = new Set(known.map(keyOf));
  return found.filter((one) => !keys.has(keyOf(one)));
}

interface Named {
  readonly namespace: string;
  readonly name: string;
  /** Of a workload. */
  readonly kind?: string;
}

export function keyOf({ namespace, name, kind = '' }: Named): string {
  return `${kind}/${namespace}/${name}`;
}
