// The public report: the object that `-o json` prints (contract 3), from which every other format is made.

import type { Finding } from '../checks/check.ts';
import type { Diagnosis } from '../checks/diagnose.ts';
import { groupBy } from '../election/directory.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { type ReportedElection, reported } from './reported-election.ts';
import { exitCodeOf, type FailOn, type Verdict, worst } from './verdict.ts';

export type { ReportedElection } from './reported-election.ts';

export interface ReportedGap {
  what: string;
  reason: Observation['gaps'][number]['reason'];
  detail: string;
}

export interface Report {
  apiVersion: 'b7le/v1';
  kind: 'Status' | 'Doctor' | 'Timing' | 'RbacCheck' | 'BreakLease' | 'FailoverTest' | 'Logs';
  generatedAt: string;
  namespace: string | null;
  namespaceSource: string | null;
  /** `--context` as it was given, null where it was not. */
  contextGiven: string | null;
  cluster: { context: string | null; server: string | null; version: string | null; clockSkewMs: number | null };
  verdict: Verdict;
  exitCode: number;
  elections: ReportedElection[];
  findings: Finding[];
  gaps: ReportedGap[];
}

/** Puts the report together. Pure: the same Observation gives the same report. */
export function reportOf(observation: Observation, diagnosis: Diagnosis, failOn: FailOn): Report {
  const findings = groupBy(diagnosis.findings, ({ election }) => election);
  const elections = diagnosis.elections.map((election) =>
    reported(election, findings.get(election.id) ?? [], observation),
  );
  const lost = observation.gaps.some(({ evidence }) => evidence === 'leases') && elections.length === 0;
  const verdict = worst([...elections.map(({ verdict: own }) => own), ...(lost ? (['unknown'] as const) : [])]);
  return {
    apiVersion: 'b7le/v1',
    kind: 'Status',
    generatedAt: observation.takenAt,
    namespace: observation.scope.namespace,
    namespaceSource: observation.scope.namespaceSource,
    contextGiven: observation.scope.contextGiven,
    cluster: {
      context: observation.cluster.context,
      server: observation.cluster.server,
      version: observation.cluster.version,
      clockSkewMs: observation.cluster.clockSkewMs,
    },
    verdict,
    exitCode: exitCodeOf(verdict, failOn),
    elections,
    findings: [...diagnosis.findings],
    gaps: [
      ...observation.gaps.map(({ what, reason, detail }) => ({ what, reason, detail })),
      ...diagnosis.elections.flatMap(unsettled),
    ],
  };
}

/** The frame of a report that read no cluster. */
export function bareReport(generatedAt: string): Report {
  return {
    apiVersion: 'b7le/v1',
    kind: 'Status',
    generatedAt,
    namespace: null,
    namespaceSource: null,
    contextGiven: null,
    cluster: { context: null, server: null, version: null, clockSkewMs: null },
    verdict: 'healthy',
    exitCode: 0,
    elections: [],
    findings: [],
    gaps: [],
  };
}

/** An unknown with its reason: the Lease was read, and not watched long enough to tell. */
function unsettled({ renewal, lease }: Election): ReportedGap[] {
  if (renewal.state !== 'unknown' || !lease) return [];
  const watched = renewal.agoMs === null ? 'it was not watched' : `it was watched for ${formatAge(renewal.agoMs)}`;
  const detail = `one read does not tell on this server, and ${watched}: leave out --observe 0s, or raise --timeout`;
  return [{ what: `whether ${lease.name} is renewed`, reason: 'timeout', detail }];
}
