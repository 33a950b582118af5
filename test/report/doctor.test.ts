// What holds of every screen of `doctor`: over every fixture a true first line, causes before what follows, a next step with a
// real name in it, and of each finding its object, a fact and something to do.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { XMLValidator } from 'fast-xml-parser';
import { CORE_SCHEMA, load } from 'js-yaml';
import type { FactValue, Finding } from '../../src/checks/check.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { riskOf } from '../../src/checks/next-steps.ts';
import { formatAge, formatRange } from '../../src/election/duration.ts';
import { type DoctorReport, doctorReportOf } from '../../src/report/doctor-report.ts';
import { details } from '../../src/report/doctor-view.ts';
import { findingLines } from '../../src/report/finding-lines.ts';
import { paint } from '../../src/report/paint.ts';
import { visible } from '../../src/report/visible.ts';
import { makeObservation, makeSighting, unrenewedFor } from '../support/build.ts';
import { fixtures, folders } from '../support/fixture.ts';
import { OBEYED, show } from '../support/screen.ts';

const SURFACE = { width: 80, colour: false, unicode: true };
const REPORTS = folders()
  .flatMap(fixtures)
  .map(({ folder, name, observation }) => ({
    name: `${folder}/${name}`,
    folder,
    observation,
    report: doctorReportOf(observation, diagnose(observation), 'warning'),
  }));

const linesOf = (text: string) => text.split('\n').slice(0, -1);
const isProblem = ({ severity }: Finding) => severity === 'critical' || severity === 'warning';
const table = (report: DoctorReport) => show(report, { format: 'table', surface: SURFACE });

/** As a person reads a value: as it stands, a duration rounded to what matters, a list joined. */
function written([key, value]: readonly [string, FactValue]): string {
  if (Array.isArray(value) && value.length === 0) return 'none';
  if (Array.isArray(value) && key.endsWith('Ms')) return formatRange(value as [number, number]);
  if (Array.isArray(value)) return value.join(', ');
  return key.endsWith('Ms') && typeof value === 'number' ? formatAge(Math.abs(value)) : String(value);
}

/** All that `-o wide` says of one finding, its lines joined again. */
function textOf(finding: Finding): string {
  const text = paint([...findingLines(finding, [finding]), ...details(finding)], { ...SURFACE, width: 1e6 });
  return text.replace(/\s+/g, ' ');
}

describe('every finding', () => {
  const seen = new Map<string, Finding>();
  for (const { report } of REPORTS) {
    for (const finding of report.findings) {
      if (finding.severity !== 'unknown') seen.set(`${finding.id} ${finding.severity}`, finding);
    }
  }

  it('is seen', () => {
    const ids = new Set([...seen.values()].map(({ id }) => id));
    assert.deepEqual(
      CHECKS.map(({ id }) => id).filter((id) => !ids.has(id)),
      [],
    );
  });

  for (const [name, finding] of seen) {
    it(`${name}: tells its object's name, a fact's value, and a command or that there is nothing to do`, () => {
      const text = textOf(finding);
      assert.ok(finding.subject.name !== '' && text.includes(finding.subject.name), text);
      const facts = Object.entries(finding.facts).filter(([, value]) => value !== null);
      assert.ok(
        facts.some((fact) => written(fact) !== '' && text.includes(written(fact).replace(/\s+/g, ' '))),
        text,
      );
      const commands = finding.remedy.flatMap(({ command }) => (command === null ? [] : [command]));
      assert.ok(commands.some((command) => text.includes(command)) || text.includes('nothing to do'), text);
    });
  }
});

