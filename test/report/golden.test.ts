// Every situation in every format, as it stands in test/golden. To write them anew, and then to read every change:
// B7LE_UPDATE_GOLDEN=1 node --import tsx --test test/report/golden.test.ts

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Report } from '../../src/report/report.ts';
import { BREAKS } from '../support/breaks.ts';
import { DECLARED } from '../support/declared.ts';
import { FAILOVERS } from '../support/failovers.ts';
import { LOGS_LOOKS, LOGS_SITUATIONS } from '../support/logs-screens.ts';
import { LOOKS, type Look, SITUATIONS, show } from '../support/screen.ts';
import { PLAIN_LOOKS, TIMINGS } from '../support/timings.ts';

const FOLDER = 'test/golden';
const update = process.env.B7LE_UPDATE_GOLDEN === '1';
const fileOf = (situation: string, look: string) => `${situation}.${look}.txt`;

if (update) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
}

/** Where it is a note to paste (contract 1). */
const NOTE: Look = { ...(LOOKS[0] as Look), name: 'markdown', format: 'markdown' };

const shown = (report: Report, looks: readonly Look[]) =>
  looks.map((look) => ({ name: look.name, text: () => show(report, look) }));

const ALL = [
  ...SITUATIONS.map(({ name, report }) => ({ name, looks: shown(report, LOOKS) })),
  ...TIMINGS.map(({ name, report }) => ({ name, looks: shown(report, PLAIN_LOOKS) })),
  ...BREAKS.map(({ name, report }) => ({ name, looks: shown(report, PLAIN_LOOKS) })),
  ...FAILOVERS.map(({ name, report }) => ({ name, looks: shown(report, [...LOOKS, NOTE]) })),
  ...DECLARED.map(({ name, report }) => ({ name, looks: shown(report, [...LOOKS, NOTE]) })),
  ...LOGS_SITUATIONS.map(({ name, report }) => ({
    name,
    looks: LOGS_LOOKS.map(({ name: look, text }) => ({ name: look, text: async () => text(report) })),
  })),
];

for (const { name, looks } of ALL) {
  describe(name, () => {
    for (const look of looks) {
      it(look.name, async () => {
        const file = join(FOLDER, fileOf(name, look.name));
        const text = await look.text();
        if (update) writeFileSync(file, text);
        assert.ok(existsSync(file), `${file} is missing: B7LE_UPDATE_GOLDEN=1 writes it`);
        assert.equal(text, readFileSync(file, 'utf8'), file);
      });
    }
  });
}

it('has no golden file without a situation', () => {
  const known = ALL.flatMap(({ name, looks }) => looks.map((look) => fileOf(name, look.name)));
  assert.deepEqual(readdirSync(FOLDER).sort(), known.sort());
});
