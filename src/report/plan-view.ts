// `timing` for a person: what a triple gives, a picture of its failovers, who else uses what, and what would meet the goal.

import { formatDuration, formatRange } from '../election/duration.ts';
import type { Distribution } from '../elector/distribution.ts';
import { titleOf } from './sentence.ts';
import type { ReportedFigures, ReportedTiming } from './timing-figures.ts';
import { type TimingReport, titleOfTiming, tripleWords } from './timing-report.ts';
import { count, line, type Span, sign, span, type TableBlock, toneOf, type View } from './view.ts';

/** Verdict, triple and place. */
export function planHeadline(report: TimingReport): View[number] {
  const { verdict, elections, namespace, cluster } = report;
  const [election] = elections;
  const place = election ? `${election.lease.namespace}/${titleOf(election)}` : (namespace ?? '');
  const where = cluster.context ?? cluster.server ?? '';
  const spans = [
    sign(verdict),
    span(` ${verdict}   `, toneOf(verdict)),
    span(titleOfTiming(report)),
    span(place === '' ? '' : ' · '),
    span(place),
    span(where === '' ? '' : ' · context '),
    span(where),
  ];
  return {
    ...line(0, spans, 2),
    elastic: [
      { span: 6, least: 8 },
      { span: 4, least: 8 },
    ],
  };
}

/** @param wide all presets, each with its names */
export function planView(report: TimingReport, wide: boolean): View {
  const { timing, findings } = report;
  const troubles = findings.flatMap(({ id, severity, summary, remedy }) => [
    line(2, [sign(severity), span(` ${id}  `, toneOf(severity)), span(summary)], 4),
    ...remedy.slice(0, 1).map(({ text }) => line(4, [span('next  ', 'dim'), span(text)], 6)),
  ]);
  return [
    planHeadline(report),
    ...(troubles.length === 0 ? [] : [null, ...troubles]),
    ...(timing === null || timing.crashFailoverMs === null ? [] : [null, ...figureLines(timing)]),
    ...pictures(report),
    ...adviceLines(report),
    ...(report.presets.length === 0 ? [] : [null, presetTable(report, wide)]),
    ...report.gaps.flatMap(({ what, detail }) => [
      null,
      line(2, [span('not possible  ', 'dim'), span(`${what}: ${detail}`)], 14),
    ]),
  ];
}

const WIDTH = 14;

function pair(name: string, text: string): View[number] {
  return line(2, [span(name.padEnd(WIDTH), 'dim'), span(text)], WIDTH);
}

function figureLines(timing: ReportedTiming): View {
  const { marginMs, hangingMarginMs, apiOutageToleranceMs: outage, clockRate, requestsPerMinute: cost } = timing;
  const hanging =
    hangingMarginMs === null || hangingMarginMs === marginMs
      ? ''
      : `; ${formatDuration(hangingMarginMs)} at worst if requests hang and the Lease is then released`;
  return [
    ...(marginMs === null ? [] : [pair('margin', `${formatDuration(marginMs)} between two leaders${hanging}`)]),
    ...(outage === null ? [] : [pair('API outage', `${formatDuration(outage)} without losing the leader`)]),
    ...failoverLines(timing),
    ...(clockRate === null ? [] : [pair('clocks', `a standby's may run ${clockRate} times as fast as the leader's`)]),
    ...(cost === null
      ? []
      : [pair('requests', `${cost.total} a minute: ${cost.leader} of the leader, ${cost.standby} of each standby`)]),
  ];
}

function failoverLines({
  crashFailoverMs: crash,
  gracefulFailoverMs: graceful,
  releaseOnCancel,
  replicas,
}: ReportedTiming): View {
  if (crash === null || graceful === null) return [];
  const from = replicas > 1 ? '' : ', from the start of the new process';
  const release = { true: 'released', false: 'no release', null: 'release unknown' }[`${releaseOnCancel}`];
  return [
    pair('crash', `${formatRange(crash)}${from}`),
    pair('planned stop', `${formatRange(graceful)}, after the shutdown itself (${release})`),
  ];
}

const BAR = 20;

