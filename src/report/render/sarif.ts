// SARIF 2.1.0 for code scanning: a rule a check, a result a finding, at its line of its file (docs.oasis-open.org/sarif/sarif/v2.1.0).

import type { Finding, Severity } from '../../checks/check.ts';
import { FILE_CHECKS } from '../../checks/file-checks.ts';
import { CHECKS } from '../../checks/index.ts';
import { isDoctor } from '../doctor-report.ts';
import type { Report, ReportedGap } from '../report.ts';
import { visible } from '../visible.ts';
import { jsonText } from './json.ts';
import type { Renderer } from './renderer.ts';

/** Put in by the build; absent where the sources run. */
declare const B7LE_VERSION: string | undefined;

type Level = 'error' | 'warning' | 'note';

/** SARIF 3.27.10 knows no unknown: it is a note, and its property `severity` says what it is. */
const LEVELS: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  warning: 'warning',
  info: 'note',
  unknown: 'note',
};
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export const sarif: Renderer = (report) => jsonText(sarifOf(report));

/** One run with the checks that were asked, what they found, and what could not be read. */
function sarifOf(report: Report): object {
  const rules = rulesOf(report);
  const index = new Map(rules.map(({ id }, at) => [id, at]));
  const version = typeof B7LE_VERSION === 'string' ? B7LE_VERSION : '0.0.0';
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'b7le', version, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: report.gaps.length === 0,
            exitCode: report.exitCode,
            toolExecutionNotifications: report.gaps.map(notificationOf),
          },
        ],
        results: report.findings.map((finding) => resultOf(finding, index.get(finding.id) ?? -1)),
      },
    ],
  };
}

/** The checks that were asked, whether or not they found something, and every one that did. */
function rulesOf(report: Report) {
  const found = new Set([...(isDoctor(report) ? report.checks.asked : []), ...report.findings.map(({ id }) => id)]);
  return [...CHECKS, ...FILE_CHECKS]
    .filter(({ id }) => found.has(id))
    .map(({ id, title, worst }) => ({
      id,
      shortDescription: { text: title },
      help: { text: `b7le explain ${id}` },
      defaultConfiguration: { level: LEVELS[worst] },
    }));
}

function resultOf(finding: Finding, ruleIndex: number): object {
  const { id, severity, subject, facts, cause, remedy } = finding;
  return {
    ruleId: id,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: visible([`${finding.summary}.`, ...remedy.map(adviceOf)].join(' ')) },
    locations: [
      {
        ...placeOf(facts),
        logicalLocations: [
          {
            name: visible(subject.name),
            fullyQualifiedName: visible(
              [subject.kind, subject.namespace, subject.name].filter((part) => part !== null).join('/'),
            ),
            kind: 'resource',
          },
        ],
      },
    ],
    properties: { severity, cause, facts, remedy },
  };
}

function adviceOf({ text, command }: Finding['remedy'][number]): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${command === null ? '' : `: ${command}`}.`;
}

/** Nothing where the finding came from no file: standard input has no place that a viewer could show. */
function placeOf({ file, line }: Finding['facts']): object {
  if (typeof file !== 'string' || file === '' || file === '-') return {};
  const region = typeof line === 'number' && Number.isInteger(line) && line >= 1 ? { region: { startLine: line } } : {};
  return { physicalLocation: { artifactLocation: artifactOf(file), ...region } };
}

/** A path as a URI, of one that is not absolute from the root of the sources, as code scanning calls it. */
function artifactOf(file: string): object {
  const uri = file
    .replace(/^(\.\/+)+/, '')
    .split('/')
    .map((part) => encodeURIComponent(wellFormed(part)))
    .join('/');
  return uri.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' };
}

/** Without halves of surrogate pairs, which no URI can hold. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function notificationOf({ what, reason, detail }: ReportedGap): object {
  return { level: 'error', message: { text: visible(`${what}: ${detail}`) }, properties: { reason } };
}
