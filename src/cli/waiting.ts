// `--wait`: looks again and again until the exit code would be 0, or until the time for it is over.

import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import { formatAge } from '../election/duration.ts';
import type { Report } from '../report/report.ts';
import type { Look } from './look.ts';
import type { WaitingSign } from './terminal.ts';

const PAUSE_MS = 1000;
/** A look that had less time than this and was not answered tells nothing of the server. */
const BRIEF_MS = 5000;
/** For pods to be scheduled and to start, beside what the election itself takes. */
const START_MS = 36_000;
const LEAST_MS = 60_000;
/** Errors that no waiting mends. */
const HOPELESS = ['bad-kubeconfig', 'certificate', 'unauthorized'];

export interface Waited {
  /** The last report; null where the cluster never answered. */
  readonly report: Report | null;
  /** The last failure, null where the last look was one. */
  readonly error: ClusterError | null;
  readonly waitedMs: number;
}

export interface WaitOptions {
  readonly cluster: Cluster;
  readonly look: () => Promise<Look>;
  /** `--timeout`; null for what the elections' own timings allow. */
  readonly limitMs: number | null;
  readonly sign: WaitingSign;
}

/**
 * @returns as soon as a report's exit code is 0, else at the limit: `--timeout`, or the time within which a replacement must have
 *   started and taken over (LD + 4.4 RP, and 36 s to start; a minute at least)
 * @throws ClusterError for what waiting does not mend
 */
export async function waitUntilHealthy({ cluster, look, limitMs, sign }: WaitOptions): Promise<Waited> {
  const { clock } = await import('../cluster/index.ts');
  const started = clock.now();
  let limit = limitMs ?? LEAST_MS;
  let last: { report: Report | null; error: ClusterError | null } = { report: null, error: null };
  for (;;) {
    cluster.extend(limit);
    const begun = clock.now() - started;
    try {
      const { report, elections } = await look();
      // what the end of the time cut short saw less than the look before it, and would make less than the whole succeed
      const isCut = limitMs !== null && report.gaps.some(({ reason }) => reason === 'timeout');
      if (isCut && last.report) return { ...last, waitedMs: clock.now() - started };
      last = { report, error: null };
      limit = limitMs ?? Math.max(LEAST_MS, ...elections.map(({ thresholds }) => thresholds.unclaimedMs + START_MS));
      if (report.exitCode === 0) return { ...last, waitedMs: clock.now() - started };
    } catch (error) {
      if (!(error instanceof ClusterError) || HOPELESS.includes(error.reason)) throw error;
      const isCut = limitMs !== null && error.reason === 'timeout' && limitMs - begun < BRIEF_MS;
      if (isCut && last.report) return { ...last, waitedMs: clock.now() - started };
      last = { ...last, error };
    }
    const waitedMs = clock.now() - started;
    if (waitedMs + PAUSE_MS >= limit) return { ...last, waitedMs };
    sign.tell(`waiting: ${reasonOf(last)}`, waitedMs, limit);
    await clock.sleep(PAUSE_MS);
  }
}

function reasonOf({ report, error }: Pick<Waited, 'report' | 'error'>): string {
  if (error) return error.message;
  const [worst] = report?.findings ?? [];
  return worst ? worst.summary : (report?.verdict ?? 'nothing read yet');
}

/** `not healthy after 60s`. */
export function missed({ waitedMs, error }: Waited): string {
  const why = error === null ? '' : ` (at last: ${error.message})`;
  return `not healthy after ${formatAge(waitedMs)} of waiting${why}; the last state seen:`;
}
