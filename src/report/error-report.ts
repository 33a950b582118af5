// The report of a command that could not read at all (contract 3).

import type { Report, ReportedGap } from './report.ts';

export interface ErrorFacts {
  readonly generatedAt: string;
  readonly namespace: string | null;
  readonly context: string | null;
  readonly server: string | null;
  readonly what: string;
  readonly reason: ReportedGap['reason'];
  readonly detail: string;
}

/** The report of a command that could not even read: no election, and the error as a gap (contract 3). */
export function errorReport(facts: ErrorFacts): Report {
  const { generatedAt, namespace, context, server, what, reason, detail } = facts;
  return {
    apiVersion: 'b7le/v1',
    kind: 'Status',
    generatedAt,
    namespace,
    namespaceSource: null,
    contextGiven: null,
    cluster: { context, server, version: null, clockSkewMs: null },
    verdict: 'unknown',
    exitCode: 3,
    elections: [],
    findings: [],
    gaps: [{ what, reason, detail }],
  };
}
