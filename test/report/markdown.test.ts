// The incident note: whatever a cluster's text holds, it stays text; names are whole, commands are to be copied.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { diagnose } from '../../src/checks/diagnose.ts';
import { doctorReportOf } from '../../src/report/doctor-report.ts';
import { code, escaped, fenced, fencedLines } from '../../src/report/markdown-text.ts';
import { fixture } from '../support/fixture.ts';
import { show } from '../support/screen.ts';

const SURFACE = { width: 80, colour: false, unicode: true };

describe('text in Markdown', () => {
  for (const [text, so] of [
    ['# no heading', '\\# no heading'],
    ['- no item', '\\- no item'],
    ['1. no item', '\\1. no item'],
    ['**bold** _x_', '\\*\\*bold\\*\\* \\_x\\_'],
    ['<img src=x>', '&#60;img src=x&#62;'],
    ['[a](b)', '\\[a\\]\\(b\\)'],
    ['see https://evil.example and www.evil.example', 'see https:&#47;&#47;evil.example and www&#46;evil.example'],
    ['thanks @admin', 'thanks &#64;admin'],
    ['a | b', 'a \\| b'],
  ] as const) {
    it(JSON.stringify(text), () => assert.equal(escaped(text), so));
  }

  it('never leaves its line, and has no sign that is obeyed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(escaped(text), /[\n\r<>@]|(?<!\\)[`*_[\]|]/);
        assert.doesNotMatch(code(text), /[\n\r|]/);
      }),
    );
  });

  it('cannot end the code that it stands in', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', '``', '```', 'a', '\n', '|')), (parts) => {
        const text = parts.join('');
        const [, ticks = ''] = /^(`+)/.exec(code(text)) ?? [];
        const inner = code(text).slice(ticks.length, -ticks.length);
        assert.ok(!inner.match(/`+/g)?.some((run) => run.length === ticks.length), code(text));
        const [open = '', ...rest] = fenced(text).split('\n');
        assert.equal(rest.length, 2);
        assert.ok(!rest[0]?.includes(open.replace('sh', '')), fenced(text));
        const [fence = '', ...lines] = fencedLines([text, text]).split('\n');
        assert.equal(lines.length, 3, 'a line end in a line is shown');
        assert.ok(
          lines.slice(0, -1).every((one) => !one.includes(fence.replace('text', ''))),
          lines.join('|'),
        );
      }),
    );
  });
});

describe('the incident note', () => {
  it('tells verdict, cause, steps, what follows, and commands to copy', async () => {
    const { observation } = fixture('no-candidates', 'image-not-found');
    const report = doctorReportOf(observation, diagnose(observation), 'warning');
    const note = await show(report, { format: 'markdown', surface: SURFACE });
    assert.match(note, /^## ✖ Leader election is critical: `flux-system`\n/);
    assert.match(note, /\n- ✖ \*\*no-candidates\*\* \(cause\) `deployment\/source-controller`/);
    assert.match(note, /\n {2}- ✖ \*\*lease-unclaimed\*\* /);
    for (const { command } of report.next) assert.ok(note.includes(`\n\`\`\`sh\n${command}\n\`\`\`\n`), command);
  });

  it('has the timeline in UTC, and what happened in order', async () => {
    const { observation } = fixture('multiple-leaders', 'frozen-leader-has-not-noticed');
    const report = doctorReportOf(observation, diagnose(observation), 'warning');
    const note = await show(report, { format: 'markdown', surface: SURFACE });
    const [, told = ''] = /\*\*Timeline\*\* \(UTC\)\n\n```text\n([\s\S]*?)\n```/.exec(note) ?? [];
    const lines = told.split('\n');
    assert.ok(lines.every((line) => line.length <= 100));
    assert.ok(
      lines.some((line) => /^9ccl2 +.*█.*▓/.test(line)),
      told,
    );
    const acquired = lines.filter((line) => line.includes('  acquired'));
    assert.deepEqual(
      acquired.map((line) => line.slice(0, 19)),
      ['10:00:20.000  9ccl2', '11:58:30.400  zcbmh'],
    );
    assert.match(acquired[1] ?? '', /while 9ccl2 still led/);
  });

  it('has no timeline where nobody read logs', async () => {
    const { observation } = fixture('no-candidates', 'image-not-found');
    const report = doctorReportOf(observation, diagnose(observation), 'warning');
    assert.deepEqual(report.timeline, []);
    assert.doesNotMatch(await show(report, { format: 'markdown', surface: SURFACE }), /Timeline/);
  });

  it('shows hostile text instead of obeying it', async () => {
    const { observation } = fixture('screens', 'hostile');
    const report = doctorReportOf(observation, diagnose(observation), 'warning');
    const note = await show(report, { format: 'markdown', surface: SURFACE });
    const spans = note.replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
    assert.doesNotMatch(spans.replace(/<\/?(details|summary)>/g, ''), /<[a-z!/]|(?<!\\)\]\(|\u001b/i);
  });
});
