// The report of `rbac-check` (contract 3): every right with its answer, who grants it, and a manifest that would do.

import type { Access, Right } from '../access/access.ts';
import type { Grant } from '../access/authorize.ts';
import type { AccessObserved, AccountSource, LockSource } from '../access/observed.ts';
import type { Purpose } from '../access/questions.ts';
import type { Way } from '../access/verdicts.ts';
import type { Election } from '../election/election.ts';
import { type ErrorFacts, errorReport } from './error-report.ts';
import type { Report } from './report.ts';
import { exitCodeOf, type FailOn, type Verdict } from './verdict.ts';

export interface ReportedRight {
  readonly verb: string;
  readonly group: string;
  /** With its subresource after a slash. */
  readonly resource: string;
  readonly namespace: string;
  /** Null where the request names nothing, as a create does. */
  readonly name: string | null;
  readonly required: boolean;
  readonly purpose: Purpose;
  readonly allowed: boolean | null;
  readonly how: Way | null;
  /** `RoleBinding/NAME` and `Role/NAME`. */
  readonly grantedBy: readonly { readonly binding: string; readonly role: string }[];
  /** Who decided, where that is known. */
  readonly by: 'rbac' | 'another-authorizer' | null;
  readonly note: string | null;
  /** What comes nearest to granting what is denied. */
  readonly nearest: string | null;
}

export interface RbacReport extends Report {
  kind: 'RbacCheck';
  account: {
    readonly namespace: string;
    readonly name: string;
    readonly exists: boolean | null;
    readonly source: AccountSource;
  } | null;
  lock: { readonly namespace: string; readonly name: string | null; readonly source: LockSource } | null;
  access: readonly ReportedRight[];
  /** Ways of asking that were tried in vain, best first. */
  notAsked: readonly { readonly way: Way; readonly why: string }[];
  /** What the caller may do that b7le needs. */
  caller: readonly {
    readonly verb: string;
    readonly group: string;
    readonly resource: string;
    readonly namespace: string | null;
    readonly name: string | null;
    readonly operation: string;
    readonly optional: boolean;
    readonly allowed: boolean | null;
  }[];
  fix: string | null;
}

export function isRbac(report: Report): report is RbacReport {
  return report.kind === 'RbacCheck';
}

/**
 * @param base the frame, with the one election and the findings of its rights
 * @param asked whether the manifest is wanted whatever the verdict is; else it is given where something required is not allowed
 */
export function rbacReportOf(
  base: Report,
  election: Election & { readonly access: Access },
  observed: AccessObserved,
  { failOn, asked }: { readonly failOn: FailOn; readonly asked: boolean },
): RbacReport {
  const { account, exists, lock, rights, inVain, fix } = election.access;
  const verdict = verdictOf(base, election.access);
  const wanting = rights.some(({ question, verdict: { allowed } }) => question.required && allowed !== true);
  return {
    ...base,
    kind: 'RbacCheck',
    verdict,
    exitCode: exitCodeOf(verdict, failOn),
    elections: base.elections.map((one) => ({ ...one, verdict })),
    // whether the Lease is renewed was not asked
    gaps: base.gaps.filter(({ what }) => !what.startsWith('whether ')),
    account: account && { namespace: account.namespace, name: account.name, exists, source: account.source },
    lock: { namespace: lock.namespace, name: lock.name === '' ? null : lock.name, source: lock.source },
    access: rights.map(reportedRight),
    notAsked: inVain,
    caller: observed.caller.map(({ question, allowed }) => ({
      verb: question.verb,
      group: question.group,
      resource: question.resource,
      namespace: question.namespace === '' ? null : question.namespace,
      name: question.name === '' ? null : question.name,
      operation: question.operation,
      optional: question.purpose !== 'informational',
      allowed,
    })),
    fix: asked || wanting ? fix : null,
  };
}

/** The report where no election could be found because what would show one may not be read. */
export function rbacUnseenReport(base: Report): RbacReport {
  return { ...base, ...NOTHING, kind: 'RbacCheck', verdict: 'unknown', exitCode: 3 };
}

/** The report where nothing could be read. */
export function rbacErrorReport(facts: ErrorFacts): RbacReport {
  return { ...errorReport(facts), ...NOTHING, kind: 'RbacCheck' };
}

const NOTHING = { account: null, lock: null, access: [], notAsked: [], caller: [], fix: null } as const;

/** Critical, then a required right that nobody could tell, then warning (contract 2). */
function verdictOf({ findings }: Report, { rights, account }: Access): Verdict {
  const has = (severity: string) => findings.some((finding) => finding.severity === severity);
  if (has('critical')) return 'critical';
  const untold = rights.some(({ question, verdict }) => question.required && verdict.allowed === null);
  if (untold || account === null) return 'unknown';
  return has('warning') ? 'warning' : 'healthy';
}

function reportedRight({ question, verdict, nearestWords }: Right): ReportedRight {
  const { verb, group, resource, namespace, name, required, purpose } = question;
  const { allowed, how, grantedBy, by, note } = verdict;
  return {
    verb,
    group,
    resource,
    namespace,
    name: name === '' ? null : name,
    required,
    purpose,
    allowed,
    how,
    grantedBy: grantedBy.map(reportedGrant),
    by,
    note,
    nearest: nearestWords,
  };
}

function reportedGrant({ binding, role }: Grant): { binding: string; role: string } {
  return { binding: `${binding.kind}/${binding.name}`, role: `${role.kind}/${role.name}` };
}
