// What holds of every screen of `b7le logs` and of its SVG, whatever the golden files say.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { XMLValidator } from 'fast-xml-parser';
import { logsView } from '../../src/report/logs-view.ts';
import { paint } from '../../src/report/paint.ts';
import { svg } from '../../src/report/render/svg.ts';
import { ticksOf, timelineOf } from '../../src/report/timeline.ts';
import { timelineView } from '../../src/report/timeline-view.ts';
import { LOGS_LOOKS, LOGS_SITUATIONS } from '../support/logs-screens.ts';
import { OBEYED } from '../support/screen.ts';
import { at } from '../support/told.ts';

/** Lines to be pasted as they are, and names that have no blank to be broken at. */
const WHOLE = /^ +(next|why) +(kubectl|b7le) |^ *\S+$/;
const linesOf = (text: string) => text.split('\n').slice(0, -1);

for (const { name, report } of LOGS_SITUATIONS) {
  describe(name, () => {
    it('fits every width from 40 to 200 columns, in UTF-8 and in ASCII', () => {
      for (let width = 40; width <= 200; width++) {
        for (const unicode of [true, false]) {
          const view = logsView(report, { wide: false, timeline: true, width, offsetMs: 0 });
          const lines = linesOf(paint(view, { width, colour: false, unicode }));
          const wide = lines.filter((line) => [...line].length > width && !WHOLE.test(line));
          assert.deepEqual(wide, [], `${width} columns`);
          if (!unicode)
            assert.deepEqual(
              lines.filter((line) => /[^\x20-\x7e]/.test(line)),
              [],
              `${width} columns`,
            );
        }
      }
    });

    it('shows nothing that a terminal or a browser would obey', () => {
      for (const look of LOGS_LOOKS) assert.equal(OBEYED.exec(look.text(report))?.[0], undefined, look.name);
      assert.doesNotMatch(svg(report, 0), /<script|javascript:|\son\w+=/i);
    });

    it('is an SVG that can be parsed, with a row for each pod that is shown', () => {
      const text = svg(report, 0);
      assert.equal(XMLValidator.validate(text), true);
      const rows = report.story.elections.map((election) => timelineOf(report.story, election, 40)?.rows.length ?? 0);
      const labels = text.match(/<rect class="there"/g)?.length ?? 0;
      assert.equal(
        labels,
        rows.reduce((sum, one) => sum + one, 0),
      );
    });

    it('measures each vacancy on the screen as the story does', () => {
      const text = LOGS_LOOKS.find((look) => look.name === 'table')?.text(report) ?? '';
      for (const { vacancies } of report.story.elections) {
        for (const { ms, after } of vacancies) {
          if (ms === null || after === null || ms >= 60_000) continue;
          assert.ok(text.replace(/\n +/g, ' ').includes(`${(ms / 1000).toFixed(1)}s without a leader`), text);
        }
      }
    });
  });
}

describe('the picture', () => {
  const [crash] = LOGS_SITUATIONS;
  const election = crash?.report.story.elections[0];
  assert.ok(crash && election);
  const timeline = timelineOf(crash.report.story, election, 12);
  assert.ok(timeline);

  it('draws a leadership where it was: its bar covers its share of the time', () => {
    const width = 120;
    const [row = ''] = linesOf(paint(timelineView(timeline, width, 0), { width, colour: false, unicode: true }));
    const columns = width - 2 - 'two lead'.length;
    const share = (row.match(/█/g)?.length ?? 0) / columns;
    const [claim] = election.claims;
    assert.ok(claim?.to);
    const wanted = (claim.to - claim.from) / (timeline.to - timeline.from);
    assert.ok(Math.abs(share - wanted) < 0.04, `${share} against ${wanted}`);
  });

  it('has a cell for what is shorter than a column', () => {
    const blink = {
      ...timeline,
      nobody: [
        { from: timeline.from + 1000, to: timeline.from + 1001, ms: 1, lasts: false, certain: true, bounds: null },
      ],
    };
    const text = paint(timelineView(blink, 80, 0), { width: 80, colour: false, unicode: true });
    assert.match(text, /nobody +▔ /);
  });

  it('keeps pods that led where there is no room for all', () => {
    const many = LOGS_SITUATIONS.find(({ name }) => name === 'logs-many')?.report.story;
    const own = many?.elections[0];
    assert.ok(many && own);
    const few = timelineOf(many, own, 3);
    assert.deepEqual([few?.rows[0]?.pod, few?.rows.length, few?.more, few?.moreLed], ['web-13', 3, 17, 0]);
  });
});

describe('ticks', () => {
  const labels = (from: string, to: string, most: number, offsetMs = 0) =>
    ticksOf({ from: at(from), to: at(to) }, most, offsetMs).map(({ label }) => label);

  it('are round, and never more than fit', () => {
    assert.deepEqual(labels('11:50:07.000', '12:00:00.000', 6), ['11:52', '11:54', '11:56', '11:58', '12:00']);
    assert.deepEqual(labels('11:59:03.000', '11:59:31.000', 3), ['11:59:10', '11:59:20', '11:59:30']);
    assert.deepEqual(labels('00:00:00.000', '23:00:00.000', 4), ['00:00', '06:00', '12:00', '18:00']);
  });

  it('are round by the clock of who looks', () => {
    assert.deepEqual(labels('11:50:00.000', '11:59:59.000', 2, 5.5 * 3_600_000), ['17:20', '17:25']);
    assert.deepEqual(labels('11:40:00.000', '12:40:00.000', 3, -7 * 3_600_000), ['05:00', '05:30']);
  });
});
