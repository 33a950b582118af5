// One look at the logs of an election: read to their end, told as one story, judged.

import { diagnose } from '../checks/diagnose.ts';
import { STORY_CHECKS } from '../checks/log-checks.ts';
import type { UnreadLog } from '../cluster/read-logs.ts';
import { goneLogsOf } from '../election/gone-logs.ts';
import { freeze, type Observation } from '../election/observation.ts';
import { sequenced } from '../election/sequenced.ts';
import { storyOfElections } from '../election/told.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import { type LogsReport, logsReportOf } from '../report/logs-report.ts';
import type { FailOn } from '../report/verdict.ts';
import type { Work } from './base-command.ts';
import type { LogsFlags } from './logs-flags.ts';
import { type LogsScope, scopeOfLogs } from './logs-scope.ts';

export interface LogsJudging {
  readonly skip: readonly string[];
  readonly failOn: FailOn;
  /** How long reading took, milliseconds: what came meanwhile is not from the future. */
  readonly tookMs: number;
}

/** @throws ClusterError where nothing could be read */
export async function lookAtLogs(work: Work, flags: LogsFlags, skip: readonly string[]): Promise<LogsReport> {
  const { clock, readLogs } = await import('../cluster/index.ts');
  const began = clock.now();
  const scope = await scopeOfLogs(work, flags);
  const signal = new AbortController().signal;
  const wish = { since: scope.since, tail: scope.tail, signal, clock };
  const { sign, cluster } = work;
  const read = await readLogs(cluster, scope.sources, {
    ...wish,
    progress: (bytes) => sign.busy(`reading ${scope.sources.length} logs, ${Math.round(bytes / 1e6)} MB so far`),
  });
  return logsJudged(scope, read, { skip, failOn: work.failOn, tookMs: clock.now() - began });
}

/** The report of what was read. */
export async function logsJudged(
  { observation: before, election, pods, sources, since, tail }: LogsScope,
  { logs, unread }: { readonly logs: readonly ContainerLog[]; readonly unread: readonly UnreadLog[] },
  { skip, failOn, tookMs }: LogsJudging,
): Promise<LogsReport> {
  const { gapsOfLogs } = await import('../cluster/index.ts');
  const missed = gapsOfLogs(unread, sources.length);
  const takenAt = new Date(Date.parse(before.takenAt) + Math.round(tookMs)).toISOString();
  const observation: Observation = freeze({
    ...before,
    takenAt,
    logs: logs.map((log) => sequenced(log, before.pods, tail)),
    gaps: [...before.gaps, ...missed.filter(({ reason }) => reason !== 'not-found')],
  });
  const diagnosis = diagnose(observation, { only: STORY_CHECKS, skip });
  const story = storyOfElections(diagnosis.elections, observation, since, election ? [] : (observation.logs ?? []));
  const gone = [
    ...goneLogsOf(election, pods, observation, since),
    ...missed.filter(({ reason }) => reason === 'not-found').map(({ what }) => `${what.replace(/^get /, '')}: gone`),
  ];
  const reading = { since, pods: pods.length, containers: logs.length, gone, file: null };
  const report = logsReportOf(observation, diagnosis, { story, reading, failOn });
  // whether the Lease is renewed was not asked
  return { ...report, gaps: report.gaps.filter(({ what }) => !what.startsWith('whether ')) };
}
