// Runs the catalogue over the elections of an Observation: what holds is silent, what does not is a Finding, and a check whose
// evidence could not be read answers `unknown` with the reason.

import { type Election, electionsOf } from '../election/election.ts';
import type { Evidence, Gap, Observation } from '../election/observation.ts';
import { markCauses } from './causes.ts';
import { type Check, type Finding, HOLDS, type Severity, type Suite, type Trouble } from './check.ts';
import { CHECKS } from './index.ts';
import { ONLY_IN_LOGS } from './log-checks.ts';
import { subjectOf } from './wording.ts';

export interface Diagnosis {
  readonly elections: readonly Election[];
  readonly findings: readonly Finding[];
  /** The checks that were asked, whether or not their question arose. */
  readonly checks: readonly Check[];
}

const ORDER: readonly Severity[] = ['critical', 'unknown', 'warning', 'info'];

/** Judges an Observation. @param choice suites to run (all by default), ids to leave out, ids to which it is limited */
export function diagnose(
  observation: Observation,
  choice: {
    readonly suites?: readonly Suite[];
    readonly skip?: readonly string[];
    readonly only?: readonly string[];
  } = {},
): Diagnosis {
  const elections = electionsOf(observation);
  const { suites, skip, only } = choice;
  const checks = CHECKS.filter(
    ({ id, suite }) => (suites?.includes(suite) ?? true) && !skip?.includes(id) && (only?.includes(id) ?? true),
  ).filter(({ id, doctorOnly }) =>
    doctorOnly ? observation.around !== null : observation.logs !== null || !ONLY_IN_LOGS.includes(id),
  );
  const findings = elections.flatMap((election) =>
    markCauses(checks.flatMap((check) => findingsOf(check, election, observation))),
  );
  return { elections, findings: findings.sort(worstFirst), checks };
}

function findingsOf(check: Check, election: Election, observation: Observation): Finding[] {
  const common = {
    id: check.id,
    lease: election.leaseName,
    election: election.id,
    cause: false,
    follows: false,
    docs: `docs/findings/${check.id}.md`,
  };
  const unread = unreadFor(election, observation);
  if (!check.applies(election, unread)) return [];
  const gap = gapFor(check, election, observation);
  const judgement = gap === null ? check.judge(election, observation) : HOLDS;
  const unproven = check.needs.includes('renewal') && election.lease !== null && election.renewal.state === 'unknown';
  const missing =
    gap ?? (unproven && !('unknown' in judgement) && judgement.length > 0 ? 'the Lease was not watched' : null);
  if (missing === null && !('unknown' in judgement)) return judgement.map((trouble) => ({ ...common, ...trouble }));
  const seen = 'unknown' in judgement || gap !== null ? null : (judgement[0] ?? null);
  const why =
    gap === null && 'unknown' in judgement ? judgement.unknown : unknownFor(check, seen, gap ?? missing ?? '');
  return [{ ...common, severity: 'unknown', subject: subjectOf(election), summary: why, facts: {}, remedy: [] }];
}

/** The kinds of evidence that could not be read where this election lives. */
function unreadFor(election: Election, { gaps }: Observation): ReadonlySet<Evidence> {
  return new Set(gaps.filter((gap) => concerns(gap, election)).map(({ evidence }) => evidence));
}

/** The first piece of a check's evidence that could not be read, in words; null where all of it was. */
function gapFor({ needs }: Check, election: Election, { gaps }: Observation): string | null {
  const gap = gaps.find(({ evidence, namespace }) => needs.includes(evidence) && concerns({ namespace }, election));
  return gap?.detail ?? null;
}

/** What was seen of a Lease that nobody watched is told; what rests on something unread is not. */
function unknownFor({ title }: Check, seen: Trouble | null, missing: string): string {
  return seen
    ? `${seen.summary}; what it means cannot be told: ${missing}`
    : `cannot tell whether ${title}: ${missing}`;
}

function concerns(gap: Pick<Gap, 'namespace'>, election: Election): boolean {
  return (
    gap.namespace === null || gap.namespace === election.namespace || gap.namespace === election.workload?.namespace
  );
}

/** By severity, causes first: the order of a report. */
export function worstFirst(a: Finding, b: Finding): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || Number(b.cause) - Number(a.cause);
}
