// SARIF: what version 2.1.0 demands of a log, held against reports of every kind; places, levels and gaps.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Finding } from '../../src/checks/check.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { metricMisread } from '../../src/checks/metric-misread.ts';
import { type DoctorReport, doctorErrorReport, doctorReportOf } from '../../src/report/doctor-report.ts';
import { fixtures, folders } from '../support/fixture.ts';
import { OBEYED, show } from '../support/screen.ts';

const SURFACE = { width: 80, colour: true, unicode: true };
const LEVELS = ['none', 'note', 'warning', 'error'];

interface Log {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { name: string; version: string; rules: readonly Rule[] } };
    readonly invocations: readonly {
      executionSuccessful: boolean;
      exitCode: number;
      toolExecutionNotifications: readonly { level: string; message: { text: string } }[];
    }[];
    readonly results: readonly Result[];
  }[];
}

interface Rule {
  id: string;
  shortDescription: { text: string };
  help: { text: string };
  defaultConfiguration: { level: string };
}

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: readonly {
    physicalLocation?: { artifactLocation: { uri: string; uriBaseId?: string }; region?: { startLine: number } };
    logicalLocations: readonly { name: string; fullyQualifiedName: string; kind: string }[];
  }[];
  properties: { severity: string };
}

const textOf = (report: DoctorReport) => show(report, { format: 'sarif', surface: SURFACE });
const logOf = async (report: DoctorReport) => JSON.parse(await textOf(report)) as Log;

/** The run of a log, once all that the format demands of it was seen to hold. */
async function runOf(report: DoctorReport) {
  const { $schema, version, runs } = await logOf(report);
  assert.equal(version, '2.1.0');
  assert.match($schema, /^https:\/\/\S+\/sarif-schema-2\.1\.0\.json$/);
  const [run = assert.fail(), ...more] = runs;
  assert.deepEqual(more, []);
  const { name, version: own, rules } = run.tool.driver;
  assert.equal(name, 'b7le');
  assert.match(own, /^\d+\.\d+\.\d+/);
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length, 'each rule once');
  for (const { id, shortDescription, help, defaultConfiguration } of rules) {
    for (const text of [id, shortDescription.text, help.text]) assert.ok(text.length > 0);
    assert.ok(LEVELS.includes(defaultConfiguration.level), id);
  }
  for (const result of run.results) assertResult(result, rules);
  const [invocation = assert.fail()] = run.invocations;
  assert.equal(typeof invocation.executionSuccessful, 'boolean');
  assert.ok(Number.isInteger(invocation.exitCode));
  for (const { level, message } of invocation.toolExecutionNotifications) {
    assert.ok(LEVELS.includes(level));
    assert.ok(message.text.length > 0);
  }
  return run;
}

function assertResult({ ruleId, ruleIndex, level, message, locations }: Result, rules: readonly Rule[]): void {
  assert.equal(rules[ruleIndex]?.id, ruleId, 'the rule of a result is among the rules');
  assert.ok(LEVELS.includes(level));
  assert.ok(message.text.length > 0);
  assert.equal(locations.length, 1);
  for (const { physicalLocation, logicalLocations } of locations) {
    for (const { name, fullyQualifiedName, kind } of logicalLocations)
      assert.ok([name, fullyQualifiedName, kind].every((text) => typeof text === 'string'));
    if (physicalLocation === undefined) continue;
    const { artifactLocation, region } = physicalLocation;
    assert.ok(URL.canParse(artifactLocation.uri, 'file:///root/'), artifactLocation.uri);
    if (region) assert.ok(Number.isInteger(region.startLine) && region.startLine >= 1);
  }
}

const RULE = { file: 'a.yaml', line: 7, kind: 'PrometheusRule', group: 'g', name: 'Errors', namespace: 'mon' } as const;
const [MISREAD = assert.fail()] = metricMisread([{ ...RULE, expr: 'leader_election_error_total' }]);

const ERROR = doctorErrorReport({
  generatedAt: '2026-05-02T10:00:00Z',
  namespace: null,
  context: null,
  server: null,
  what: 'b.yaml',
  reason: 'error',
  detail: 'is no YAML',
});

/** A report of files with these findings, and nothing else. */
function reportWith(...findings: readonly Finding[]): DoctorReport {
  return { ...ERROR, verdict: 'healthy', exitCode: 0, gaps: [], findings: [...findings] };
}

