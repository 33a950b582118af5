// Lease and workload in two namespaces (cert-manager), and owners of a kind that no list shows (contract 1).

import { electionsOf } from '../election/election.ts';
import { looksLikePodName, ownersByName } from '../election/identity.ts';
import { isHeld } from '../election/lease.ts';
import { firstSighting, type Observation, type Pod, type Workload } from '../election/observation.ts';
import { programOfWorkload } from '../election/programs.ts';
import { mayElect } from '../election/tie.ts';
import { keyOf, newOf, withGiven } from './given-elsewhere.ts';
import type { Reader } from './reading.ts';
import { toLease, toPod } from './translate.ts';
import { toWorkload } from './translate-workload.ts';

type Facts = Omit<Observation, 'takenAt'>;
type Found = Pick<Observation, 'leases' | 'workloads' | 'pods'>;

/** Completes what one namespace holds with the Leases of its workloads and the workloads of its Leases that live elsewhere. */
export async function elsewhere(reader: Reader, read: Facts): Promise<Found> {
  const facts = await withGiven(reader, read);
  const { leases, workloads, pods } = facts;
  if (facts.scope.namespace === null) return withOwners(reader, facts, { leases, workloads, pods });
  const [foreignLeases, foreignPods] = await Promise.all([leasesOf(reader, facts), workloadsOf(reader, facts)]);
  const known = new Set(leases.map(({ lease }) => keyOf(lease)));
  return withOwners(reader, facts, {
    leases: [...leases, ...foreignLeases.filter(({ lease }) => !known.has(keyOf(lease)))],
    workloads: [...workloads, ...newOf(foreignPods.workloads, workloads)],
    pods: [...pods, ...newOf(foreignPods.pods, pods)],
  });
}

/** The Leases that this namespace's workloads keep in another one, by their arguments or by what is known of the program. */
async function leasesOf(reader: Reader, { scope, workloads }: Facts): Promise<Observation['leases']> {
  const away = new Map<string, Workload[]>();
  for (const workload of workloads.filter(mayElect)) {
    const home = workload.arguments.leaseNamespace ?? programOfWorkload(workload)?.leaseNamespace ?? scope.namespace;
    if (home !== null && home !== scope.namespace) away.set(home, [...(away.get(home) ?? []), workload]);
  }
  const found = await Promise.all(
    [...away].map(async ([namespace, owners]) => {
      const { value, date } = await reader.list('leases', 'leases', namespace, toLease);
      const theirs = value.filter((lease) =>
        owners.some(
          (workload) =>
            workload.arguments.leaseName === lease.name ||
            programOfWorkload(workload)?.lease.test(lease.name) ||
            (isHeld(lease) && lease.holderIdentity.startsWith(`${workload.name}-`)),
        ),
      );
      return theirs.map((lease) => firstSighting(lease, date));
    }),
  );
  return found.flat();
}

/** The pods and workloads of other namespaces that hold this namespace's Leases. */
async function workloadsOf(reader: Reader, facts: Facts): Promise<{ workloads: Workload[]; pods: Pod[] }> {
  const unread = facts.gaps.some(({ evidence }) => evidence === 'pods' || evidence === 'workloads');
  const lost = electionsOf(facts).filter(
    ({ workload, holder, program }) => !workload && holder && !holder.pod && !program?.controlPlane,
  );
  const hosts = [...new Set(lost.map(({ holder }) => holder?.host as string))].filter(looksLikePodName);
  if (unread || hosts.length === 0) return { workloads: [], pods: [] };
  const sought = await Promise.all(
    hosts.slice(0, 5).flatMap((host) => {
      const { deployment } = ownersByName(host);
      return [
        reader.list('elsewhere', 'pods', null, namespaceOf, `metadata.name=${host}`),
        deployment ? reader.list('elsewhere', 'deployments', null, namespaceOf, `metadata.name=${deployment}`) : null,
      ];
    }),
  );
  const namespaces = [...new Set(sought.flatMap((reading) => reading?.value ?? []))];
  const parts = await Promise.all(
    namespaces
      .filter((namespace) => namespace !== facts.scope.namespace)
      .map(async (namespace) => {
        const [deployments, statefulSets, pods] = await Promise.all([
          reader.list('workloads', 'deployments', namespace, (item) => toWorkload('Deployment', item)),
          reader.list('workloads', 'statefulsets', namespace, (item) => toWorkload('StatefulSet', item)),
          reader.list('pods', 'pods', namespace, toPod),
        ]);
        return { workloads: [...deployments.value, ...statefulSets.value], pods: pods.value };
      }),
  );
  const all = { workloads: parts.flatMap(({ workloads }) => workloads), pods: parts.flatMap(({ pods }) => pods) };
  const ours = electionsOf({ ...facts, ...all }).flatMap(({ lease, workload }) =>
    lease && workload ? [workload] : [],
  );
  // by name, since the config file's word makes another object of a workload
  const named = new Set(ours.map(keyOf));
  return { workloads: all.workloads.filter((workload) => named.has(keyOf(workload))), pods: all.pods };
}

function namespaceOf(item: unknown): string {
  return toPod(item).namespace;
}

/** ReplicaSets that no Deployment of the lists owns (a Rollout's, or on their own) stand for their workload themselves. */
async function withOwners(reader: Reader, facts: Facts, found: Found): Promise<Found> {
  const orphaned = electionsOf({ ...facts, ...found }).flatMap(({ workload, holder }) =>
    !workload && holder?.pod?.owner?.kind === 'ReplicaSet' ? [holder.pod] : [],
  );
  const unread = facts.gaps.some(({ evidence }) => evidence === 'workloads');
  if (unread || orphaned.length === 0) return found;
  const sets = await Promise.all(
    orphaned.map(({ namespace, owner }) =>
      reader.get('workloads', 'replicasets', namespace, owner?.name ?? '', (item) => toWorkload('ReplicaSet', item)),
    ),
  );
  return { ...found, workloads: [...found.workloads, ...sets.flatMap(({ value }) => (value ? [value] : []))] };
}
