// One line a problem, to paste in a chat; one line that all is well where it is.

import { paint } from '../paint.ts';
import type { Report } from '../report.ts';
import { belongs, headline, sentence } from '../status-view.ts';
import { line, sign, span, type View } from '../view.ts';
import type { Renderer } from './index.ts';

export const short: Renderer = (report, surface, { quiet }) => {
  const problems = problemLines(report);
  return paint(quiet || problems.length === 0 ? [headline(report)] : problems, {
    ...surface,
    width: Number.POSITIVE_INFINITY,
  });
};

function problemLines(report: Report): View {
  const troubled = report.elections.filter(({ verdict }) => verdict !== 'healthy');
  const lines = troubled.flatMap((election) => {
    const own = report.findings.filter((finding) => belongs(finding, election) && finding.severity !== 'info');
    const shown = own.filter(({ severity }) => severity !== 'unknown');
    const where = `${election.lease.namespace}/${election.lease.name ?? election.workload?.name ?? ''}`;
    if (shown.length === 0)
      return [line(0, [sign(election.verdict), span(` ${where} ${election.state}: ${sentence(election)}`)])];
    return shown.map(({ severity, id, summary }) => line(0, [sign(severity), span(` ${where} ${id}: ${summary}`)]));
  });
  const gaps = report.gaps.map(({ what, detail }) => line(0, [sign('unknown'), span(` ${what}: ${detail}`)]));
  return report.verdict === 'unknown' || lines.length > 0 ? [...lines, ...gaps] : lines;
}
