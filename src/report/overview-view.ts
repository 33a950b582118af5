// `status -A` for a person: one line an election, worst first.

import { formatAge } from '../election/duration.ts';
import { hostOf } from '../election/identity.ts';
import type { Report, ReportedElection } from './report.ts';
import { line, type Span, sign, span, toneOf, type View } from './view.ts';

const MOST_ROWS = 20;

/** `-A`: one line an election, worst first. */
export function overview(report: Report, wide: boolean): View {
  const order = ['critical', 'unknown', 'warning', 'healthy'];
  const sorted = report.elections.toSorted(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || key(a).localeCompare(key(b)),
  );
  const room = wide ? sorted.length : Math.max(MOST_ROWS, sorted.filter(({ verdict }) => verdict !== 'healthy').length);
  const rows = sorted
    .slice(0, room)
    .map((election): Span[] => [
      sign(election.verdict),
      span(election.lease.namespace),
      span(election.lease.name ?? `${election.workload?.kind.toLowerCase()}/${election.workload?.name}`),
      span(election.state, election.verdict === 'healthy' ? 'plain' : toneOf(election.verdict)),
      span(election.holder ? (election.holder.pod ?? `${hostOf(election.holder.identity)} (no pod)`) : '–'),
      span(election.renewedAgoMs === null ? '–' : `${formatAge(election.renewedAgoMs)} ago`),
    ]);
  const rest = sorted.length - rows.length;
  const worst = report.findings.find(({ severity }) => severity === 'critical' || severity === 'warning');
  return [
    { indent: 0, head: ['', 'NAMESPACE', 'LEASE', 'STATE', 'LEADER', 'RENEWED'], rows, elastic: [2, 4] },
    ...(rest > 0 ? [line(2, [span(`${rest} more healthy: -o wide`, 'dim')])] : []),
    ...(worst
      ? [
          null,
          line(2, [span('next  ', 'dim'), span(`b7le status -n ${worst.subject.namespace ?? ''}`, 'strong')], 6, true),
        ]
      : []),
  ];
}

function key({ lease }: ReportedElection): string {
  return `${lease.namespace}/${lease.name ?? ''}`;
}
