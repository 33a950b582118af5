// One look at the elections of a scope: read, judged, reported.

import { diagnose } from '../checks/diagnose.ts';
import type { Election } from '../election/election.ts';
import { type Report, reportOf } from '../report/report.ts';
import type { Work } from './base-command.ts';

/** Its report, and the elections that it is about. */
export interface Look {
  readonly report: Report;
  readonly elections: readonly Election[];
}

/**
 * @param how `observeMs`: null to watch as long as needed, 0 to judge at once; `skip`: checks to leave out
 * @throws ClusterError where nothing could be read, or where there is no election
 */
export async function lookOnce(
  { cluster, scope, failOn, sign }: Work,
  { observeMs, skip }: { readonly observeMs: number | null; readonly skip: readonly string[] },
): Promise<Look> {
  const { clock, nothingFound, observe } = await import('../cluster/index.ts');
  const askReplicas = scope.namespace !== null;
  const observation = await observe(cluster, { scope, observeMs, askReplicas, clock, progress: sign.tell });
  const diagnosis = diagnose(observation, { skip });
  const report = reportOf(observation, diagnosis, failOn);
  if (report.elections.length === 0 && report.verdict !== 'unknown') throw await nothingFound(cluster, observation);
  return { report, elections: diagnosis.elections };
}
