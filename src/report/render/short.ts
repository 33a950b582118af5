// One line a problem, to paste in a chat; one line that all is well where it is.

import type { Finding } from '../../checks/check.ts';
import { isBreak } from '../break-report.ts';
import { isFailover } from '../failover-report.ts';
import { paint } from '../paint.ts';
import { isRbac } from '../rbac-report.ts';
import type { Report } from '../report.ts';
import { belongs, sentence, titleOf } from '../sentence.ts';
import { isTiming, type TimingReport, titleOfTiming } from '../timing-report.ts';
import { line, sign, span, type View, worstFirst } from '../view.ts';
import { headlineOf } from '../views.ts';
import type { Renderer } from './renderer.ts';

export const short: Renderer = (report, surface, { quiet }) => {
  const problems = isBreak(report) || isFailover(report) ? [] : problemLines(report);
  return paint(quiet || problems.length === 0 ? [headlineOf(report)] : problems, {
    ...surface,
    width: Number.POSITIVE_INFINITY,
  });
};

function problemLines(report: Report): View {
  if (isTiming(report)) return timingLines(report);
  const lines = worstFirst(report.elections)
    .filter(({ verdict }) => verdict !== 'healthy')
    .flatMap((election) => {
      const own = report.findings.filter((finding) => belongs(finding, election));
      const where = `${election.lease.namespace}/${titleOf(election)}`;
      const problems = isRbac(report) ? rightsOf(own) : problemsOf(own);
      if (problems.length > 0)
        return problems.map(({ severity, text }) => line(0, [sign(severity), span(` ${where} ${text}`)]));
      return [line(0, [sign(election.verdict), span(` ${where} ${election.state}: ${sentence(election, own)}`)])];
    });
  const gaps = gapLines(report);
  return lines.length > 0 || gaps.length > 0 ? [...lines, ...gaps] : [];
}

/** Only the timings are in question, whatever else is the matter with their election. */
function timingLines(report: TimingReport): View {
  const [election] = report.elections;
  const where = `${election ? `${election.lease.namespace}/${titleOf(election)} ` : ''}${titleOfTiming(report)}`;
  return [
    ...problemsOf(report.findings).map(({ severity, text }) => line(0, [sign(severity), span(` ${where} ${text}`)])),
    ...gapLines(report),
  ];
}

function gapLines({ gaps }: Report): View {
  return gaps.map(({ what, detail }) => line(0, [sign('unknown'), span(` not possible: ${what}: ${detail}`)]));
}

/** Of rights, what nobody could tell is a problem as well. */
function rightsOf(own: readonly Finding[]): { severity: string; text: string }[] {
  const untold = own.filter(({ id, severity }) => id === 'lease-access-denied' && severity === 'unknown');
  return [...problemsOf(own), ...untold.map(({ severity, id, summary }) => ({ severity, text: `${id}: ${summary}` }))];
}

/** What follows from a cause is no problem of its own: it is named behind it. */
function problemsOf(own: readonly Finding[]): { severity: string; text: string }[] {
  const told = own.filter(({ severity }) => severity === 'critical' || severity === 'warning');
  const causes = told.filter(({ cause }) => cause);
  const effects = causes.length === 0 ? [] : told.filter(({ cause, follows }) => !cause && follows);
  const behind = effects.length === 0 ? '' : ` (so: ${effects.map(({ id }) => id).join(', ')})`;
  return told
    .filter((finding) => !effects.includes(finding))
    .map((finding, at) => ({
      severity: finding.severity,
      text: `${finding.id}: ${finding.summary}${finding.cause && at === 0 ? behind : ''}`,
    }));
}
