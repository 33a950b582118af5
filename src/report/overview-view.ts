// `status -A` for a person: one line an election, worst first.

import type { Finding } from '../checks/check.ts';
import { shellLine } from '../checks/wording.ts';
import { groupBy } from '../election/directory.ts';
import { hostOf } from '../election/identity.ts';
import type { Report, ReportedElection } from './report.ts';
import { agoOf, hasNoPod, isLeftBehind, titleOf } from './sentence.ts';
import { line, type Span, sign, span, toneOf, type View, worstFirst } from './view.ts';

const MOST_ROWS = 20;

/** `-A`: one line an election, worst first. */
export function overview(report: Report, wide: boolean): View {
  const sorted = worstFirst(report.elections);
  const troubled = sorted.filter(({ verdict }) => verdict !== 'healthy');
  const found = groupBy(report.findings, ({ election }) => election);
  const rows = sorted
    .slice(0, wide ? sorted.length : Math.max(MOST_ROWS, troubled.length))
    .map((election) => row(election, found.get(election.id) ?? []));
  const rest = sorted.length - rows.length;
  const [worst] = troubled;
  // nothing may be there, or nothing may be read: then the first line and what was not possible say all
  if (rows.length === 0) return [];
  return [
    {
      indent: 0,
      head: ['', 'NAMESPACE', 'LEASE', 'STATE', 'LEADER', 'RENEWED'],
      rows,
      elastic: [2, 4],
      spare: [5, 4],
    },
    ...(rest > 0 ? [line(2, [span(`${rest} more healthy: -o wide`, 'dim')])] : []),
    ...(worst ? [null, line(2, [span('next  ', 'dim'), span(nextCommand(worst, report), 'strong')], 6, true)] : []),
  ];
}

function row(election: ReportedElection, own: readonly Finding[]): Span[] {
  const { verdict, lease, state, holder } = election;
  const left = verdict === 'healthy' && isLeftBehind(own);
  const host = holder ? `${hostOf(holder.identity)}${hasNoPod(own) ? ' (no pod)' : ''}` : '–';
  return [
    sign(left ? 'info' : verdict),
    span(lease.namespace),
    span(titleOf(election)),
    left ? span('left behind') : span(state, verdict === 'healthy' ? 'plain' : toneOf(verdict)),
    span(holder?.pod ?? host),
    span(agoOf(election) ?? '–'),
  ];
}

function nextCommand(election: ReportedElection, { contextGiven }: Report): string {
  const context = contextGiven === null ? [] : ['--context', contextGiven];
  return shellLine('b7le', 'status', titleOf(election), '-n', election.lease.namespace, ...context);
}
