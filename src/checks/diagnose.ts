// Runs the catalogue over the elections of an Observation: what holds is silent, what does not is a Finding, and a check whose
// evidence could not be read answers `unknown` with the reason.

import { type Election, electionsOf } from '../election/election.ts';
import type { Gap, Observation } from '../election/observation.ts';
import { markCauses } from './causes.ts';
import type { Check, Finding, Severity, Suite } from './check.ts';
import { CHECKS } from './index.ts';
import { subjectOf } from './wording.ts';

export interface Diagnosis {
  readonly elections: readonly Election[];
  readonly findings: readonly Finding[];
}

const ORDER: readonly Severity[] = ['critical', 'unknown', 'warning', 'info'];

/** Judges an Observation. @param choice suites to run (all by default), ids to leave out */
export function diagnose(
  observation: Observation,
  choice: { readonly suites?: readonly Suite[]; readonly skip?: readonly string[] } = {},
): Diagnosis {
  const elections = electionsOf(observation);
  const checks = CHECKS.filter(
    ({ id, suite }) => (choice.suites?.includes(suite) ?? true) && !choice.skip?.includes(id),
  );
  const findings = elections.flatMap((election) =>
    markCauses(checks.flatMap((check) => findingsOf(check, election, observation))),
  );
  return { elections, findings: findings.sort(worstFirst) };
}

function findingsOf(check: Check, election: Election, observation: Observation): Finding[] {
  if (!check.applies(election)) return [];
  const common = {
    id: check.id,
    lease: election.leaseName,
    election: election.id,
    cause: false,
    docs: `docs/findings/${check.id}.md`,
  };
  const unknown = (why: string): Finding[] => [
    { ...common, severity: 'unknown', subject: subjectOf(election), summary: why, facts: {}, remedy: [] },
  ];
  const gap = observation.gaps.find((missing) => check.needs.includes(missing.evidence) && concerns(missing, election));
  if (gap) return unknown(`cannot tell whether ${check.title}: ${gap.detail}`);
  if (check.needs.includes('renewal') && election.lease && election.renewal.state === 'unknown') {
    return unknown(
      `cannot tell whether ${check.title}: one read did not prove it, and it was not watched for long enough`,
    );
  }
  const judgement = check.judge(election, observation);
  return 'unknown' in judgement ? unknown(judgement.unknown) : judgement.map((trouble) => ({ ...common, ...trouble }));
}

function concerns(gap: Gap, election: Election): boolean {
  return (
    gap.namespace === null || gap.namespace === election.namespace || gap.namespace === election.workload?.namespace
  );
}

function worstFirst(a: Finding, b: Finding): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || Number(b.cause) - Number(a.cause);
}
