// `status` for a person: the verdict and the place first, then each election in sentences, then what to do (screens).

import type { Finding } from '../checks/check.ts';
import { formatAge, formatDuration, formatRange } from '../election/duration.ts';
import { hostOf } from '../election/identity.ts';
import { overview } from './overview-view.ts';
import type { Report, ReportedElection } from './report.ts';
import { count, line, sign, span, type TableBlock, toneOf, type View } from './view.ts';

/** @param wide also the info findings in full, and the Lease's own fields */
export function statusView(report: Report, wide: boolean): View {
  if (report.namespaceSource === '-A') return [headline(report), null, ...overview(report, wide), ...gapLines(report)];
  const blocks = report.elections.flatMap((election) => [null, ...block(election, report, wide)]);
  return [headline(report), ...blocks, ...gapLines(report)];
}

export function headline(report: Report): View[number] {
  const { verdict, namespace, namespaceSource, cluster } = report;
  const place =
    namespaceSource === '-A'
      ? `${count(report.elections.length, 'election')} in ${count(new Set(report.elections.map(({ lease }) => lease.namespace)).size, 'namespace')}`
      : `${namespace} (${namespaceSource})`;
  const context = cluster.context === null ? (cluster.server ?? '') : `context ${cluster.context}`;
  return line(0, [sign(verdict), span(` ${verdict}`, toneOf(verdict)), span(`   ${place} · ${context}`)], 2);
}

function block(election: ReportedElection, report: Report, wide: boolean): View {
  const own = report.findings.filter((finding) => belongs(finding, election));
  const shown = own.filter(
    ({ severity }) => severity === 'critical' || severity === 'warning' || (wide && severity !== 'unknown'),
  );
  const notes = own.filter(({ severity }) => severity === 'info');
  const unknowns = own.filter(({ severity }) => severity === 'unknown');
  const title = election.lease.name ?? `${election.workload?.kind.toLowerCase()}/${election.workload?.name}`;
  const foreign = election.lease.namespace !== report.namespace ? ` in ${election.lease.namespace}` : '';
  return [
    line(0, [sign(election.verdict), span(` ${title}`, 'strong'), span(foreign)], 2),
    line(2, [span(sentence(election))], 2),
    ...(wide ? fields(election) : []),
    ...(election.candidates.length === 0 ? [] : [null, candidates(election)]),
    ...(election.state === 'off' ? [] : [null, ...timing(election)]),
    ...(shown.length === 0 ? [] : [null, ...shown.flatMap((finding) => findingLines(finding, shown))]),
    ...nextLines(shown),
    ...footnotes(wide ? [] : notes, unknowns, wide),
  ];
}

export function belongs(finding: Finding, election: ReportedElection): boolean {
  return finding.election === election.id;
}

/** Who leads, in words; the figure is by the server's clock or watched, never the holder's. */
export function sentence(election: ReportedElection): string {
  const { state, holder, renewedAgoMs, ledForMs, workload } = election;
  const ago = renewedAgoMs === null ? 'at an unknown time' : `${formatAge(renewedAgoMs)} ago`;
  const who = holder ? nameOf(election) : '';
  if (holder?.pod === null && workload !== null && (state === 'renewing' || state === 'late')) {
    return `nobody may lead: the pod of ${hostOf(holder.identity)} is gone, the Lease was renewed ${ago}`;
  }
  switch (state) {
    case 'renewing':
      return `led by ${who}${ledForMs === null || ledForMs < 0 ? '' : ` for ${formatAge(ledForMs)}`}, renewed ${ago}${doubt(election)}`;
    case 'late':
      return `led by ${who}, which should have renewed by now: renewed ${ago}`;
    case 'released':
      return `nobody leads: released ${ago}`;
    case 'expired':
      return `nobody leads now: ${who} renewed ${ago}, and the Lease has expired`;
    case 'unclaimed':
      return `nobody leads: ${who} renewed ${ago}, and nobody has taken over`;
    case 'absent':
      return `nobody leads: there is no Lease, and ${workload ? `${workload.readyReplicas} of ${workload.replicas} replicas are ready` : 'no workload'}`;
    case 'off':
      return `election is switched off${workload ? ` for ${workload.kind.toLowerCase()}/${workload.name}, ${workload.replicas} replicas` : ''}`;
    default:
      return holder ? `held by ${who}; whether it renews could not be told` : 'what the Lease says could not be told';
  }
}

function doubt({ evidence }: ReportedElection): string {
  return evidence === 'holder-clock' ? " by its holder's own clock" : '';
}

function nameOf({ holder }: ReportedElection): string {
  if (!holder) return '–';
  const node = holder.node === null ? '' : ` on ${holder.node}`;
  if (holder.pod !== null) return `${holder.pod}${holder.match === 'likely' ? ' (likely)' : ''}${node}`;
  return `${hostOf(holder.identity)} (no pod)`;
}