describe('doctor on every fixture', () => {
  it('has a first line that tells verdict, place, context and how much was asked', async () => {
    for (const { name, report } of REPORTS.filter(({ folder }) => folder !== 'screens')) {
      const [first = ''] = linesOf(await table(report));
      const lacking = report.checks.unknown.length;
      assert.ok(first.includes(` ${report.verdict} `), `${name}: ${first}`);
      assert.ok(lacking > 0 || first.includes(`${report.checks.asked.length} checks`), `${name}: ${first}`);
      assert.equal(first.includes(`${lacking} not possible`), lacking > 0, `${name}: ${first}`);
    }
  });

  it('tells every problem once, and a cause before what follows from it', async () => {
    for (const { name, report } of REPORTS) {
      const shown = linesOf(await table(report));
      for (const chain of report.chains) {
        const at = (id: string) => shown.findIndex((line) => new RegExp(`^ +\\S+ ${id}( |$)`).test(line));
        for (const effect of chain.effects.filter((id) => id !== chain.cause)) {
          if (!report.findings.some((one) => one.id === effect && isProblem(one))) continue;
          assert.ok(at(chain.cause) !== -1 && at(chain.cause) < at(effect), `${name}: ${chain.cause} and ${effect}`);
        }
      }
      const problems = report.findings.filter(isProblem);
      const screen = `${name}:\n${shown.join('\n')}`;
      const rows = shown.flatMap((line) => /^ {2,4}(?:✖|▲) ([a-z-]+)(?: |$)/.exec(line)?.[1] ?? []);
      const ids = (some: readonly Finding[]) => some.map(({ id }) => id).sort();
      // what happens to several pods alike is told once, with the others' names
      const apart = problems.filter(({ subject }) => subject.kind !== 'Pod');
      const ofPods = problems.filter(({ subject }) => subject.kind === 'Pod');
      assert.deepEqual(rows.filter((id) => !ofPods.some((one) => one.id === id)).sort(), ids(apart), screen);
      for (const { id, subject } of ofPods)
        assert.ok(rows.includes(id) && shown.join('').includes(visible(subject.name)), screen);
      assert.ok(rows.length <= problems.length, screen);
    }
  });

  it('proposes at most three commands, the safest of an election first, and each with what it does', () => {
    for (const { name, report } of REPORTS) {
      assert.ok(report.next.length <= 3, name);
      for (const [at, step] of report.next.entries()) {
        const before = report.next[at - 1];
        assert.ok(step.text.length > 5, `${name}: ${step.command}`);
        assert.doesNotMatch(step.command, /[<>]|NAMESPACE|\bPOD\b|undefined/, name);
        if (before?.election === step.election) assert.ok(riskOf(before.command) <= riskOf(step.command), name);
      }
      const needs = report.findings.some(
        ({ severity, follows, remedy }) => severity === 'critical' && !follows && remedy.some(({ command }) => command),
      );
      if (needs) assert.ok(report.next.length > 0, name);
    }
  });

  it('lets no line be wider than the terminal but those to be pasted', async () => {
    for (const { name, report } of REPORTS) {
      const wide = linesOf(await table(report)).filter(
        // a name is to be copied, and stays in one piece
        (line) =>
          [...line].length > 80 && /\S \S/.test(line.trim()) && !/^ +((next|then|why) +(kubectl|b7le) )/.test(line),
      );
      assert.deepEqual(wide, [], name);
    }
  });

  it('shows nothing that a terminal would obey, in any format', async () => {
    for (const { name, report } of REPORTS.filter(({ folder }) => folder === 'screens')) {
      for (const format of ['table', 'wide', 'json', 'yaml', 'name', 'short', 'junit', 'markdown'] as const) {
        const lines = linesOf(await show(report, { format, surface: SURFACE }));
        for (const line of lines) assert.equal(OBEYED.exec(line)?.[0], undefined, `${name} as ${format}: ${line}`);
      }
      const ascii = await show(report, { format: 'table', surface: { ...SURFACE, unicode: false } });
      assert.match(ascii, /^[\n\x20-\x7e]*$/, name);
    }
  });

  it('says the same as json, yaml and junit', async () => {
    for (const { name, report } of REPORTS.filter(({ folder }) => folder === 'screens')) {
      const json: unknown = JSON.parse(await show(report, { format: 'json', surface: SURFACE }));
      assert.deepEqual(json, JSON.parse(JSON.stringify(report)), name);
      assert.deepEqual(load(await show(report, { format: 'yaml', surface: SURFACE }), { schema: CORE_SCHEMA }), json);
      const xml = await show(report, { format: 'junit', surface: SURFACE });
      assert.equal(XMLValidator.validate(xml), true, name);
      const cases = xml.split('<testcase').length - 1;
      const essential = report.elections.filter(({ state }) => state === 'unknown').length;
      assert.equal(cases, report.elections.length * report.checks.asked.length + essential, name);
    }
  });
});

