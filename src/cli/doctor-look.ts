// One look with everything that b7le can ask: read, judged by every check, reported.

import type { Suite } from '../checks/check.ts';
import { diagnose } from '../checks/diagnose.ts';
import type { Observation } from '../election/observation.ts';
import { type DoctorReport, doctorReportOf } from '../report/doctor-report.ts';
import type { FailOn } from '../report/verdict.ts';
import type { Work } from './base-command.ts';

export interface Examination {
  /** Suites to run; all where left out. */
  readonly suites?: readonly Suite[] | undefined;
  readonly skip: readonly string[];
}

/** Judges an Observation, read now or from a file. Pure. */
export function examined(observation: Observation, { suites, skip }: Examination, failOn: FailOn): DoctorReport {
  return doctorReportOf(observation, diagnose(observation, { ...(suites ? { suites } : {}), skip }), failOn);
}

/**
 * Reads what the chosen suites need.
 * @param how `observeMs`: null to watch as long as needed, 0 to judge at once
 * @throws ClusterError where nothing could be read, or where there is no election
 */
export async function readForDoctor(
  { cluster, scope, sign }: Work,
  { observeMs, suites }: { readonly observeMs: number | null; readonly suites?: readonly Suite[] | undefined },
): Promise<Observation> {
  const { clock, nothingFound, observe } = await import('../cluster/index.ts');
  const wants = (suite: Suite) => suites?.includes(suite) ?? true;
  const access = wants('access') ? { access: { account: null, leaseNamespace: null } } : {};
  const how = { scope, observeMs, askReplicas: wants('leaders'), ...access, clock, progress: sign.tell };
  const stages = sign.stages();
  try {
    const observation = await observe(cluster, { ...how, stage: stages.during });
    const { elections, verdict } = examined(observation, { skip: [] }, 'warning');
    if (elections.length === 0 && verdict !== 'unknown') throw await nothingFound(cluster, observation);
    return observation;
  } finally {
    stages.end();
  }
}
