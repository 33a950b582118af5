// What a terminal can show, and the sign of waiting (contract 1: "no spinner, prompt or colour where that stream is no terminal;
// ASCII signs where the locale is not UTF-8"; --no-color, NO_COLOR, FORCE_COLOR; screens: progress after half a second).

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { namesOf, surfaceOf, WaitingSign } from '../../src/cli/terminal.ts';

const terminal = { isTTY: true, columns: 100 };
const pipe = {};
type Env = Parameters<typeof surfaceOf>[1];

// Contract 1; NO_COLOR counts where it is not empty (no-color.org).
const COLOUR: readonly (readonly [string, { isTTY?: boolean }, Env, boolean, boolean])[] = [
  ['a terminal', terminal, {}, false, true],
  ['a pipe', pipe, {}, false, false],
  ['a terminal with --no-color', terminal, {}, true, false],
  ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false, false],
  ['a terminal with NO_COLOR=0, which is set', terminal, { NO_COLOR: '0' }, false, false],
  ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, false, true],
  ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, false, true],
  ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false, false],
  ['a pipe with FORCE_COLOR and --no-color', pipe, { FORCE_COLOR: '1' }, true, false],
];

for (const [is, stream, env, noColor, colour] of COLOUR) {
  test(`${is}: ${colour ? 'colour' : 'no colour'}`, () => assert.equal(surfaceOf(stream, env, noColor).colour, colour));
}

// Contract 1; which variable says the locale is POSIX: LC_ALL, else LC_CTYPE, else LANG, each where it is not empty.
const LOCALES: readonly (readonly [Env, boolean])[] = [
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LC_CTYPE: 'de_DE.UTF-8', LANG: 'C' }, true],
  [{ LC_ALL: 'C', LC_CTYPE: 'de_DE.UTF-8', LANG: 'en_US.UTF-8' }, false],
  [{ LC_ALL: '', LC_CTYPE: '', LANG: 'en_US.UTF-8' }, true],
  [{ LC_CTYPE: 'POSIX', LANG: 'en_US.UTF-8' }, false],
  [{ LANG: 'de_DE.ISO-8859-1' }, false],
  [{ LANG: 'C' }, false],
  [{}, false],
];

for (const [env, unicode] of LOCALES) {
  test(`${JSON.stringify(env)}: ${unicode ? 'Unicode' : 'ASCII'} signs`, () =>
    assert.equal(surfaceOf(terminal, env, false).unicode, unicode));
}

// A pipe has no width, unless COLUMNS gives it one.
const WIDTHS: readonly (readonly [{ isTTY?: boolean; columns?: number }, Env, number])[] = [
  [terminal, {}, 100],
  [terminal, { COLUMNS: '40' }, 100],
  [{ isTTY: true }, {}, Number.POSITIVE_INFINITY],
  [{ isTTY: true, columns: 0 }, {}, Number.POSITIVE_INFINITY],
  [pipe, {}, Number.POSITIVE_INFINITY],
  [pipe, { COLUMNS: '40' }, 40],
  [pipe, { COLUMNS: '' }, Number.POSITIVE_INFINITY],
  [pipe, { COLUMNS: 'wide' }, Number.POSITIVE_INFINITY],
  [pipe, { COLUMNS: '-1' }, Number.POSITIVE_INFINITY],
];

for (const [stream, env, width] of WIDTHS) {
  test(`the width of ${JSON.stringify(stream)} with ${JSON.stringify(env)}`, () =>
    assert.equal(surfaceOf(stream, env, false).width, width));
}

/** What is written to stderr from here to the end of the test. */
function listen(t: TestContext): () => string {
  const written = t.mock.method(process.stderr, 'write', () => true);
  return () => written.mock.calls.map(({ arguments: [text] }) => String(text)).join('');
}

const SILENT: readonly (readonly [string, { isTTY?: boolean }, boolean, number, Record<string, string>?])[] = [
  ['where nobody looks', pipe, false, 5000],
  ['with --quiet', terminal, true, 5000],
  ['before half a second is over', terminal, false, 499],
  ['on the terminal of a pipeline', terminal, false, 5000, { CI: 'true' }],
  ['on a terminal that cannot move its cursor', terminal, false, 5000, { TERM: 'dumb' }],
];

for (const [is, stream, quiet, elapsed, env = {}] of SILENT) {
  test(`the sign of waiting is silent ${is}`, async (t) => {
    const said = listen(t);
    const sign = new WaitingSign(stream, quiet, env);
    sign.tell('waiting for a renewal', elapsed, 24_000);
    await sleep(200);
    sign.stop();
    assert.equal(said(), '');
  });
}

test('the sign of waiting says what for, how long so far and how long at most', async (t) => {
  const said = listen(t);
  const sign = new WaitingSign(terminal, false, {});
  sign.tell('waiting for a renewal of lock', 2000, 24_000);
  // it is imported first, which takes what the machine takes
  for (let tries = 0; said() === '' && tries < 1000; tries++) await sleep(20);
  sign.stop();
  assert.match(said(), /waiting for a renewal of lock.*2s.*24s/);
});

test('a sign that is stopped before it is there never comes', async (t) => {
  const said = listen(t);
  const sign = new WaitingSign(terminal, false, {});
  sign.tell('waiting', 2000, 24_000);
  sign.stop();
  sign.tell('waiting', 3000, 24_000);
  await sleep(300);
  assert.equal(said(), '');
});

test('pieces of work that go on side by side are told whole where they fit a line, else by their suites', () => {
  assert.equal(namesOf(['holder: what became of it', 'holder: what became of it']), 'holder: what became of it');
  const many = ['leaders: asking replicas who leads', 'holder: what became of it', 'leaders: reading logs'];
  assert.equal(namesOf(many), 'leaders · holder');
});
