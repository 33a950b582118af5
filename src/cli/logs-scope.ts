// Which logs a line of `logs` means: the election, its pods, their containers, from when on.

import { ClusterError } from '../cluster/cluster-error.ts';
import type { Election } from '../election/election.ts';
import { electionsOf } from '../election/election.ts';
import { workloadOfTarget } from '../election/log-pods.ts';
import { type LogSource, logPodsOf, logSourcesOf } from '../election/log-sources.ts';
import type { Observation, Pod } from '../election/observation.ts';
import type { Work } from './base-command.ts';
import { type LogsFlags, sinceOf } from './logs-flags.ts';
import { onlyElection } from './one-election.ts';

export interface LogsScope {
  readonly observation: Observation;
  /** Null where nothing but logs may show one. */
  readonly election: Election | null;
  readonly pods: readonly Pod[];
  readonly sources: readonly LogSource[];
  /** RFC 3339; null for all there is. */
  readonly since: string | null;
  /** How many of the last lines of each log; null for all of them. */
  readonly tail: number | null;
}

/** @throws ClusterError where there is no such election, workload, container or log */
export async function scopeOfLogs({ cluster, scope, sign }: Work, flags: LogsFlags): Promise<LogsScope> {
  const { clock, nothingFound, observe } = await import('../cluster/index.ts');
  const observation = await observe(cluster, { scope, observeMs: 0, askReplicas: false, clock, progress: sign.tell });
  const election = onlyElection(electionsOf(observation), 'logs');
  const pods = election ? logPodsOf([election], observation) : workloadOfTarget(observation);
  // whose Leases may not be read is still a namespace with pods
  if (!election && pods.length === 0) throw await nothingFound(cluster, observation);
  const choice = { container: flags.container ?? null, previous: flags.previous ?? 'too' } as const;
  const sources = logSourcesOf(pods, choice);
  const since = sinceOf(flags, observation.takenAt);
  if (sources.length === 0) throw nothingToRead(observation, election, pods, flags);
  return { observation, election, pods, sources, since, tail: tailOf(flags) };
}

/** -1 is all of them, as kubectl has it. */
function tailOf({ tail }: LogsFlags): number | null {
  return tail === undefined || tail < 0 ? null : tail;
}

/** Why there is not one log. */
function nothingToRead(
  { gaps }: Observation,
  election: Election | null,
  pods: readonly Pod[],
  { container, previous }: LogsFlags,
): ClusterError {
  const unread = gaps.find(({ evidence }) => evidence === 'pods');
  if (unread) return new ClusterError('forbidden', unread.detail, 'without the pods there are no logs to be found');
  const { workload, leaseName } = election ?? {};
  const name = workload ? `${workload.kind.toLowerCase()}/${workload.name}` : `lease/${leaseName ?? ''}`;
  if (pods.length === 0) {
    const hint = 'b7le status tells what became of them; a pod that is gone takes its logs with it';
    return new ClusterError('not-found', `${name} has no pod, so there is no log`, hint);
  }
  const names = [...new Set(pods.flatMap((pod) => pod.containers.map((one) => one.name)))].sort();
  if (container !== undefined && !names.includes(container)) {
    const there = names.length === 0 ? 'no container of them has started' : `they have: ${names.join(', ')}`;
    return new ClusterError('not-found', `no pod of ${name} has a container ${container}`, there);
  }
  if (previous === 'only') {
    const hint = 'leave --previous=only out for the present ones';
    return new ClusterError('not-found', `no container of ${name} was restarted, so there is no earlier log`, hint);
  }
  return new ClusterError('not-found', `no container of ${name} has started yet, so there is no log`);
}
