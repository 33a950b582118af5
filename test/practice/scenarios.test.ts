// Every scenario opens with its fault ripe: b7le finds the cause at once, and nothing critical that the scenario does not name.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { diagnose } from '../../src/checks/diagnose.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { examined } from '../../src/cli/doctor-look.ts';
import { kept } from '../../src/cli/observation-file.ts';
import { electionsOf } from '../../src/election/election.ts';
import { observationShape } from '../../src/election/observation-shape.ts';
import { GROUPS, SCENARIOS, type Scenario } from '../../src/practice/index.ts';
import { scenarioList } from '../../src/report/practice-view.ts';
import { reportOf } from '../../src/report/report.ts';
import { observed } from '../support/practice.ts';

const contract = readFileSync('docs/contract.md', 'utf8');
const known = new Set(CHECKS.map(({ id }) => id));

describe('the list of scenarios', () => {
  it('has each name once', () => {
    const names = SCENARIOS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
  });
  it('tells of each in one line of 80 columns, under its group, in the order of the scenarios', () => {
    const lines = scenarioList(SCENARIOS, GROUPS).flatMap((block) =>
      block !== null && 'spans' in block
        ? [' '.repeat(block.indent) + block.spans.map(({ text }) => text).join('')]
        : [],
    );
    for (const line of lines) assert.ok(line.length <= 80, line);
    const rows = lines.filter((line) => line.startsWith('  ')).map((line) => line.trim().split(' ')[0]);
    assert.deepEqual(
      rows,
      SCENARIOS.map(({ name }) => name),
    );
    const heads = lines.filter((line) => !line.startsWith('  ')).map((line) => line.split(' ')[0]);
    assert.deepEqual(heads, [...Object.keys(GROUPS), 'try', 'train']);
  });
  for (const { name, cause, follows, wrong, shows, title, tries } of SCENARIOS) {
    it(`${name} says what is wrong in words and in ids of the contract`, () => {
      for (const text of [title, wrong, shows, ...tries]) assert.ok(text.length > 3, text);
      for (const id of [...(cause === null ? [] : [cause]), ...follows]) assert.ok(contract.includes(`| ${id} |`), id);
      assert.ok(!follows.includes(cause ?? ''), 'the cause follows from itself');
    });
  }
});

for (const minor of [37, 20] as const) {
  // two seeds: what is ripe must not hang on chance
  for (const seed of ['one', 'two']) {
    describe(`scenarios on 1.${minor}, seed ${seed}`, { concurrency: 18 }, () => {
      for (const scenario of SCENARIOS) it(scenario.name, () => holds(scenario, minor, seed));
    });
  }
}

async function holds(scenario: Scenario, minor: number, seed: string): Promise<void> {
  const observation = await observed(scenario, { minor, seed });
  const { findings, gaps } = reportOf(observation, diagnose(observation, { skip: [] }), 'warning');
  const told = findings.map(({ id, severity, summary }) => `${severity} ${id}: ${summary}`).join('\n');
  assert.deepEqual(gaps, []);
  // what a ticket holds says the same again, to the byte
  const saved = kept(observation);
  const reread = observationShape(JSON.parse(JSON.stringify(saved)), '');
  const report = examined(saved, { skip: [] }, 'warning');
  assert.equal(JSON.stringify(examined(reread, { skip: [] }, 'warning')), JSON.stringify(report));
  const ids = (some: readonly { readonly id: string; readonly severity: string }[]) =>
    some.map(({ id, severity }) => `${id} ${severity}`);
  assert.deepEqual(ids(report.findings), ids(findings), 'redacting loses nothing that a check rests on');
  const { cause, follows, lease } = scenario;
  // where election never worked there is one election all the same, under the name that its program uses
  const unled = electionsOf(observation).filter((election) => election.lease === null);
  assert.deepEqual(
    unled.map(({ leaseName, workload }) => [leaseName, workload?.name]),
    unled.length === 0 ? [] : [[lease, scenario.workload]],
    told,
  );
  if (cause !== null && known.has(cause))
    assert.ok(
      findings.some(({ id }) => id === cause),
      `no ${cause}:\n${told}`,
    );
  // the first thing that doctor tells, where it is more than a note
  const problems = findings.filter(
    ({ severity, follows: so }) => (severity === 'critical' || severity === 'warning') && !so,
  );
  const [first] = problems.toSorted((a, b) => Number(b.cause) - Number(a.cause));
  if (first) assert.equal(first.id, cause, told);
  const allowed = [cause, ...follows];
  const stray = findings.filter(({ id, severity }) => severity === 'critical' && !allowed.includes(id));
  assert.deepEqual(
    stray.map(({ id }) => id),
    [],
    told,
  );
  if (cause === null)
    assert.deepEqual(
      findings.filter(({ severity }) => severity !== 'info'),
      [],
      told,
    );
}
