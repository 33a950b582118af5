// The report of `doctor -f`: what manifests say by themselves. Of a cluster it says nothing, and no command of it touches one.

import type { Finding } from '../checks/check.ts';
import type { Diagnosis } from '../checks/diagnose.ts';
import type { Observation } from '../election/observation.ts';
import { type DoctorReport, doctorReportOf } from './doctor-report.ts';
import type { ReportedElection, ReportedGap } from './report.ts';
import { exitCodeOf, type FailOn, worst } from './verdict.ts';

/** Where something stands: a file and a line, from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface FilesRead {
  readonly files: number;
  readonly documents: number;
}

export interface FilesJudged {
  readonly observation: Observation;
  readonly diagnosis: Diagnosis;
  /** Of rules, which belong to no election. */
  readonly ruleFindings: readonly Finding[];
  /** Checks of rules that were asked. */
  readonly ruleChecks: readonly string[];
  readonly read: FilesRead;
  /** What could not be read, each at its place. */
  readonly faults: readonly { readonly file: string; readonly line: number | null; readonly what: string }[];
  /** Where an object stands; null where no file has it. */
  readonly placeOf: (kind: string, namespace: string | null, name: string) => Place | null;
}

export interface FilesReport extends DoctorReport {
  files: FilesRead;
}

export function isOfFiles(report: object): report is FilesReport {
  return 'files' in report;
}

/** What grants the rights that election needs, where no cluster is there to print it for. */
const GRANT =
  'give its account a Role with create on leases and, by resourceNames, get and update on this one: b7le explain lease-access-denied shows it';
const IN_FILES: Readonly<Record<string, string>> = {
  'lease-access-denied': GRANT,
  'create-by-name': GRANT,
  'lease-access-broad': 'create on leases and, by resourceNames, get and update on this one are enough',
  'event-access-denied': 'nothing to do for election; to see who led when, let it create and patch events',
};

/** Puts it together. A document that could not be read leaves the verdict unknown, unless what was read is critical. Pure. */
export function filesReportOf(judged: FilesJudged, failOn: FailOn): FilesReport {
  const { observation, diagnosis, ruleFindings, read, faults } = judged;
  const base = doctorReportOf(observation, diagnosis, failOn);
  const unread = faults.map(
    ({ file, line, what }): ReportedGap => ({
      what: `read ${line === null ? file : `${file}:${line}`}`,
      reason: 'error',
      detail: what,
    }),
  );
  // a role that stands elsewhere is usual: what it would grant is not known, and nothing was misread
  const unheld = observation.gaps.map(({ what, reason, detail }): ReportedGap => ({ what, reason, detail }));
  const verdict = worst([base.verdict, ...(unread.length > 0 ? (['unknown'] as const) : [])]);
  const elections = base.elections.map((election) => declared(election, judged));
  return {
    ...base,
    cluster: { context: null, server: null, version: null, clockSkewMs: null },
    verdict,
    exitCode: exitCodeOf(verdict, failOn),
    elections,
    findings: [
      ...base.findings.map((finding) => placed(finding, elections, judged)),
      ...elections.flatMap((election) => untold(election, observation)),
      ...ruleFindings,
    ],
    gaps: [...unread, ...unheld],
    checks: { ...base.checks, asked: [...base.checks.asked, ...judged.ruleChecks] },
    next: [],
    files: read,
  };
}

/** Nobody looked for a Lease, so that its state is not known; that election is off the files do say. */
function declared(election: ReportedElection, { placeOf }: FilesJudged): ReportedElection {
  const { workload } = election;
  const place = workload && placeOf(workload.kind, workload.namespace, workload.name);
  const state = election.state === 'off' ? 'off' : 'unknown';
  return { ...election, state, evidence: 'none', ...(place ? { declaredAt: place } : {}) };
}

/** A finding with its place, and with what to change there in place of commands. */
function placed(finding: Finding, elections: readonly ReportedElection[], { placeOf }: FilesJudged): Finding {
  const { id, severity, subject, remedy, facts } = finding;
  const own = elections.find((election) => election.id === finding.election)?.declaredAt ?? null;
  const place = placeOf(subject.kind, subject.namespace, subject.name) ?? own;
  const where = place === null ? '' : `${place.file}:${place.line}: `;
  if (severity === 'unknown') return { ...finding, remedy: [] };
  const [first] = remedy;
  const text = IN_FILES[id] ?? first?.text ?? 'nothing to do';
  return {
    ...finding,
    facts: place === null ? facts : { ...facts, file: place.file, line: place.line },
    remedy: [{ text: `${where}${text}`, command: null }],
  };
}

/** Roles were read, and none of their bindings names the account of this election: whether it may elect is not told. */
function untold({ id, lease, workload, state }: ReportedElection, { access }: Observation): Finding[] {
  const asked = access === null || access.readings.some(({ election }) => election === id);
  if (asked || workload === null || state === 'off') return [];
  const { kind, namespace, name, serviceAccount } = workload;
  return [
    {
      id: 'lease-access-denied',
      severity: 'unknown',
      lease: lease.name,
      election: id,
      subject: { kind, namespace, name },
      summary: `no binding in these files names serviceaccount ${namespace}/${serviceAccount}: whether it may elect is told elsewhere`,
      cause: false,
      follows: false,
      facts: {},
      remedy: [],
      docs: 'docs/findings/lease-access-denied.md',
    },
  ];
}
