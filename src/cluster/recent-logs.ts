// What replicas printed lately, as far as a diagnosis needs it: bounded, however much there is.

import type { Election } from '../election/election.ts';
import { logPodsOf, logSourcesOf } from '../election/log-sources.ts';
import type { Gap, Observation, Pod } from '../election/observation.ts';
import { sequenced } from '../election/sequenced.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { gapsOfLogs, readLogs } from './read-logs.ts';
import type { Reader } from './reading.ts';

/** An hour of a candidate that is refused every two seconds, and some. */
const LINES = 3000;
const BYTES = 2 << 20;
/** More replicas of one election than these tell nothing new, and each costs a request or two. */
const MOST_OF_ONE = 20;
/** Of all elections together. */
const MOST_PODS = 200;

/** The ends of the logs of electors and of their processes before; what could not be read, or is too much, is a gap. */
export async function recentLogs(
  cluster: Cluster,
  reader: Reader,
  elections: readonly Election[],
  facts: Pick<Observation, 'pods'>,
  clock: Clock,
): Promise<readonly ContainerLog[]> {
  const { pods, gaps } = chosenPods(elections, facts);
  reader.gaps.push(...gaps);
  const sources = logSourcesOf(pods, { container: null, previous: 'too', electorsAlone: true });
  const signal = new AbortController().signal;
  const wish = { since: null, tail: LINES, mostBytes: BYTES, signal, clock };
  const { logs, unread } = await readLogs(cluster, sources, wish);
  reader.gaps.push(...gapsOfLogs(unread, sources.length));
  return logs.map((log) => sequenced(log, pods, LINES));
}

/** Of each election the holder first, then the others by name, to the bounds; what is left over is a gap in its namespace. */
export function chosenPods(
  elections: readonly Election[],
  facts: Pick<Observation, 'pods'>,
): { readonly pods: readonly Pod[]; readonly gaps: readonly Gap[] } {
  const chosen = new Set<Pod>();
  const left = new Set<Pod>();
  for (const election of elections) {
    const all = logPodsOf([election], facts);
    const held = all.filter(({ name }) => name === election.holder?.pod?.name);
    const inOrder = [...held, ...all.filter((pod) => !held.includes(pod))];
    for (const [at, pod] of inOrder.entries())
      if (chosen.has(pod) || (at < MOST_OF_ONE && chosen.size < MOST_PODS)) chosen.add(pod);
      else left.add(pod);
  }
  return { pods: [...chosen], gaps: gapsOfLeft([...left].filter((pod) => !chosen.has(pod))) };
}

function gapsOfLeft(left: readonly Pod[]): Gap[] {
  const namespaces = [...new Set(left.map(({ namespace }) => namespace))];
  return namespaces.map((namespace) => {
    const many = left.filter((pod) => pod.namespace === namespace).length;
    return {
      evidence: 'some-logs',
      namespace,
      what: `get the logs of ${many} more pods in ${namespace}`,
      reason: 'unsupported',
      detail: `the logs of ${many} more pods in ${namespace} were not read: ${MOST_OF_ONE} pods of one election and ${MOST_PODS} in all are the most`,
    };
  });
}
