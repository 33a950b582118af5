// `status` for a person: the verdict and the place first, then each election in sentences, then what to do (screens).

import type { Finding } from '../checks/check.ts';
import { coordinationLines } from './coordination-view.ts';
import { findingLines, gapLines, nextLines } from './finding-lines.ts';
import { overview } from './overview-view.ts';
import type { Report, ReportedElection } from './report.ts';
import { belongs, isLeftBehind, sentence, titleOf } from './sentence.ts';
import { timingLines } from './timing-view.ts';
import { count, line, type Span, sign, span, type TableBlock, toneOf, type View, worstFirst } from './view.ts';

/** @param wide also the info findings in full, and the Lease's own fields */
export function statusView(report: Report, wide: boolean): View {
  if (report.namespaceSource === '-A') return [headline(report), null, ...overview(report, wide), ...gapLines(report)];
  const blocks = worstFirst(report.elections).flatMap((election) => [null, ...block(election, report, wide)]);
  return [headline(report), ...blocks, ...gapLines(report)];
}

/** Verdict and place: a picture of this line alone must make sense, so it is cut in the context and never broken. */
export function headline(report: Report): View[number] {
  const { verdict, namespace, namespaceSource, cluster, elections, gaps } = report;
  const namespaces = new Set(elections.map(({ lease }) => lease.namespace)).size;
  const all =
    elections.length === 0
      ? 'all namespaces'
      : `${count(elections.length, 'election')} in ${count(namespaces, 'namespace')}`;
  const found = namespaceSource === 'context' || namespaceSource === 'config';
  const source = found ? `from the ${namespaceSource}` : namespaceSource;
  const place = namespaceSource === '-A' ? all : (namespace ?? '');
  const from = namespaceSource === '-A' || source === null ? '' : ` (${source})`;
  const [word, where] = cluster.context === null ? ['', cluster.server ?? ''] : ['context ', cluster.context];
  const spans = [
    sign(verdict),
    span(` ${verdict}   `, toneOf(verdict)),
    span(place),
    span(from),
    span(where === '' ? '' : ` · ${word}`),
    span(where),
    span(gaps.length === 0 ? '' : ` · ${gaps.length} not possible`, 'unknown'),
  ];
  const elastic = [
    { span: 5, least: 8 },
    { span: 3, least: 0 },
  ];
  return { ...line(0, spans, 2), elastic };
}

function block(election: ReportedElection, report: Report, wide: boolean): View {
  const own = report.findings.filter((finding) => belongs(finding, election));
  const shown = own.filter(
    ({ severity }) => severity === 'critical' || severity === 'warning' || (wide && severity !== 'unknown'),
  );
  const notes = own.filter(({ severity }) => severity === 'info');
  const unknowns = own.filter(({ severity }) => severity === 'unknown');
  const foreign = election.lease.namespace !== report.namespace ? ` in ${election.lease.namespace}` : '';
  const leads = election.state === 'renewing' || election.state === 'late';
  const mark = isLeftBehind(own) && election.verdict === 'healthy' ? 'info' : election.verdict;
  return [
    line(0, [sign(mark), span(` ${titleOf(election)}`, 'strong'), span(foreign)], 2),
    line(2, [span(sentence(election, own))], 2),
    ...(shown.length === 0 ? [] : [null, ...shown.flatMap((finding) => findingLines(finding, shown))]),
    ...nextLines(shown),
    ...coordinationLines(election, wide),
    ...(wide ? fields(election) : []),
    ...(election.candidates.length === 0 ? [] : [null, candidates(election)]),
    ...(leads || wide ? [null, ...timingLines(election)] : []),
    ...footnotes(wide ? [] : notes, unknowns, wide),
  ];
}

function candidates({ candidates: all, state }: ReportedElection): TableBlock {
  const rows = all.map(({ pod, role, ready, restarts, node, claims, phase }) => [
    span(pod),
    roleSpan(role, claims, state),
    span(ready ? 'yes' : phase === 'Running' ? 'no' : (phase ?? 'no').toLowerCase(), ready ? 'plain' : 'warning'),
    span(restarts === null ? '–' : String(restarts)),
    span(node ?? '–'),
  ]);
  return { indent: 2, head: ['POD', 'ROLE', 'READY', 'RESTARTS', 'NODE'], rows, elastic: [0, 4], spare: [4, 3] };
}

/** An election's fields, replicas and timings, for `-o wide` of a view that has no room for them otherwise. */
export function electionDetails(election: ReportedElection): View {
  return [
    ...coordinationLines(election, true),
    ...fields(election),
    ...(election.candidates.length === 0 ? [] : [null, candidates(election)]),
    null,
    ...timingLines(election),
  ];
}

/** The part a replica plays; where election is off, every replica works. */
function roleSpan(role: string, claims: boolean | null, state: ReportedElection['state']): Span {
  if (state === 'off') return span('works', 'warning');
  if (claims === true && role !== 'leader') return span(`${role} (claims to lead)`, 'critical');
  return span(role, role === 'leader' ? 'strong' : 'plain');
}

/** The Lease's fields as they stand, for `-o wide`. */
const HOW = {
  'server-clock': "by the API server's clock",
  'two-reads': 'as watched',
  'holder-clock': 'by that clock',
  none: 'by nothing',
};

function fields({ lease, holder, evidence, workload }: ReportedElection): View {
  const pairs: [string, string | number | null][] = [
    ['identity', holder?.identity ?? null],
    ['acquired', lease.acquireTime],
    ['renewed', lease.renewTime === null ? null : `${lease.renewTime} by the holder's clock; judged ${HOW[evidence]}`],
    ['transitions', lease.leaseTransitions],
    ['workload', workload === null ? null : `${workload.kind.toLowerCase()}/${workload.name} in ${workload.namespace}`],
    ['account', workload?.serviceAccount ?? null],
    ['uid', lease.uid],
  ];
  // of a Lease that is not there only what is known without it is told; an identity is to be copied, so it stays whole
  return [
    null,
    ...pairs
      .filter(([, value]) => lease.uid !== null || value !== null)
      .map(([name, value]) =>
        line(2, [span(name.padEnd(12), 'dim'), span(value === null ? '–' : String(value))], 12, name === 'identity'),
      ),
  ];
}

function footnotes(notes: readonly Finding[], unknowns: readonly Finding[], wide: boolean): View {
  const parts: string[] = [];
  if (notes.length > 0) parts.push(`${count(notes.length, 'note')}: -o wide`);
  const leaders = unknowns.find(({ id }) => id === 'multiple-leaders');
  if (leaders && !wide) parts.push('second leaders not checked: b7le doctor');
  const others = wide ? unknowns : [];
  const lines = others.map((finding) => line(2, [sign('unknown'), span(` ${finding.id}  ${finding.summary}`)], 4));
  const foot = parts.length === 0 ? [] : [line(2, [span(parts.join(' · '), 'dim')], 2)];
  return lines.length + foot.length === 0 ? [] : [null, ...lines, ...foot];
}
