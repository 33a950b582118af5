// A failover test as Markdown, for a ticket or a post-mortem: the verdict, a table of the rounds, what was slow and why.

import { seconds } from '../election/handover-judged.ts';
import { hostOf } from '../election/identity.ts';
import type { FailoverReport, ReportedRound } from './failover-report.ts';
import { summaryWords } from './failover-view.ts';
import { expectationWords, METHOD_WORDS } from './failover-words.ts';
import { titleOf } from './sentence.ts';
import { visible } from './visible.ts';

export function failoverMarkdown(report: FailoverReport): string {
  return `${blocks(report).join('\n')}\n`;
}

function blocks(report: FailoverReport): string[] {
  const { rounds, verdict, told, method, gaps, generatedAt, refusal } = report;
  const [election] = report.elections;
  const lease = election ? `${election.lease.namespace}/${titleOf(election)}` : (report.namespace ?? '');
  const figures = summaryWords(report);
  const head = [
    `## Failover test: ${refusal === null ? verdict : 'refused'}`,
    '',
    `${text(lease)}${method ? `, ${METHOD_WORDS[method]}` : ''}, ${generatedAt}.`,
    `${capital(text(told))}${figures === '' ? '' : `; leaderless ${figures}`}.`,
  ];
  if (rounds.length === 0) return [...head, ...gapLines(report)];
  const columns = ['round', 'from', 'to', 'freed', 'taken over', 'leaderless', 'working', 'within bounds'];
  const why = rounds.flatMap((round, at) => (round.why === null ? [] : [`- round ${at + 1}: ${text(round.why)}`]));
  return [
    ...head,
    '',
    `| ${columns.join(' | ')} |`,
    `| ${columns.map((_, at) => (at < 3 ? '---' : '---:')).join(' | ')} |`,
    ...rounds.map((round, at) => `| ${[at + 1, ...cellsOf(round)].join(' | ')} |`),
    ...(why.length === 0 ? [] : ['', ...why]),
    '',
    ...expectationWords(report, true).map((one) => `${capital(one)}.`),
    ...(gaps.length === 0 ? [] : gapLines(report)),
  ];
}

function cellsOf(round: ReportedRound): string[] {
  const figure = (ms: number | null) => (ms === null ? '–' : seconds(ms));
  const within = { true: 'yes', false: '**no**', null: 'not known' }[`${round.withinBounds}`];
  const to = round.hops.length > 1 ? round.hops.map(hostOf).join(' → ') : round.to === null ? '–' : hostOf(round.to);
  return [
    text(hostOf(round.from)),
    text(to),
    figure(round.leaseFreedMs),
    figure(round.takeoverMs),
    figure(round.leaderlessMs),
    figure(round.workMs),
    within,
  ];
}

function gapLines({ gaps }: FailoverReport): string[] {
  return gaps.length === 0
    ? []
    : ['', ...gaps.map(({ what, detail }) => `- not possible: ${text(what)}: ${text(detail)}`)];
}

/** Names come from a cluster: nothing of them is markup. */
function text(words: string): string {
  return visible(words).replace(/[\\`*_<>|[\]#]/g, (sign) => `\\${sign}`);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
