// Findings in lines, what to do about the worst of them, and what could not be read: the same in every view.

import type { Finding } from '../checks/check.ts';
import { othersWords } from './alike.ts';
import type { Report } from './report.ts';
import { line, sign, span, toneOf, type View } from './view.ts';

/** Where the sentences of some findings begin. */
function columnOf(all: readonly Finding[]): number {
  return 6 + Math.max(...all.map((one) => one.id.length + depthOf(one)));
}

const depthOf = ({ follows }: Finding): number => (follows ? 2 : 0);

/** One line a finding; what follows from a cause is indented under it, with the sentences still in one column. */
export function findingLines(finding: Finding, all: readonly Finding[]): View {
  const depth = depthOf(finding);
  const width = columnOf(all) - 6 - depth;
  return [
    line(
      2 + depth,
      [
        sign(finding.severity),
        span(` ${finding.id.padEnd(width)}  `, toneOf(finding.severity)),
        span(finding.summary),
        span(finding.cause && all.some(({ follows }) => follows) ? '   ←\u00a0cause' : '', 'strong'),
      ],
      width + 4,
    ),
  ];
}

/** The other pods to which the same happens, under the sentence about the first of them. */
export function alikeLine(others: readonly Finding[], all: readonly Finding[]): View {
  return others.length === 0 ? [] : [line(columnOf(all), [span(othersWords(others), 'dim')], 0)];
}

/** The first thing to do, and where to read why. */
export function nextLines(findings: readonly Finding[]): View {
  const first = findings.find(({ severity, remedy }) => severity !== 'info' && remedy.length > 0);
  const [remedy] = first?.remedy ?? [];
  if (!first || !remedy) return [];
  const next =
    remedy.command === null
      ? [line(2, [span('next  ', 'dim'), span(remedy.text)], 6)]
      : [line(2, [span('next  ', 'dim'), span(remedy.command, 'strong')], 6, true), line(8, [span(remedy.text)])];
  return [null, ...next, line(2, [span('why   ', 'dim'), span(`b7le explain ${first.id}`)], 6, true)];
}

/** What could not be read, a line each. */
export function gapLines({ gaps }: Report): View {
  if (gaps.length === 0) return [];
  // a refusal names by itself what was refused
  const words = gaps.map(({ what, reason, detail }) => (reason === 'forbidden' ? detail : `${what}: ${detail}`));
  return [null, ...words.map((text) => line(2, [span('not possible  ', 'dim'), span(text)], 14))];
}
