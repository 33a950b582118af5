// What replicas printed lately, as far as a diagnosis needs it: bounded, however much there is.

import { logSourcesOf } from '../election/log-sources.ts';
import type { Pod } from '../election/observation.ts';
import { sequenced } from '../election/sequenced.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { gapsOfLogs, readLogs } from './read-logs.ts';
import type { Reader } from './reading.ts';

/** An hour of a candidate that is refused every two seconds, and some. */
const LINES = 3000;
const BYTES = 2 << 20;
/** More replicas than these tell nothing new, and each costs a request or two. */
const MOST_PODS = 20;

/** The ends of the logs of electors and of their processes before; what could not be read is a gap. */
export async function recentLogs(
  cluster: Cluster,
  reader: Reader,
  pods: readonly Pod[],
  clock: Clock,
): Promise<readonly ContainerLog[]> {
  const sources = logSourcesOf(pods.slice(0, MOST_PODS), { container: null, previous: 'too', electorsAlone: true });
  const signal = new AbortController().signal;
  const wish = { since: null, tail: LINES, mostBytes: BYTES, signal, clock };
  const { logs, unread } = await readLogs(cluster, sources, wish);
  reader.gaps.push(...gapsOfLogs(unread, sources.length));
  return logs.map((log) => sequenced(log, pods, LINES));
}
