// One look with everything that b7le can ask: read, judged by every check, reported.

import type { Suite } from '../checks/check.ts';
import { diagnose } from '../checks/diagnose.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Observation } from '../election/observation.ts';
import { type DoctorReport, doctorReportOf } from '../report/doctor-report.ts';
import type { FailOn } from '../report/verdict.ts';
import { visible } from '../report/visible.ts';
import type { Work } from './base-command.ts';
import { canSave, kept, readFrom, save } from './observation-file.ts';

export interface Examination {
  /** Suites to run; all where left out. */
  readonly suites?: readonly Suite[] | undefined;
  readonly skip: readonly string[];
}

export interface DoctorReading {
  /** Null to watch as long as needed, 0 to judge at once. */
  readonly observeMs: number | null;
  readonly suites?: readonly Suite[] | undefined;
  /** Where to keep what was read; null for nowhere. */
  readonly save: string | null;
}

/** Judges an Observation, read now or from a file. Pure. */
export function examined(observation: Observation, { suites, skip }: Examination, failOn: FailOn): DoctorReport {
  return doctorReportOf(observation, diagnose(observation, { ...(suites ? { suites } : {}), skip }), failOn);
}

/**
 * Judges what a file keeps.
 * @throws ClusterError where the file holds no Observation, or one that cannot be judged
 */
export async function examinedFrom(file: string, choice: Examination, failOn: FailOn): Promise<DoctorReport> {
  const observation = await readFrom(file);
  try {
    return examined(observation, choice, failOn);
  } catch (error) {
    // what no cluster says, a file may
    throw new ClusterError('error', `${visible(file)} holds what cannot be: it was not written by b7le`, null, error);
  }
}

/**
 * Reads what the chosen suites need.
 * @throws ClusterError where nothing could be read, or where there is no election
 * @throws UsageError where the file cannot be written
 */
export async function readForDoctor(
  { cluster, scope, sign }: Work,
  { observeMs, suites, save: file }: DoctorReading,
): Promise<Observation> {
  if (file !== null) await canSave(file);
  const { clock, nothingFound, observe } = await import('../cluster/index.ts');
  const wants = (suite: Suite) => suites?.includes(suite) ?? true;
  const access = wants('access') ? { access: { account: null, leaseNamespace: null } } : {};
  const how = {
    scope,
    observeMs,
    askReplicas: wants('leaders'),
    ...access,
    around: true,
    logs: true as const,
    clock,
    progress: sign.tell,
  };
  const stages = sign.stages();
  try {
    const observation = await observe(cluster, { ...how, stage: stages.during });
    const { elections, verdict } = examined(observation, { skip: [] }, 'warning');
    if (elections.length === 0 && verdict !== 'unknown') throw await nothingFound(cluster, observation);
    if (file === null) return observation;
    // what is judged is what the file holds, so that the report from the file is the same
    const saved = kept(observation);
    await save(saved, file);
    if (!sign.quiet) process.stderr.write(`saved to ${visible(file)}, redacted\n`);
    return saved;
  } finally {
    stages.end();
  }
}
