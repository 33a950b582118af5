// `failover-test` for a person: a row a round, a small chart of them, and the verdict of all (screens).

import { seconds } from '../election/handover-judged.ts';
import { hostOf } from '../election/identity.ts';
import { planView } from './break-view.ts';
import type { FailoverReport, ReportedRound } from './failover-report.ts';
import { expectationWords } from './failover-words.ts';
import { gapLines } from './finding-lines.ts';
import { shortNames } from './pod-names.ts';
import { titleOf } from './sentence.ts';
import { line, type Span, sign, span, type TableBlock, type Tone, type View } from './view.ts';

/** @param wide also what is measured beside the time without a leader */
export function failoverView(report: FailoverReport, wide: boolean): View {
  const { plan, rounds, refusal } = report;
  if (rounds.length === 0) {
    if (plan !== null && refusal === null) {
      const words = plan.words.map((text) => ({ tone: 'plain' as const, text }));
      return [...planView(report, { ...plan, words }, null), null, failoverHeadline(report), ...gapLines(report)];
    }
    const advice = plan?.advice ?? [];
    return [
      failoverHeadline(report),
      ...(plan?.words ?? []).map((text) => line(2, [span(text)], 2)),
      ...advice.flatMap(({ text, command }) => [
        line(2, [span(text)], 2),
        ...(command === null ? [] : [line(4, [span(command, 'strong')], 4, true)]),
      ]),
      ...(report.elections.length === 0 ? gapLines(report) : []),
    ];
  }
  return [
    failoverHeadline(report),
    null,
    table(report),
    ...(rounds.length > 1 ? [null, ...chart(rounds)] : []),
    ...notes(report, wide),
    ...gapLines(report),
  ];
}

/** The verdict, and what the rounds come to. */
export function failoverHeadline(report: FailoverReport): View[number] {
  const { rounds, verdict, refusal, told, elections, cluster } = report;
  const [election] = elections;
  if (refusal !== null) return line(0, [sign('critical'), span(' refused: ', 'strong'), span(told)], 2);
  if (rounds.length === 0) return line(0, [sign(verdict === 'unknown' ? 'unknown' : 'info'), span(` ${told}`)], 2);
  const where = election ? `${election.lease.namespace}/${titleOf(election)}` : '';
  const context = cluster.context === null ? '' : ` · context ${cluster.context}`;
  const figures = summaryWords(report);
  return line(
    0,
    [
      sign(verdict),
      span(` ${verdict}   `, verdict),
      span(told),
      ...(figures === '' ? [] : [span(` · leaderless ${figures}`)]),
      span(` · ${where}${context}`, 'dim'),
    ],
    2,
  );
}

/** `min 0.76s, median 1.21s, max 2.68s`; of one round its figure alone. */
export function summaryWords({ summary }: FailoverReport): string {
  const { minMs, medianMs, p95Ms, maxMs, rounds } = summary;
  if (minMs === null || medianMs === null || p95Ms === null || maxMs === null) return '';
  if (rounds === 1 || minMs === maxMs) return seconds(maxMs);
  const p95 = rounds < 5 ? '' : `, p95 ${seconds(p95Ms)}`;
  return `min ${seconds(minMs)}, median ${seconds(medianMs)}${p95}, max ${seconds(maxMs)}`;
}

const HEAD = ['ROUND', 'FROM', 'TO', 'FREED', 'TAKEN OVER', 'LEADERLESS', 'WORKING', 'BOUNDS'];

function table(report: FailoverReport): TableBlock {
  const { rounds } = report;
  const names = shortNames(rounds.flatMap(({ from, hops, to }) => [from, ...hops, ...(to ? [to] : [])].map(hostOf)));
  const short = (identity: string | null) =>
    identity === null ? '–' : (names.get(hostOf(identity)) ?? hostOf(identity));
  const rows = rounds.map((round, at): Span[] => [
    span(String(at + 1)),
    span(short(round.from)),
    span(round.hops.length > 1 ? round.hops.map(short).join(' → ') : short(round.to)),
    figure(round.leaseFreedMs),
    figure(round.takeoverMs, round.withinBounds === false ? 'warning' : 'plain'),
    figure(round.leaderlessMs),
    figure(round.workMs),
    sign(signOf(round)),
  ]);
  return { indent: 2, head: HEAD, rows, elastic: [2, 1], spare: [] };
}

function figure(ms: number | null, tone: Tone = 'plain'): Span {
  return ms === null ? span('–', 'dim') : span(seconds(ms), tone);
}

/** How a round came out, as a severity. */
export function signOf({ outcome, withinBounds }: ReportedRound): 'healthy' | 'warning' | 'critical' | 'unknown' {
  if (outcome === 'idle' || outcome === 'nobody') return 'critical';
  if (outcome === 'taken-over' || outcome === 'taken-back') return withinBounds === false ? 'warning' : 'healthy';
  return 'unknown';
}

const BAR = 30;

/** A bar a round: how long nobody led. The figure stands behind it, so that it survives without colour and in ASCII. */
function chart(rounds: readonly ReportedRound[]): View {
  const most = Math.max(1, ...rounds.map(({ leaderlessMs }) => leaderlessMs ?? 0));
  const width = String(rounds.length).length;
  return [
    line(2, [span('without a leader', 'dim')]),
    ...rounds.map(({ leaderlessMs }, at) => {
      const label = span(`${String(at + 1).padStart(width)}  `, 'dim');
      if (leaderlessMs === null) return line(4, [label, span('not known')], 0, true);
      const bar = '█'.repeat(Math.max(1, Math.round((BAR * leaderlessMs) / most)));
      return line(4, [label, span(bar), span(` ${seconds(leaderlessMs)}`)], 0, true);
    }),
  ];
}

function notes(report: FailoverReport, wide: boolean): View {
  const { rounds, told: ending } = report;
  const several = rounds.length > 1;
  const told = rounds.flatMap((round, at) => {
    const label = several ? `round ${at + 1}: ` : '';
    const why =
      round.why === null || ending.includes(round.why)
        ? []
        : [line(2, [sign(signOf(round)), span(` ${label}${round.why}`)], 4)];
    const two =
      round.twoClaimedMs === null || round.twoClaimedMs === 0
        ? []
        : [
            line(
              2,
              [sign('warning'), span(` ${label}two claimed to lead at once for ${seconds(round.twoClaimedMs)}`)],
              4,
            ),
          ];
    return [...why, ...two, ...(wide ? [line(2, [span(`${label}${detailsOf(round)}`)], 2)] : [])];
  });
  const words = expectationWords(report, wide);
  return [...(told.length === 0 ? [] : [null, ...told]), null, ...words.map((text) => line(2, [span(text, 'dim')], 2))];
}

/** What has no column. */
function detailsOf({ replacementReadyMs, twoClaimedMs, accuracyMs }: ReportedRound): string {
  const pod = replacementReadyMs === null ? '' : `a new pod ready after ${seconds(replacementReadyMs)} · `;
  const two =
    twoClaimedMs === null
      ? 'whether two claimed to lead could not be asked'
      : `two claimed for ${seconds(twoClaimedMs)}`;
  return `${pod}${two} · seen within ${accuracyMs}ms`;
}
