// The report of `doctor` (contract 3): all that was found, causes with what follows from them, and what to type next.

import { rootOf } from '../checks/causes.ts';
import { stepsOf } from '../checks/chain.ts';
import type { Check, Finding, Remedy, Suite } from '../checks/check.ts';
import type { Diagnosis } from '../checks/diagnose.ts';
import { type NextStep, nextSteps } from '../checks/next-steps.ts';
import { kubectl } from '../checks/wording.ts';
import type { Observation } from '../election/observation.ts';
import { type ToldElection, timelinesOf } from './doctor-timeline.ts';
import { type ErrorFacts, errorReport } from './error-report.ts';
import { type Report, reportOf } from './report.ts';
import type { FailOn } from './verdict.ts';
import { worstFirst } from './view.ts';

/** A cause, what was seen to happen because of it, and the findings that follow. */
export interface Chain {
  readonly election: string;
  readonly cause: string;
  readonly subject: Finding['subject'];
  readonly steps: readonly string[];
  readonly effects: readonly string[];
}

export interface DoctorReport extends Report {
  kind: 'Doctor';
  /** Ids of the checks that were made, and of those that could not be told for some election. */
  checks: { readonly asked: readonly string[]; readonly unknown: readonly string[]; readonly suites: readonly Suite[] };
  chains: readonly Chain[];
  /** At most three commands, the safest first within each election. */
  next: readonly NextStep[];
  /** What the logs tell of each election, as text in UTC: the picture of `b7le logs`, and its last entries. */
  timeline: readonly ToldElection[];
}

export function isDoctor(report: Report): report is DoctorReport {
  return report.kind === 'Doctor';
}

/** Puts the report together. Pure: the same Observation gives the same report, read now or from a file. */
export function doctorReportOf(observation: Observation, diagnosis: Diagnosis, failOn: FailOn): DoctorReport {
  const base = reportOf(observation, diagnosis, failOn);
  const order = worstFirst(base.elections).map(({ id }) => id);
  const { checks, elections } = diagnosis;
  const chains = elections.flatMap((election): Chain[] => {
    const own = diagnosis.findings.filter((finding) => finding.election === election.id);
    return own.filter(isCause).map((cause) => {
      const effects = own.filter((one) => one.follows && rootOf(one, own) === cause);
      const steps = stepsOf(cause, effects, election);
      const ids = [...new Set(effects.map(({ id }) => id))];
      return { election: election.id, cause: cause.id, subject: cause.subject, steps, effects: ids };
    });
  });
  const findings = withRoots(base.findings).map((finding) => withNextStep(finding, observation));
  return {
    ...base,
    kind: 'Doctor',
    findings,
    checks: {
      asked: checks.map(({ id }) => id),
      unknown: unknownOf(base, checks),
      suites: [...new Set(checks.map(({ suite }) => suite))],
    },
    chains,
    next: nextSteps(findings, order),
    timeline: timelinesOf(elections, observation),
  };
}

/** The checks that told nothing of some election; where no election could be read, all of them. */
function unknownOf({ elections, findings, verdict }: Report, checks: readonly Check[]): string[] {
  if (elections.length === 0 && verdict === 'unknown') return checks.map(({ id }) => id);
  return [...new Set(findings.filter(({ severity }) => severity === 'unknown').map(({ id }) => id))];
}

/** The report where nothing could be read. */
export function doctorErrorReport(facts: ErrorFacts): DoctorReport {
  const checks = { asked: [], unknown: [], suites: [] };
  return { ...errorReport(facts), kind: 'Doctor', checks, chains: [], next: [], timeline: [] };
}

/**
 * Every election with a problem has a root cause (contract 3): where none as grave explains another, each of the gravest stands
 * for itself.
 */
function withRoots(findings: readonly Finding[]): Finding[] {
  const isProblem = ({ severity }: Finding) => severity === 'critical' || severity === 'warning';
  return findings.map((finding) => {
    if (finding.follows || !isProblem(finding)) return finding;
    const own = findings.filter((one) => one.election === finding.election && isProblem(one));
    const gravest = finding.severity === 'critical' || !own.some(({ severity }) => severity === 'critical');
    const explained = own.some((one) => isCause(one) && one.severity === finding.severity);
    return gravest && !explained ? { ...finding, cause: true } : finding;
  });
}

const isCause = ({ cause }: Finding): boolean => cause;

/** Every finding ends with something to type, or says that there is nothing to do. */
function withNextStep(finding: Finding, observation: Observation): Finding {
  const { severity, remedy } = finding;
  const done = remedy.some(({ command, text }) => command !== null || text.startsWith('nothing to do'));
  if (severity === 'unknown' || done) return finding;
  const last: Remedy =
    remedy.length === 0 ? { text: 'nothing to do: it passes by itself', command: null } : lookAt(finding, observation);
  return { ...finding, remedy: [...remedy, last] };
}

/** What is not there cannot be shown: what stands in its place is. */
function lookAt({ subject: { kind, namespace, name } }: Finding, observation: Observation): Remedy {
  const show = (...words: string[]) => kubectl(observation, namespace, ...words);
  const text = 'shows it as it stands';
  if (kind === 'Lease') {
    const there = observation.leases.some(({ lease }) => lease.namespace === namespace && lease.name === name);
    return there
      ? { text, command: show('get', 'lease', name, '-o', 'yaml') }
      : { text: 'shows which Leases there are', command: show('get', 'leases') };
  }
  const gone = !observation.pods.some((pod) => pod.namespace === namespace && pod.name === name);
  return kind === 'Pod' && gone
    ? { text: 'shows which pods there are', command: show('get', 'pods') }
    : { text, command: show('describe', `${kind.toLowerCase()}/${name}`) };
}
