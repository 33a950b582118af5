// Which logs of an election are gone, in words: the kubelet keeps two of a container, and none of a pod that is gone.

import type { Election } from './election.ts';
import { hostOf, podOf } from './identity.ts';
import { goneProcesses } from './log-sources.ts';
import type { Observation, Pod } from './observation.ts';

const HOUR_MS = 3_600_000;

/**
 * @param pods those whose logs are read
 * @param since RFC 3339; a pod that led before it is not missed
 */
export function goneLogsOf(
  election: Election | null,
  pods: readonly Pod[],
  facts: Pick<Observation, 'events' | 'pods' | 'takenAt' | 'gaps'>,
  since: string | null,
): string[] {
  const processes = pods.flatMap((pod) =>
    pod.containers.flatMap((container) => {
      const count = goneProcesses(container);
      if (count === 0) return [];
      const which = count === 1 ? 'an earlier process' : `${count} earlier processes`;
      return [`${pod.name}: ${which} of ${container.name}, of which the kubelet kept no log`];
    }),
  );
  const unseen = facts.gaps.some(({ evidence }) => evidence === 'pods');
  const hosts = unseen || !election ? [] : formerHosts(election, facts, since);
  return [...hosts.map((host) => `${host}: the pod is gone, and its logs with it`), ...processes];
}

function formerHosts(
  { lease, namespace, leaseName, workload }: Election,
  { events, pods, takenAt }: Pick<Observation, 'events' | 'pods' | 'takenAt'>,
  since: string | null,
): string[] {
  if (workload === null) return [];
  const from = since === null ? Date.parse(takenAt) - 24 * HOUR_MS : Date.parse(since);
  const led = events
    .filter((event) => event.namespace === namespace && event.lease === leaseName)
    .filter(({ at }) => at !== null && Date.parse(at) >= from)
    .map(({ identity }) => identity);
  const holder = lease?.holderIdentity ? [lease.holderIdentity] : [];
  const gone = [...holder, ...led].filter((identity) => podOf(identity, pods, leaseName).pod === null);
  return [...new Set(gone.map(hostOf))];
}