function pictures({ simulation }: TimingReport): View {
  if (simulation === null) return [];
  const { crash, graceful, standbys } = simulation;
  const waiting = standbys === 0 ? 'nobody waiting' : `${count(standbys, 'standby')} waiting`;
  return [
    ...(crash === null ? [] : picture(`after a crash, ${waiting}`, crash)),
    ...(graceful === null ? [] : picture('after a release', graceful)),
  ];
}

/** Bars that say their share in figures too, so that the picture survives without colour and in ASCII. */
function picture(title: string, { runs, medianMs, p95Ms, maxMs, bins }: Distribution): View {
  const most = Math.max(...bins.map((bin) => bin.runs));
  const labels = bins.map(({ fromMs, toMs }) => formatRange([fromMs, toMs]).replace(/^up to /, '0 to '));
  const width = Math.max(...labels.map((label) => label.length));
  const half = [`half within ${tenth(medianMs)}`, `95 % within ${tenth(p95Ms)}`, `longest ${tenth(maxMs)}`].join(', ');
  return [
    null,
    line(2, [span(`${title}: ${half}`), span(` (${runs} simulated)`, 'dim')], 2),
    ...bins.map(({ runs: own }, at) => {
      const bar = '█'.repeat(own === 0 ? 0 : Math.max(1, Math.round((BAR * own) / most)));
      const share = own > 0 && own * 200 < runs ? '<1 %' : `${Math.round((100 * own) / runs)} %`;
      return line(
        4,
        [span((labels[at] ?? '').padStart(width), 'dim'), span(`  ${bar}${bar === '' ? '' : ' '}${share}`)],
        0,
        true,
      );
    }),
  ];
}

function tenth(ms: number): string {
  return formatDuration(Math.round(ms / 100) * 100);
}

function adviceLines({ goal, advice }: TimingReport): View {
  if (goal === null) return [];
  const wishes = [
    goal.maxFailoverMs === null ? '' : `a failover within ${formatDuration(goal.maxFailoverMs)}`,
    goal.apiOutageMs === null ? '' : `an API outage of ${formatDuration(goal.apiOutageMs)}`,
    goal.latencyMs === null ? '' : `requests of up to ${formatDuration(goal.latencyMs)}`,
  ].filter((wish) => wish !== '');
  const met = goal.met === null ? '' : goal.met ? ': these timings meet it' : ': these timings do not meet it';
  const lines = [pair('goal', `${wishes.join(', ')}${met}`)];
  if (advice === null)
    return [null, ...lines, pair('advice', 'no timings of whole seconds meet it: relax one part of the goal')];
  const flags = `--lease-duration=${formatDuration(advice.leaseDurationMs)} --renew-deadline=${formatDuration(advice.renewDeadlineMs)} --retry-period=${formatDuration(advice.retryPeriodMs)}`;
  const gives = `margin ${formatDuration(advice.marginMs)}, ${formatRange(advice.crashFailoverMs)} after a crash, ${formatDuration(advice.apiOutageToleranceMs)} of API outage, ${advice.requestsPerMinute.total} requests a minute`;
  const but = advice.compromises.map((text) => pair('', `but ${text}`));
  return [
    null,
    ...lines,
    line(2, [span('advice'.padEnd(WIDTH), 'dim'), span(flags, 'strong')], WIDTH),
    pair('', gives),
    ...but,
  ];
}

const HEAD = ['', 'TIMINGS', 'MARGIN', 'CRASH', 'OUTAGE', 'REQUESTS', 'USED BY'];
const NAMES = 1;

function presetTable({ presets }: TimingReport, wide: boolean): TableBlock {
  const rows = presets.map(({ names, same, ...figures }) => {
    const rest = names.length - NAMES;
    const users = wide || rest <= 0 ? names.join(', ') : `${names.slice(0, NAMES).join(', ')} +${rest}`;
    return [span(same ? '→' : '', 'strong'), ...cells(figures), span(users)];
  });
  return { indent: 2, head: HEAD, rows, elastic: [6], spare: [5, 4, 6] };
}

function cells(figures: ReportedFigures): Span[] {
  const { marginMs, crashFailoverMs } = figures;
  return [
    span(tripleWords(figures)),
    span(formatDuration(marginMs), marginMs < 0 ? 'warning' : 'plain'),
    span(formatRange(crashFailoverMs)),
    span(formatDuration(figures.apiOutageToleranceMs)),
    span(`${figures.requestsPerMinute.total}/min`),
  ];
}
