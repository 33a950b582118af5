// The catalogue, its pages and the contract's table tell the same: ids, order, severities, healthy cases, and the form of a page.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { FILE_CHECKS } from '../../src/checks/file-checks.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { KNOWN_IDS } from '../../src/checks/known-ids.ts';

const FOLDER = 'docs/findings';
const SECTIONS = ['True when', 'What it means', 'What b7le looked at', 'What to do', 'See also'];
const COLUMNS = 78;
const [FEWEST_LINES, MOST_LINES] = [25, 45];

const pages = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file.slice(0, -3), readFileSync(`${FOLDER}/${file}`, 'utf8')]),
);
/** Of elections, and of files. */
const ALL = [...CHECKS, ...FILE_CHECKS];
const ids = ALL.map(({ id }) => id);

/** The rows of section 4's table: each id with its severity, in the table's order; ids may share a row. */
const rows = rowsOf(readFileSync('docs/contract.md', 'utf8'));

function rowsOf(contract: string): readonly (readonly [id: string, severity: string])[] {
  const [, section = ''] = contract.split(/^## 4\. .*$/m);
  const [table = ''] = section.split(/^## /m);
  const cells = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return cells
    .slice(2)
    .flatMap(([, named = '', severity = '']) => named.split(/, */).map((id) => [id, severity] as const));
}

/** A page by its parts: the text before the first section, and each section's text by its heading. */
function partsOf(page: string): { head: string[]; sections: Map<string, string> } {
  const [head = '', ...rest] = page.split(/^## /m);
  const sections = rest.map((part): [string, string] => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), part.slice(end).trim()];
  });
  return { head: head.split('\n').filter((line) => line !== ''), sections: new Map(sections) };
}

describe('the catalogue', () => {
  it('knows every id, of elections and of files', () => assert.deepEqual(KNOWN_IDS, ids));

  it('leaves out no id of the contract', () => {
    assert.deepEqual(
      rows.map(([id]) => id).filter((id) => !ids.includes(id)),
      [],
    );
  });

  it('has every id once', () => {
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  it('has only ids of the contract, in its order', () => {
    const known = rows.map(([id]) => id);
    assert.deepEqual(
      ids.filter((id) => !known.includes(id)),
      [],
    );
    assert.deepEqual(
      ids,
      known.filter((id) => ids.includes(id)),
    );
  });

  it('reads the whole table: two ids that share a row count as two', () => {
    const severities = new Map(rows);
    assert.equal(severities.size, rows.length);
    assert.equal(severities.get('no-priority-class'), 'info');
    assert.equal(severities.get('no-resource-limits'), 'info');
    assert.equal(severities.get('metric-misread'), 'info');
  });

  it('has a page for every check, and a check for every page', () => {
    assert.deepEqual([...pages.keys()].sort(), [...ids].sort());
  });

  for (const { id, title, worst } of ALL) {
    it(`${id}: severity and healthy case are the contract's and the check's`, () => {
      assert.equal(worst, new Map(rows).get(id));
      assert.match(title, /^[a-z]/);
      assert.doesNotMatch(title, /\.$/);
    });
  }
});

describe('the page of a finding', () => {
  for (const { id, title, worst } of ALL) {
    const page = pages.get(id) ?? '';
    const { head, sections } = partsOf(page);

    it(`${id}: begins with its id, its severity and its healthy case`, () => {
      const [heading, severity = '', healthy, ...more] = head;
      assert.equal(heading, `# ${id}`);
      const [, told] = /^Severity: (critical|warning|info)(?: \([^()]+\))?$/.exec(severity) ?? [];
      assert.equal(told, worst);
      assert.equal(healthy, `Healthy: ${title}`);
      assert.deepEqual(more, []);
    });

    it(`${id}: has the five sections, none of them empty`, () => {
      assert.deepEqual([...sections.keys()], SECTIONS);
      for (const [heading, text] of sections) assert.notEqual(text, '', heading);
    });

    it(`${id}: fits a terminal`, () => {
      const lines = page.split('\n');
      assert.equal(lines.pop(), '', 'ends with a newline');
      assert.deepEqual(
        lines.filter((line) => [...line].length > COLUMNS),
        [],
      );
      assert.ok(lines.length >= FEWEST_LINES && lines.length <= MOST_LINES, `${lines.length} lines`);
      assert.deepEqual(
        lines.filter((line) => /^\s*\||<\/?[a-z]+[^>]*>|```|\t/.test(line)),
        [],
        'no tables, HTML, fences or tabs',
      );
    });

    it(`${id}: points to findings that exist, and to the reference`, () => {
      const also = sections.get('See also') ?? '';
      const [, named = ''] = /^- Findings: (.+)$/m.exec(also) ?? [];
      const others = named.split(', ');
      assert.deepEqual(
        others.filter((other) => !ids.includes(other)),
        [],
      );
      assert.ok(!others.includes(id), 'a page does not point to itself');
      assert.match(also, /^- Reference: (F\d+|\d+(\.\d+)?)(, (F\d+|\d+(\.\d+)?))*$/m);
    });
  }
});
