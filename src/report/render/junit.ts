// JUnit XML for CI: a testcase a check of each election; failure at or above --fail-on, unknown skipped, essential unknown an error.

import { XMLBuilder } from 'fast-xml-parser';
import type { Finding } from '../../checks/check.ts';
import { CHECKS } from '../../checks/index.ts';
import { ONLY_IN_LOGS } from '../../checks/log-checks.ts';
import { METRIC_MISREAD } from '../../checks/metric-misread.ts';
import { isDoctor } from '../doctor-report.ts';
import { failoverCases } from '../failover-cases.ts';
import { isFailover } from '../failover-report.ts';
import { isOfFiles } from '../files-report.ts';
import { isRbac } from '../rbac-report.ts';
import type { Report, ReportedElection } from '../report.ts';
import { belongs, sentence, titleOf } from '../sentence.ts';
import { visible } from '../visible.ts';
import type { Renderer, RenderOptions } from './renderer.ts';

/** A testcase; passed where none of the three is there. */
export interface Case {
  '@_name': string;
  '@_classname': string;
  failure?: { '@_type': string; '@_message': string };
  skipped?: { '@_message': string };
  error?: { '@_message': string };
}

export const junit: Renderer = (report, _surface, { failOn }) => {
  const cases = isFailover(report)
    ? failoverCases(report, failOn)
    : [
        ...report.elections.flatMap((election) => casesOf(election, report, failOn)),
        ...casesOfRules(report),
        ...errorsOf(report),
      ];
  const count = (what: 'failure' | 'skipped' | 'error') => cases.filter((test) => test[what] !== undefined).length;
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    format: true,
    suppressEmptyNode: true,
    processEntities: true,
  });
  const counts = {
    '@_tests': cases.length,
    '@_failures': count('failure'),
    '@_errors': count('error'),
    '@_skipped': count('skipped'),
  };
  const suite = {
    '@_name': `b7le ${verbOf(report)}`,
    ...counts,
    '@_timestamp': report.generatedAt,
    testcase: cases,
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: { testsuite: suite } })}`;
};

function verbOf(report: Report): string {
  if (isFailover(report)) return 'failover-test';
  if (isDoctor(report)) return 'doctor';
  return isRbac(report) ? 'rbac-check' : 'status';
}

function casesOf(election: ReportedElection, report: Report, failOn: RenderOptions['failOn']): Case[] {
  const own = report.findings.filter((finding) => belongs(finding, election));
  const where = visible(`${election.lease.namespace}/${titleOf(election)}`);
  // what was not asked has no case: it would read as passed
  const checks = CHECKS.filter(({ id, suite, doctorOnly }) =>
    isDoctor(report)
      ? report.checks.asked.includes(id)
      : !doctorOnly && (suite === 'access') === isRbac(report) && !ONLY_IN_LOGS.includes(id),
  );
  const cases = checks.map(({ id, title }): Case => {
    const base = { '@_name': `${id}: ${title}`, '@_classname': where };
    const [worst] = own.filter((finding) => finding.id === id);
    if (!worst || worst.severity === 'info') return base;
    if (worst.severity === 'unknown') return { ...base, skipped: { '@_message': visible(worst.summary) } };
    return fails(worst, failOn)
      ? { ...base, failure: { '@_type': worst.severity, '@_message': visible(worst.summary) } }
      : base;
  });
  const unknown = essentialUnknown(election, own, report);
  if (unknown === null) return cases;
  return [...cases, { '@_name': unknown.name, '@_classname': where, error: { '@_message': visible(unknown.why) } }];
}

/** Rules belong to no election, and what is said of them is worth a note at most. */
function casesOfRules(report: Report): Case[] {
  const { id, title } = METRIC_MISREAD;
  const asked = isDoctor(report) && report.checks.asked.includes(id);
  return asked ? [{ '@_name': `${id}: ${title}`, '@_classname': 'rules' }] : [];
}

/** Of the Lease itself; for rights, of one that election needs (contract 2). */
function essentialUnknown(election: ReportedElection, own: readonly Finding[], report: Report) {
  if (isRbac(report)) {
    const untold = own.find(({ id, severity }) => id === 'lease-access-denied' && severity === 'unknown');
    return untold ? { name: 'rights: every needed right can be judged', why: untold.summary } : null;
  }
  // nobody looked for the Lease of a manifest
  return election.state === 'unknown' && !isOfFiles(report)
    ? { name: 'state: the Lease can be judged', why: sentence(election, own) }
    : null;
}

function fails({ severity }: Finding, failOn: RenderOptions['failOn']): boolean {
  return failOn === 'never' ? false : severity === 'critical' || failOn === 'warning';
}

/** A command that could not read at all is one errored case; of manifests, so is each that could not be read. */
function errorsOf(report: Report): Case[] {
  const ofFiles = isOfFiles(report);
  if (report.elections.length > 0 && !ofFiles) return [];
  const unread = ofFiles ? report.gaps.filter(({ reason }) => reason === 'error') : report.gaps;
  return unread.map(({ what, detail }) => ({
    '@_name': visible(what),
    '@_classname': 'b7le',
    error: { '@_message': visible(detail) },
  }));
}
