// What `b7le logs` has to tell: the frame of every report, the story, and how much was read for it.

import type { Diagnosis } from '../checks/diagnose.ts';
import type { Observation } from '../election/observation.ts';
import type { Story } from '../logs/story.ts';
import { type ErrorFacts, errorReport } from './error-report.ts';
import { type Report, reportOf } from './report.ts';
import { exitCodeOf, type FailOn, type Verdict } from './verdict.ts';

/** How much was read: said to whoever wonders whether something is missing. */
export interface LogReading {
  /** RFC 3339; null where logs were read from their first line on. */
  readonly since: string | null;
  readonly pods: number;
  /** Logs that were read, those of previous containers among them. */
  readonly containers: number;
  /** Logs that are no more, in words: `controller-manager-…-zcbmh: the pod is gone`. */
  readonly gone: readonly string[];
  /** A saved log's name, null where a cluster was read. */
  readonly file: string | null;
}

export interface LogsReport extends Report {
  kind: 'Logs';
  story: Story;
  reading: LogReading;
}

export function isLogs(report: Report): report is LogsReport {
  return report.kind === 'Logs';
}

export function logsReportOf(
  observation: Observation,
  diagnosis: Diagnosis,
  facts: { readonly story: Story; readonly reading: LogReading; readonly failOn: FailOn },
): LogsReport {
  const { story, reading, failOn } = facts;
  const base = reportOf(observation, diagnosis, failOn);
  const verdict = verdictOf(base, reading);
  const elections = base.elections.map((one) => ({ ...one, verdict: verdictIn(base, one.id) }));
  return { ...base, kind: 'Logs', verdict, exitCode: exitCodeOf(verdict, failOn), elections, story, reading };
}

/** Where not one log could be read, there is nothing to say (contract 2). */
function verdictOf(base: Report, reading: LogReading): Verdict {
  return reading.containers === 0 && base.gaps.length > 0 ? 'unknown' : verdictIn(base, null);
}

/** @param election its id; null for all */
function verdictIn({ findings }: Report, election: string | null): Verdict {
  const own = findings.filter((finding) => election === null || finding.election === election);
  const worst = (['critical', 'warning'] as const).find((one) => own.some(({ severity }) => severity === one));
  return worst ?? 'healthy';
}

/** The report of `logs` where nothing could be read at all. */
export function logsErrorReport(facts: ErrorFacts): LogsReport {
  const story = { lines: [], elections: [], pods: [], from: null, to: null };
  const reading = { since: null, pods: 0, containers: 0, gone: [], file: null };
  return { ...errorReport(facts), kind: 'Logs', story, reading };
}
