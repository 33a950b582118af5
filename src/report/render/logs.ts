// `logs` in every format: the story for a person, an object a line for a program (contract 3), the picture for a post-mortem.

import { dump } from 'js-yaml';
import type { Finding } from '../../checks/check.ts';
import type { StoryEntry } from '../../logs/story-entry.ts';
import { findingLines, gapLines, nextLines } from '../finding-lines.ts';
import { objectLine } from '../log-lines.ts';
import type { LogsReport } from '../logs-report.ts';
import { logsView, readingLines } from '../logs-view.ts';
import { paint, type Surface } from '../paint.ts';
import { headline } from '../status-view.ts';
import { escapeUnsafe } from '../visible.ts';
import type { Format } from './index.ts';
import { name } from './name.ts';
import { short } from './short.ts';

export type LogsFormat = Exclude<Format, 'junit'> | 'svg';

export interface LogsShown {
  readonly quiet: boolean;
  readonly timeline: boolean;
  /** The clock of who looks, minus UTC, milliseconds. */
  readonly offsetMs: number;
}

export async function renderLogs(
  report: LogsReport,
  format: LogsFormat,
  surface: Surface,
  look: LogsShown,
): Promise<string> {
  const { quiet, timeline, offsetMs } = look;
  const options = { quiet, failOn: 'warning' } as const;
  switch (format) {
    case 'json':
      return objectsOf(report).map(objectLine).join('');
    case 'yaml':
      return objectsOf(report).map(document).join('');
    case 'name':
      return name(report, surface, options);
    case 'short':
      return short(report, surface, options);
    case 'svg':
      return (await import('./svg.ts')).svg(report, offsetMs);
    default:
      if (quiet) return paint([headline(report)], surface);
      return paint(logsView(report, { wide: format === 'wide', timeline, width: surface.width, offsetMs }), surface);
  }
}

/** What a program gets: entries in their order, then findings; where nothing could be told, the error alone. */
export function objectsOf(report: LogsReport): object[] {
  if (report.verdict === 'unknown') return [errorObject(report)];
  return [...report.story.lines.map(({ entry }): StoryEntry => entry), ...findingObjects(report.findings)];
}

export function findingObjects(findings: readonly Finding[]): object[] {
  return findings.map((finding) => ({ kind: 'Finding', ...finding }));
}

function errorObject({ story: _, reading: __, ...report }: LogsReport): object {
  return report;
}

/** One YAML document of a stream. */
export function document(value: object): string {
  const text = dump(value, { lineWidth: -1, noRefs: true, quotingType: '"' });
  return `---\n${escapeUnsafe(text, (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`)}`;
}

export interface EndShown {
  readonly wide: boolean;
  readonly quiet: boolean;
  readonly offsetMs: number;
}

/** What stands behind lines that were printed as they were read: the verdict, its findings, what is gone. */
export function renderLogsEnd(report: LogsReport, surface: Surface, { wide, quiet, offsetMs }: EndShown): string {
  const bad = report.findings.filter(({ severity }) => severity === 'critical' || severity === 'warning');
  const shown = wide ? report.findings.filter(({ severity }) => severity !== 'unknown') : bad;
  const findings = shown.length === 0 ? [] : [null, ...shown.flatMap((finding) => findingLines(finding, shown))];
  const rest = quiet ? [] : [...readingLines(report, offsetMs), ...findings, ...nextLines(bad), ...gapLines(report)];
  return paint([null, headline(report), ...rest], surface);
}