describe('a command that only looks', () => {
  it('looks at what is there', () => {
    let looked = 0;
    for (const { name, observation, report } of REPORTS) {
      for (const { remedy } of report.findings)
        for (const { command, text } of remedy.filter((one) => one.text === 'shows it as it stands')) {
          const [, lease, pod] = /get lease (\S+) -o yaml$|describe pod\/(\S+)$/.exec(command ?? '') ?? [];
          const leases = observation.leases.map((one) => one.lease.name);
          const pods = observation.pods.map((one) => one.name);
          if (lease !== undefined) assert.ok(leases.includes(lease), `${name}: ${text}: ${command}`);
          if (pod !== undefined) assert.ok(pods.includes(pod), `${name}: ${text}: ${command}`);
          looked++;
        }
    }
    assert.ok(looked > 50, `${looked}`);
  });
});

describe('more troubled elections than next steps', () => {
  it('get no words that mean nothing without their command', async () => {
    const leases = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      makeSighting({ lease: unrenewedFor(18_000, { name, uid: name, holderIdentity: `laptop-${name}` }) }),
    );
    const observation = makeObservation({ leases, workloads: [], pods: [] });
    const report = doctorReportOf(observation, diagnose(observation), 'warning');
    assert.equal(report.elections.filter(({ verdict }) => verdict === 'warning').length, 5);
    const next = linesOf(await table(report)).filter((text) => /^ {2}(next|then) /.test(text));
    assert.equal(next.length, 3, next.join('\n'));
    for (const text of next) assert.match(text, /^ {2}next {2}b7le status /);
  });
});

describe('how risky a command is', () => {
  for (const [command, risk] of [
    ['b7le status -n a', 0],
    ['kubectl --context prod -n a get lease b -o yaml', 0],
    ['kubectl -n a logs pod-1 --previous', 0],
    ['kubectl -n a rollout status deployment/b', 0],
    ['b7le rbac-check -n a --fix | kubectl apply -f -', 1],
    ['kubectl -n a create serviceaccount b', 1],
    ['kubectl -n a scale deployment/b --replicas=2', 2],
    ['kubectl -n get-logs rollout undo deployment/b', 2],
    ['kubectl -n a delete pod b', 3],
    ['b7le break-lease b -n a', 4],
    ['rm -rf /', 4],
  ] as const) {
    it(`${command}: ${risk}`, () => assert.equal(riskOf(command), risk));
  }
});

describe('what happens to several pods alike', () => {
  const alike = REPORTS.find(({ name }) => name === 'screens/three-crash')?.report ?? assert.fail();
  const others = alike.findings.filter(({ id }) => id === 'crash-looping').map(({ subject }) => subject.name);

  it('is told once, with the other pods by name, and one command looks at it', async () => {
    const lines = linesOf(await table(alike));
    assert.equal(lines.filter((line) => line.includes('crash-looping  ')).length, 1);
    const text = lines.join(' ').replace(/\s+/g, ' ');
    for (const pod of others) assert.ok(text.includes(pod), pod);
    assert.match(text, /alike: \S+, \S+/);
    assert.equal(alike.next.length, 1);
  });

  it('is told of each with -o wide, and in JSON', async () => {
    const wide = await show(alike, { format: 'wide', surface: SURFACE });
    assert.equal(linesOf(wide).filter((line) => line.includes('✖ crash-looping')).length, 3);
    assert.equal(new Set(others).size, 3);
  });

  it('is told once in the note for a ticket', async () => {
    const note = await show(alike, { format: 'markdown', surface: SURFACE });
    assert.equal(note.split('**crash-looping**').length, 2);
    for (const pod of others) assert.ok(note.includes(pod), pod);
  });
});

describe('root causes', () => {
  it('has every election with a problem: what follows from nothing, and nothing graver stands beside it', () => {
    for (const { name, report } of REPORTS) {
      for (const { id } of report.elections) {
        const own = report.findings.filter((one) => one.election === id && isProblem(one));
        const causes = own.filter(({ cause }) => cause);
        assert.equal(causes.length > 0, own.length > 0, `${name} ${id}`);
        assert.deepEqual(
          causes.filter(({ follows }) => follows),
          [],
          name,
        );
        const lone = own.filter(({ severity, follows }) => severity === 'critical' && !follows);
        if (lone.length > 0)
          assert.ok(
            causes.some(({ severity }) => severity === 'critical'),
            `${name} ${id}`,
          );
      }
    }
  });

  it('are marked on a screen only where something follows', async () => {
    for (const { name, report } of REPORTS) {
      const marked = (await table(report)).includes('←');
      if (report.chains.length === 0) assert.equal(marked, false, name);
    }
  });
});
