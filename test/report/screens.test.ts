// What holds of every screen, whatever the golden files say: widths, first lines, safety, and the same facts in every format.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { CORE_SCHEMA, load } from 'js-yaml';
import type { Finding } from '../../src/checks/check.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { ONLY_IN_LOGS } from '../../src/checks/log-checks.ts';
import type { Report } from '../../src/report/report.ts';
import { LOOKS, type Look, OBEYED, SITUATIONS, show } from '../support/screen.ts';

const look = (name: string): Look => LOOKS.find((one) => one.name === name) as Look;
const TABLES = LOOKS.filter(({ format }) => format === 'table' || format === 'wide');
/** Lines to be pasted as they are; they alone may be longer than the terminal is wide. */
const TO_PASTE = /^ +((next|why) +(kubectl|b7le) |identity +)/;
/** What only a list of pods can tell. */
const UNSEEN = /is gone|\(no pod\)|has no pod/;
/** Characters that no XML document may hold, escaped or not. */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const linesOf = (text: string) => text.split('\n').slice(0, -1);
const isProblem = ({ severity }: Finding) => severity === 'critical' || severity === 'warning';
const count = (text: string, part: string) => text.split(part).length - 1;

/** A name as it stands, or with its middle left out. */
function shownAs(name: string, text: string): boolean {
  const [head = '', tail] = text.split(/…|~/);
  return tail === undefined ? name === text : name.startsWith(head) && name.endsWith(tail) && text.length < name.length;
}

for (const { name, report, observation } of SITUATIONS) {
  describe(name, () => {
    for (const table of TABLES) {
      it(`${table.name}: no line is wider than the terminal`, async () => {
        const lines = linesOf(await show(report, table)).filter((line) => !TO_PASTE.test(line));
        assert.deepEqual(
          lines.filter((line) => [...line].length > table.surface.width),
          [],
        );
      });

      it(`${table.name}: the first line alone tells the verdict, the place and the context`, async () => {
        const lines = linesOf(await show(report, table));
        // only where even the shortest form does not fit is it two lines
        const first = lines
          .slice(0, table.surface.width < 80 ? lines.indexOf('') : 1)
          .join(' ')
          .replace(/ +/g, ' ');
        const [, verdict, place = '', context = ''] =
          /^\S+ (\w+) +(.+?) (?:·|-) context (.+?)(?: (?:·|-) \d+ not possible)?$/.exec(first) ?? [];
        assert.equal(verdict, report.verdict, first);
        if (report.namespace === null) assert.match(place, /^\d+ elections? in \d+ namespaces?/);
        else assert.equal(place.split(' ')[0], report.namespace);
        if (name !== 'hostile') assert.ok(shownAs(report.cluster.context ?? '', context), first);
      });

      it(`${table.name}: ends with one newline, has no trailing blanks and no two empty lines`, async () => {
        const text = await show(report, table);
        assert.match(text, /[^\n]\n$/);
        assert.doesNotMatch(text, / \n|\n\n\n/);
      });
    }

    it('every command carries the context that was given', async () => {
      const given = observation.scope.contextGiven;
      if (given === null) return;
      for (const table of TABLES) {
        const commands = linesOf(await show(report, table)).filter((line) => /^ +next +(kubectl|b7le) /.test(line));
        assert.deepEqual(
          commands.filter((line) => !line.includes(` --context ${given} `) && !line.endsWith(` --context ${given}`)),
          [],
        );
      }
    });

    it('nothing is said of pods that could not be read', async () => {
      if (!observation.gaps.some(({ evidence }) => evidence === 'pods')) return;
      for (const one of LOOKS) assert.equal(UNSEEN.exec(await show(report, one))?.[0], undefined, one.name);
    });

    for (const one of LOOKS) {
      it(`${one.name}: nothing that a terminal would obey`, async () => {
        for (const [at, line] of linesOf(await show(report, one)).entries()) {
          assert.equal(OBEYED.exec(line)?.[0], undefined, `line ${at + 1}`);
        }
      });
    }

    it('table-ascii: nothing but ASCII', async () => {
      assert.match(await show(report, look('table-ascii')), /^[\n\x20-\x7e]*$/);
    });

    it('json is the report, and yaml the same as data', async () => {
      const data: unknown = JSON.parse(await show(report, look('json')));
      assert.deepEqual(data, JSON.parse(JSON.stringify(report)));
      assert.deepEqual(load(await show(report, look('yaml')), { schema: CORE_SCHEMA }), data);
    });

    it('name has a line for each election', async () => {
      const lines = linesOf(await show(report, look('name')));
      assert.equal(lines.length, report.elections.length);
      for (const line of lines) assert.match(line, /^(lease\.coordination\.k8s\.io|\w+\.apps)\/\S/);
    });

    it('short has one line a problem, with what follows from it behind it, and one line where there is none', async () => {
      const lines = linesOf(await show(report, look('short')));
      const problems = report.findings.filter(isProblem);
      for (const finding of problems) {
        const own = problems.filter(({ id, follows }) => id === finding.id && follows === finding.follows);
        const named = finding.follows ? new RegExp(`\\(so: [^)]*\\b${finding.id}\\b`) : new RegExp(` ${finding.id}: `);
        assert.equal(lines.filter((line) => named.test(line)).length, own.length, finding.id);
      }
      const told = problems.filter(({ follows }) => !follows).length;
      assert.equal(lines.length, told + report.gaps.length || 1);
    });

    it('junit can be parsed, and counts what was found', async () => {
      const text = await show(report, look('junit'));
      assert.equal(XMLValidator.validate(text), true);
      assert.doesNotMatch(text, NO_XML);
      assertCounts(text, report);
    });
  });
}

interface Suite {
  readonly '@_tests': string;
  readonly '@_failures': string;
  readonly '@_errors': string;
  readonly '@_skipped': string;
  readonly testcase: readonly { readonly failure?: unknown; readonly skipped?: unknown; readonly error?: unknown }[];
}

/**
 * A testcase for each check that was asked of each election: failed by a warning or worse, skipped where unknown, and
 * nothing else (contract 1). Rights are rbac-check's, and what rests on logs alone is logs'; of what was not asked no case may seem passed.
 */
function assertCounts(text: string, { elections, findings }: Report): void {
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (tag) => tag === 'testcase' });
  const { testsuites } = parser.parse(text) as { testsuites: { testsuite: Suite } };
  const suite = testsuites.testsuite;
  const checked = elections.flatMap(({ id: election }) =>
    CHECKS.filter(({ id, suite, doctorOnly }) => suite !== 'access' && !doctorOnly && !ONLY_IN_LOGS.includes(id)).map(
      ({ id }) => findings.filter((one) => one.election === election && one.id === id),
    ),
  );
  const failed = checked.filter((some) => some.some(isProblem)).length;
  const unknown = checked.filter((some) => !some.some(isProblem) && some.some((one) => one.severity === 'unknown'));
  const errors = elections.filter(({ state }) => state === 'unknown').length;
  const told = { tests: checked.length + errors, failures: failed, errors, skipped: unknown.length };
  for (const [name, number] of Object.entries(told)) {
    assert.equal(Number(suite[`@_${name}` as keyof Suite]), number, name);
  }
  assert.equal(suite.testcase.length, told.tests);
  assert.equal(suite.testcase.filter(({ failure }) => failure !== undefined).length, failed);
  assert.equal(suite.testcase.filter(({ skipped }) => skipped !== undefined).length, unknown.length);
  assert.equal(count(text, '<error'), errors);
}
