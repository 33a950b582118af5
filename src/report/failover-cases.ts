// A failover test as JUnit's testcases: one a round, slow where `--fail-on` says so, and what never began as one of its own.

import type { FailoverReport, ReportedRound } from './failover-report.ts';
import { signOf } from './failover-view.ts';
import type { Case } from './render/junit.ts';
import { titleOf } from './sentence.ts';
import type { FailOn } from './verdict.ts';
import { visible } from './visible.ts';

/** A round that failed fails whatever `--fail-on` says (contract 2); one that was slow is a warning; a void one an error. */
export function failoverCases(report: FailoverReport, failOn: FailOn): Case[] {
  const [election] = report.elections;
  const where = visible(election ? `${election.lease.namespace}/${titleOf(election)}` : 'b7le');
  const told = visible(report.told);
  const cases = report.rounds.map((round, at) => caseOf(round, at + 1, where, failOn));
  const unfinished = report.rounds.length < report.wanted && report.performed;
  if (unfinished) {
    const name = `rounds: all ${report.wanted} were done`;
    const failure = { '@_type': 'critical', '@_message': told };
    return [...cases, { '@_name': name, '@_classname': where, failure }];
  }
  if (cases.length > 0) return cases;
  const base = { '@_name': 'preflight: leadership may be moved', '@_classname': where };
  if (report.refusal !== null) return [{ ...base, error: { '@_message': told } }];
  return [
    report.exitCode === 3 ? { ...base, error: { '@_message': told } } : { ...base, skipped: { '@_message': told } },
  ];
}

function caseOf(round: ReportedRound, nth: number, where: string, failOn: FailOn): Case {
  const base = { '@_name': `round ${nth}: a leader within bounds`, '@_classname': where };
  const message = visible(round.why ?? round.outcome);
  const sign = signOf(round);
  if (sign === 'critical' || (sign === 'warning' && failOn === 'warning'))
    return { ...base, failure: { '@_type': sign, '@_message': message } };
  return sign === 'unknown' ? { ...base, error: { '@_message': message } } : base;
}
