// `logs --file`: the story of saved logs, without a cluster.

import { diagnose } from '../checks/diagnose.ts';
import { LOG_CHECKS } from '../checks/log-checks.ts';
import { freeze, type Observation } from '../election/observation.ts';
import { storyOfElections } from '../election/told.ts';
import { instantOf } from '../logs/instant.ts';
import { merged } from '../logs/merge.ts';
import { withSequence } from '../logs/sequence.ts';
import { type LogsReport, logsReportOf } from '../report/logs-report.ts';
import type { FailOn } from '../report/verdict.ts';
import { LIVE_FORMATS } from './logs-flags.ts';
import { type LinesHow, lineFilter, wantsLines, writerOf } from './logs-lines.ts';
import { type SavedHow, SavedLog } from './saved-log.ts';
import { SteadyOutput } from './steady-output.ts';

/** @throws ClusterError where a file cannot be read */
export async function lookAtFiles(how: LinesHow, failOn: FailOn): Promise<LogsReport> {
  const { flags, skip } = how;
  const paths = flags.file ?? [];
  const lines = wantsLines(flags) && LIVE_FORMATS.includes(how.format);
  const reading: SavedHow = {
    year: flags.year ?? null,
    wanted: lines ? withSince(flags['since-time'] ?? null, lineFilter(flags)) : () => false,
    every: lines && (flags.all || flags.grep !== undefined),
    several: paths.length > 1,
  };
  const files = paths.map((path) => new SavedLog(path, reading));
  const output = new SteadyOutput(process.stdout);
  const write = writerOf(how, { sources: files.map(({ place }) => place), since: null, now: '' });
  for await (const run of merged(files)) for (const line of run) await output.write(write(line));
  await output.flush();
  return reportOfFiles(files, how, skip, failOn);
}

function withSince(since: string | null, wanted: SavedHow['wanted']): SavedHow['wanted'] {
  const from = instantOf(since);
  return from === null ? wanted : (line) => wanted(line) && (instantOf(line.at) ?? from) >= from;
}

function reportOfFiles(
  files: readonly SavedLog[],
  { flags }: LinesHow,
  skip: readonly string[],
  failOn: FailOn,
): LogsReport {
  const since = flags['since-time'] ?? null;
  const from = instantOf(since);
  const logs = files
    .flatMap((file) => file.logs)
    .map((log) => ({
      ...log,
      entries: withSequence(log.entries, { fromStart: false, ended: false, cutAt: log.firstAt }),
    }))
    .map((log) => ({
      ...log,
      entries: log.entries.filter(({ at }) => from === null || (instantOf(at) ?? from) >= from),
    }));
  const last = logs.flatMap(({ entries }) => entries.flatMap(({ at }) => instantOf(at) ?? []));
  const now = last.length === 0 ? Math.max(...files.map(({ until }) => until)) : last.reduce((a, b) => Math.max(a, b));
  const observation: Observation = freeze({ ...NOTHING, takenAt: new Date(now).toISOString(), logs });
  const diagnosis = diagnose(observation, { only: LOG_CHECKS, skip });
  const story = storyOfElections(diagnosis.elections, observation, since, logs);
  const file = files.map(({ path }) => (path === '-' ? 'standard input' : path)).join(', ');
  const reading = { since, pods: 0, containers: logs.length, gone: [], file };
  const report = logsReportOf(observation, diagnosis, { story, reading, failOn });
  return { ...report, namespaceSource: null, cluster: { ...report.cluster, server: null }, gaps: [] };
}

/** A cluster of which only logs are known. */
const NOTHING: Observation = {
  apiVersion: 'b7le.observation/v1',
  takenAt: '',
  scope: { namespace: null, namespaceSource: '-n', target: null, contextGiven: null },
  cluster: { context: null, server: '', version: null, stampsFollowRenewals: false, clockSkewMs: null },
  leases: [],
  workloads: [],
  pods: [],
  nodes: [],
  events: [],
  scrapes: [],
  budgets: [],
  locks: [],
  leaseCandidates: [],
  podEvents: [],
  nodeCount: null,
  access: null,
  around: null,
  logs: null,
  gaps: [],
};