const placeOf = async (facts: Finding['facts']) =>
  (await runOf(reportWith({ ...MISREAD, facts }))).results[0]?.locations[0]?.physicalLocation;

describe('SARIF', () => {
  it('of every fixture is what the format demands', async () => {
    const severities = new Set<string>();
    for (const { observation } of folders().flatMap(fixtures)) {
      const report = doctorReportOf(observation, diagnose(observation), 'warning');
      const { results, tool } = await runOf(report);
      assert.deepEqual(
        results.map(({ ruleId, properties }) => [ruleId, properties.severity]),
        report.findings.map(({ id, severity }) => [id, severity]),
      );
      const rules = tool.driver.rules.map(({ id }) => id);
      assert.deepEqual(
        report.checks.asked.filter((id) => !rules.includes(id)),
        [],
      );
      for (const { severity } of report.findings) severities.add(severity);
    }
    assert.deepEqual([...severities].sort(), ['critical', 'info', 'unknown', 'warning']);
  });

  it('gives each severity its level, and what nobody could tell is a note', async () => {
    const of = (severity: Finding['severity']) => ({ ...MISREAD, severity });
    const { results } = await runOf(reportWith(of('critical'), of('warning'), of('info'), of('unknown')));
    assert.deepEqual(
      results.map(({ level }) => level),
      ['error', 'warning', 'note', 'note'],
    );
  });

  it('marks the line of the file, names the object, and says what to do', async () => {
    const { results, tool, invocations } = await runOf(reportWith(MISREAD));
    const [{ locations, message } = assert.fail()] = results;
    assert.deepEqual(locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: 'a.yaml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 7 },
        },
        logicalLocations: [{ name: 'Errors', fullyQualifiedName: 'PrometheusRule/mon/Errors', kind: 'resource' }],
      },
    ]);
    assert.match(message.text, /leader_election_error_total.*\. .*leader_election_master_status/);
    assert.deepEqual(
      tool.driver.rules.map(({ id, defaultConfiguration }) => [id, defaultConfiguration.level]),
      [['metric-misread', 'note']],
    );
    assert.deepEqual(invocations, [{ executionSuccessful: true, exitCode: 0, toolExecutionNotifications: [] }]);
  });

  for (const [file, uri, uriBaseId] of [
    ['./deploy/my rules.yaml', 'deploy/my%20rules.yaml', '%SRCROOT%'],
    ['a:b#c?.yaml', 'a%3Ab%23c%3F.yaml', '%SRCROOT%'],
    ['/etc/rules.yaml', 'file:///etc/rules.yaml', undefined],
    ['\ud800.yaml', '%EF%BF%BD.yaml', '%SRCROOT%'],
  ] as const) {
    it(`writes ${JSON.stringify(file)} as ${uri}`, async () => {
      const place = await placeOf({ file, line: 1 });
      assert.deepEqual(place?.artifactLocation, uriBaseId === undefined ? { uri } : { uri, uriBaseId });
    });
  }

  it('has a file without a line where the line is none, and no place at all for standard input', async () => {
    for (const line of [0, -1, 1.5, null, '7']) {
      const place = await placeOf({ file: 'a.yaml', line });
      assert.equal(place?.artifactLocation.uri, 'a.yaml');
      assert.equal(place?.region, undefined);
    }
    for (const file of ['-', '', null, 7]) assert.equal(await placeOf({ file, line: 1 }), undefined);
  });

  it('tells of what could not be read, and that the run was not whole', async () => {
    const { invocations, results } = await runOf(ERROR);
    assert.deepEqual(results, []);
    const [{ executionSuccessful, exitCode, toolExecutionNotifications } = assert.fail()] = invocations;
    assert.deepEqual([executionSuccessful, exitCode], [false, 3]);
    assert.deepEqual(
      toolExecutionNotifications.map(({ level, message }) => [level, message.text]),
      [['error', 'b.yaml: is no YAML']],
    );
  });

  it('holds any text as text, and nothing that a terminal would obey', async () => {
    const text = fc.string({ unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (name, file, summary) => {
        const finding = { ...MISREAD, summary, subject: { ...MISREAD.subject, name }, facts: { file, line: 1 } };
        await runOf(reportWith(finding));
        assert.doesNotMatch(await textOf(reportWith(finding)), OBEYED);
      }),
    );
  });
});
