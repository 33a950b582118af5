// `explain` as a program: the list has every finding, those of files as well, and each page is the one in the documentation.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { b7le } from '../support/b7le.ts';

describe('explain', () => {
  it('lists every finding that has a page', async () => {
    const { code, stdout } = await b7le(['explain']);
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+) +(?:critical|warning|info) +\S/gm)].map(([, id]) => id);
    const pages = readdirSync('docs/findings').map((file) => file.replace('.md', ''));
    assert.equal(code, 0);
    assert.deepEqual(listed.sort(), pages.sort());
  });

  it('lists metric-misread under a heading of its own, since no cluster is asked of it', async () => {
    const { stdout } = await b7le(['explain']);
    const [, after] = stdout.split('\nrules in files\n');
    assert.match(after ?? '', /^ {2}metric-misread +info +rules use metrics [^\n]+\n$/);
  });

  it('shows its page', async () => {
    const { code, stdout } = await b7le(['explain', 'metric-misread']);
    assert.deepEqual([code, stdout], [0, readFileSync('docs/findings/metric-misread.md', 'utf8')]);
  });
});