function candidates({ candidates: all }: ReportedElection): TableBlock {
  const rows = all.map(({ pod, role, ready, restarts, node, claims, phase }) => [
    span(pod),
    span(
      role + (claims === true && role !== 'leader' ? ' (claims to lead)' : ''),
      claims === true && role !== 'leader' ? 'critical' : role === 'leader' ? 'strong' : 'plain',
    ),
    span(ready ? 'yes' : phase === 'Running' ? 'no' : (phase ?? 'no').toLowerCase(), ready ? 'plain' : 'warning'),
    span(restarts === null ? '–' : String(restarts)),
    span(node ?? '–'),
  ]);
  return { indent: 2, head: ['POD', 'ROLE', 'READY', 'RESTARTS', 'NODE'], rows, elastic: [0, 4] };
}

function timing({ timing: figures, candidates: all }: ReportedElection): View {
  const part = (ms: number | null, name: string, from: string | null) =>
    `${ms === null ? 'unknown' : formatDuration(ms)} ${name}${from === 'default' ? ' (default)' : ''}`;
  const triple = [
    part(figures.leaseDurationMs, 'lease', figures.source.leaseDurationMs),
    part(figures.renewDeadlineMs, 'renew deadline', figures.source.renewDeadlineMs),
    part(figures.retryPeriodMs, 'retry', figures.source.retryPeriodMs),
  ].join(', ');
  const margin = figures.marginMs === null ? '' : ` · margin ${formatDuration(figures.marginMs)}`;
  const failover =
    figures.gracefulFailoverMs === null
      ? []
      : [line(2, [span('failover ', 'dim'), span(failoverWords(figures, all.length === 1))], 9)];
  return [line(2, [span('timing   ', 'dim'), span(triple + margin)], 9), ...failover];
}

function failoverWords(figures: ReportedElection['timing'], single: boolean): string {
  const { gracefulFailoverMs, crashFailoverMs, releaseOnCancel } = figures;
  if (gracefulFailoverMs === null || crashFailoverMs === null) return 'unknown';
  const more = single ? ', and the start of a new process' : '';
  if (releaseOnCancel === false)
    return `${formatRange(crashFailoverMs)} after a crash, and after a planned stop: it is not released${more}`;
  return `${graceful(figures)}, ${formatRange(crashFailoverMs)} after a crash${more}`;
}

function graceful({ gracefulFailoverMs, releaseOnCancel }: ReportedElection['timing']): string {
  const range = gracefulFailoverMs === null ? 'unknown' : formatRange(gracefulFailoverMs);
  const why = releaseOnCancel === null ? ' (release unknown)' : '';
  return `${range} after a planned stop${why}`;
}

/** The Lease's fields as they stand, for `-o wide`. */
function fields({ lease, holder, evidence, workload }: ReportedElection): View {
  const pairs: [string, string | number | null][] = [
    ['identity', holder?.identity ?? null],
    ['acquired', lease.acquireTime],
    ['renewed', lease.renewTime === null ? null : `${lease.renewTime} (the holder's clock; judged by ${evidence})`],
    ['transitions', lease.leaseTransitions],
    ['workload', workload === null ? null : `${workload.kind.toLowerCase()}/${workload.name} in ${workload.namespace}`],
    ['account', workload?.serviceAccount ?? null],
    ['uid', lease.uid],
  ];
  return [
    null,
    ...pairs.map(([name, value]) =>
      line(2, [span(name.padEnd(12), 'dim'), span(value === null ? '–' : String(value))], 12),
    ),
  ];
}

/** One line a finding; what follows from a cause is indented under it, with the sentences still in one column. */
function findingLines(finding: Finding, all: readonly Finding[]): View {
  const depth = (one: Finding) => (!one.cause && one.severity !== 'info' && all.some(({ cause }) => cause) ? 2 : 0);
  const width = Math.max(...all.map((one) => one.id.length + depth(one))) - depth(finding);
  return [
    line(
      2 + depth(finding),
      [
        sign(finding.severity),
        span(` ${finding.id.padEnd(width)}  `, toneOf(finding.severity)),
        span(finding.summary),
        span(finding.cause ? '   ← cause' : '', 'strong'),
      ],
      width + 4,
    ),
  ];
}

function nextLines(findings: readonly Finding[]): View {
  const first = findings.find(({ severity, remedy }) => severity !== 'info' && remedy.length > 0);
  const [remedy] = first?.remedy ?? [];
  if (!first || !remedy) return [];
  const next =
    remedy.command === null
      ? [line(2, [span('next  ', 'dim'), span(remedy.text)], 6)]
      : [line(2, [span('next  ', 'dim'), span(remedy.command, 'strong')], 6, true), line(8, [span(remedy.text)])];
  return [null, ...next, line(2, [span('why   ', 'dim'), span(`b7le explain ${first.id}`)], 6, true)];
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

function gapLines({ gaps }: Report): View {
  if (gaps.length === 0) return [];
  return [
    null,
    ...gaps.map(({ what, detail }) => line(2, [span('not possible  ', 'dim'), span(`${what}: ${detail}`)], 14)),
  ];
}
