// The ends of replicas' logs where a Lease is missing or not renewed: where they look for it, and what they are told.

import type { Rejected } from '../access/observed.ts';
import { electorOf } from '../election/candidate.ts';
import type { Election } from '../election/election.ts';
import { type LockLines, lockLines } from '../election/lock-lines.ts';
import { logSourcesOf } from '../election/log-sources.ts';
import type { Cluster } from './cluster.ts';
import { describeQuestion } from './cluster-error.ts';
import type { Reader } from './reading.ts';

export interface LockLogs {
  /** Of the replica that tells most. */
  readonly said: LockLines;
  readonly rejected: Rejected | null;
}

/** More replicas than these say the same. */
const MOST_PODS = 3;
const LINES = 200;
const BYTES = 256 * 1024;

/** Null where the Lease is renewed: what was refused before is past. */
export async function readLockLogs(cluster: Cluster, reader: Reader, election: Election): Promise<LockLogs | null> {
  if (election.renewal.state === 'renewing' || election.renewal.state === 'off') return null;
  // a container that never started has printed nothing, and asking for its log is an error
  const printed = { container: null, previous: 'never', electorsAlone: true } as const;
  const pods = election.candidates.map(({ pod }) => pod).filter((pod) => logSourcesOf([pod], printed).length > 0);
  const ends = await Promise.all(
    pods.slice(0, MOST_PODS).map(async (pod) => {
      const { namespace, name } = pod;
      try {
        const container = electorOf(pod)?.name ?? null;
        const end = await cluster.logTail(namespace, name, { container, lines: LINES, bytes: BYTES });
        return { pod: name, said: lockLines(end) };
      } catch (error) {
        const what = describeQuestion({ verb: 'get', resource: 'pods/log', namespace, name });
        reader.miss('logs', namespace, what, error);
        return null;
      }
    }),
  );
  const told = ends.filter((end) => end !== null);
  const [best] = told.toSorted((a, b) => weight(b.said) - weight(a.said));
  const refused = told.find(({ said }) => said.unauthorized !== null);
  if (!best) return null;
  return {
    said: best.said,
    rejected: refused ? { pod: refused.pod, line: refused.said.unauthorized ?? '' } : null,
  };
}

function weight({ lock, user }: LockLines): number {
  return Number(lock !== null) + Number(lock !== null && lock.name !== '') + Number(user !== null);
}
