// One look at what an election's account may do: read, asked, judged, reported.

import { diagnose } from '../checks/diagnose.ts';
import type { AccessWish } from '../election/lock-place.ts';
import { type RbacReport, rbacReportOf, rbacUnseenReport } from '../report/rbac-report.ts';
import { reportOf } from '../report/report.ts';
import type { Work } from './base-command.ts';
import { onlyElection } from './one-election.ts';

/**
 * @param how `fix`: the manifest is wanted whatever the verdict is; `skip`: checks to leave out
 * @throws ClusterError where nothing could be read, or where there is no election
 */
export async function lookAtAccess(
  { cluster, scope, failOn, sign }: Work,
  wish: AccessWish,
  { fix, skip }: { readonly fix: boolean; readonly skip: readonly string[] },
): Promise<RbacReport> {
  const { clock, nothingFound, observe } = await import('../cluster/index.ts');
  const how = { scope, observeMs: 0, askReplicas: false, access: wish, clock, progress: sign.tell };
  const observation = await observe(cluster, how);
  const diagnosis = diagnose(observation, { suites: ['access'], skip });
  const election = onlyElection(diagnosis.elections, 'rbac-check');
  const base = reportOf(observation, diagnosis, failOn);
  const { access } = observation;
  if (!election?.access || !access) {
    if (base.verdict === 'unknown') return rbacUnseenReport(base);
    throw await nothingFound(cluster, observation);
  }
  return rbacReportOf(base, { ...election, access: election.access }, access, { failOn, asked: fix });
}
