// `break-lease` for a person: the state and the plan before the question, and how it ended (screens).

import type { BreakOutcome, BreakReport } from './break-report.ts';
import { gapLines } from './finding-lines.ts';
import type { Report } from './report.ts';
import { titleOf } from './sentence.ts';
import { line, sign, span, type View } from './view.ts';

export interface ShownPlan {
  readonly facts: readonly string[];
  readonly words: readonly { readonly tone: 'plain' | 'warning' | 'critical'; readonly text: string }[];
  readonly will: readonly string[];
  readonly advice: readonly { readonly text: string; readonly command: string | null }[];
}

/** What is asked about: where it is, who holds it, whether it helps, what will be done, and where the copy goes. */
export function planView(report: Report, plan: ShownPlan, copyTo: string | null): View {
  return [
    place(report),
    ...plan.facts.map((text) => line(2, [span(text)], 2)),
    ...(plan.words.length + plan.advice.length === 0 ? [] : [null]),
    ...plan.words.flatMap(({ tone, text }) => [
      line(2, tone === 'plain' ? [span(text)] : [sign(tone), span(` ${text}`, tone)], tone === 'plain' ? 0 : 2),
    ]),
    ...adviceLines(plan.advice),
    null,
    ...plan.will.map((text) => line(2, [span(text)], 2)),
    ...(copyTo === null ? [] : [line(2, [span(`A copy goes to ${copyTo}`)], 2)]),
  ];
}

/** Which Lease, where, in which cluster: nobody says yes to the wrong one. */
function place({ elections, cluster, namespace, verdict }: Report): View[number] {
  const [election] = elections;
  const context = cluster.context === null ? '' : ` · context ${cluster.context}`;
  return line(
    0,
    [
      sign(verdict),
      span(` ${election ? titleOf(election) : ''}`, 'strong'),
      span(` in ${election?.lease.namespace ?? namespace ?? ''}${context} · ${cluster.server ?? ''}`),
    ],
    2,
  );
}

const SIGNS: Record<BreakOutcome, string> = {
  nothing: 'info',
  refused: 'critical',
  would: 'info',
  declined: 'critical',
  conflict: 'critical',
  failed: 'unknown',
  unclear: 'unknown',
  'taken-over': 'healthy',
  'not-kept': 'critical',
  'nobody-came': 'critical',
};
const WORDS: Partial<Record<BreakOutcome, string>> = {
  refused: 'refused: ',
  declined: 'refused: ',
  conflict: 'refused: ',
};

const PLAIN = 'plain' as const;
const CRITICAL = 'critical' as const;

/** How it ended. What was planned was shown before the question; with `--dry-run` it is shown here. */
export function breakView(report: BreakReport): View {
  const { outcome, plan, backup } = report;
  if (outcome === 'would' && plan) {
    const words = plan.words.map((text) => ({ tone: text.startsWith('--force') ? CRITICAL : PLAIN, text }));
    return [...planView(report, { ...plan, words }, null), null, outcomeLine(report), ...gapLines(report)];
  }
  if (outcome === 'refused') {
    return [
      outcomeLine(report),
      ...(plan?.words ?? []).map((text) => line(2, [span(text)], 2)),
      ...adviceLines(plan?.advice ?? []),
      ...gapLines(report),
    ];
  }
  return [
    outcomeLine(report),
    ...(backup === null ? [] : [line(2, [span('copy  ', 'dim'), span(backup)], 6, true)]),
    ...(report.elections.length === 0 ? gapLines(report) : []),
  ];
}

/** The one line that matters. */
export function outcomeLine({ outcome, told }: BreakReport): View[number] {
  const word = WORDS[outcome];
  return line(0, [sign(SIGNS[outcome]), ...(word ? [span(` ${word.trim()}`, 'strong')] : []), span(` ${told}`)], 2);
}

function adviceLines(advice: ShownPlan['advice']): View {
  return advice.flatMap(({ text, command }) =>
    command === null
      ? [line(2, [span(text)], 2)]
      : [line(2, [span(text)], 2), line(4, [span(command, 'strong')], 4, true)],
  );
}
