// `status --watch` where nobody looks: the state first, then one object or one line a change.

import { dump } from 'js-yaml';
import type { ReportedChange, WatchReport } from './change.ts';
import { paint, type Surface } from './paint.ts';
import type { Format } from './render/index.ts';
import type { Report } from './report.ts';
import { belongs, sentence, titleOf } from './sentence.ts';
import { line, sign, span, type View } from './view.ts';
import { escapeUnsafe, visibleJson } from './visible.ts';
import { changeLine } from './watch-view.ts';

/** @returns whole lines: of the first moment its state, of others their changes */
export function lineOf(
  shown: { readonly report: Report; readonly changes: readonly ReportedChange[] },
  format: Format,
  surface: Surface,
): string {
  const { report, changes } = shown;
  const told = changes.length === 0 ? [null] : changes;
  if (format === 'json') return told.map((change) => `${asJson({ ...report, change })}\n`).join('');
  if (format === 'yaml') return told.map((change) => asYaml({ ...report, change })).join('');
  const unbroken = { ...surface, width: Number.POSITIVE_INFINITY };
  if (changes.length === 0) return paint(stateLines(report), unbroken);
  const several = report.elections.length > 1 || report.namespace === null;
  return paint(
    changes.map((change) => changeLine(change, change.time ?? '-', several, 0)),
    unbroken,
  );
}

function asJson(report: WatchReport): string {
  return visibleJson(JSON.stringify(report));
}

function asYaml(report: WatchReport): string {
  const text = dump(report, { lineWidth: -1, noRefs: true, quotingType: '"' });
  return `---\n${escapeUnsafe(text, (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`)}`;
}

function stateLines(report: Report): View {
  return report.elections.map((election) => {
    const own = report.findings.filter((finding) => belongs(finding, election));
    const where = `${election.lease.namespace}/${titleOf(election)}`;
    return line(0, [
      span(`${report.generatedAt}  `, 'dim'),
      sign(election.verdict),
      span(` ${where}: ${sentence(election, own)}`),
    ]);
  });
}
