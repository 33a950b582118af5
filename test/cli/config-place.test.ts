// Where the config file is looked for, and what a file has to be to be read at all (contract 1).

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadConfig } from '../../src/cli/config/load.ts';
import { locateConfig } from '../../src/cli/config/locate.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

const HOME = '/home/ada';

describe('the config file is', () => {
  const cases: [string, string | undefined, Record<string, string>, string, string][] = [
    ['the usual one', undefined, {}, '/home/ada/.config/b7le/config.yaml', '~/.config/b7le/config.yaml'],
    [
      'below XDG_CONFIG_HOME',
      undefined,
      { XDG_CONFIG_HOME: '/etc/xdg' },
      '/etc/xdg/b7le/config.yaml',
      '/etc/xdg/b7le/config.yaml',
    ],
    [
      'not below an empty one',
      undefined,
      { XDG_CONFIG_HOME: '' },
      '/home/ada/.config/b7le/config.yaml',
      '~/.config/b7le/config.yaml',
    ],
    [
      "not below a relative one, by XDG's rules",
      undefined,
      { XDG_CONFIG_HOME: 'xdg' },
      '/home/ada/.config/b7le/config.yaml',
      '~/.config/b7le/config.yaml',
    ],
    ['B7LE_CONFIG', undefined, { B7LE_CONFIG: '/c.yaml', XDG_CONFIG_HOME: '/etc/xdg' }, '/c.yaml', '/c.yaml'],
    [
      'not an empty B7LE_CONFIG',
      undefined,
      { B7LE_CONFIG: '' },
      '/home/ada/.config/b7le/config.yaml',
      '~/.config/b7le/config.yaml',
    ],
    ['--config before B7LE_CONFIG', 'team.yaml', { B7LE_CONFIG: '/c.yaml' }, 'team.yaml', 'team.yaml'],
    ['shown below the home folder', '/home/ada/x.yaml', {}, '/home/ada/x.yaml', '~/x.yaml'],
    ['not shown below a namesake of it', '/home/adam/x.yaml', {}, '/home/adam/x.yaml', '/home/adam/x.yaml'],
  ];
  for (const [what, flag, env, file, shown] of cases) {
    it(what, () => {
      const place = locateConfig(flag, { HOME, ...env });
      assert.equal(place.file, file);
      assert.equal(place.shown, shown);
    });
  }
  it("not --config ''", () => assert.throws(() => locateConfig('', { HOME }), UsageError));
});

describe('a file that', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'b7le-config-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const file = (content: string | Buffer) => {
    const path = join(folder, `${Math.abs(content.length)}-${counter++}.yaml`);
    writeFileSync(path, content);
    return path;
  };
  let counter = 0;
  const sentenceOf = async (flag: string) => {
    const error: unknown = await loadConfig(flag, { HOME }).then(
      () => assert.fail('it was read'),
      (thrown) => thrown,
    );
    assert.ok(error instanceof UsageError, String(error));
    return error.sentence;
  };

  it('nobody names need not be there', async () => {
    assert.equal(await loadConfig(undefined, { HOME: join(folder, 'nobody') }), null);
    assert.equal(await loadConfig(undefined, { HOME, XDG_CONFIG_HOME: file('x') }), null);
  });
  it('is named has to be there', async () => {
    assert.match(await sentenceOf(join(folder, 'nope')), /^there is no config file .*nope \(--config\)$/);
    const error: unknown = await loadConfig(undefined, { HOME, B7LE_CONFIG: '/nope' }).catch((thrown) => thrown);
    assert.match((error as UsageError).sentence, /^there is no config file \/nope \(B7LE_CONFIG\)$/);
  });
  it('is a folder', async () => {
    assert.match(await sentenceOf(folder), /: is a folder$/);
    mkdirSync(join(folder, 'b7le', 'config.yaml'), { recursive: true });
    await assert.rejects(loadConfig(undefined, { HOME, XDG_CONFIG_HOME: folder }), /is a folder/);
  });
  it('nobody may read', { skip: process.getuid?.() === 0 && 'root may read everything' }, async () => {
    const path = file('namespace: a\n');
    chmodSync(path, 0);
    assert.match(await sentenceOf(path), /permission denied/);
  });
  it('is a link to itself', async () => {
    const path = join(folder, 'circle');
    symlinkSync(path, path);
    assert.match(await sentenceOf(path), /symbolic link to itself/);
  });
  it('is of ten megabytes', async () =>
    assert.match(await sentenceOf(file('#'.repeat(10_000_000))), /larger than 64 KiB/));
  it('has no end', async () => assert.match(await sentenceOf('/dev/zero'), /larger than 64 KiB/));
  it('is of just 64 KiB', async () => assert.ok(await loadConfig(file('#'.repeat(65_536)), { HOME })));
  it('is no UTF-8', async () =>
    assert.match(await sentenceOf(file(Buffer.from([0x61, 0xff]))), /is no text in UTF-8$/));
  it('is UTF-16', async () => assert.match(await sentenceOf(file(Buffer.from('\ufeffa: 1', 'utf16le'))), /UTF-8$/));
  it('begins with a byte order mark', async () => {
    const config = await loadConfig(file('\ufeffnamespace: a\n'), { HOME });
    assert.deepEqual([config?.settings.namespace, config?.lines.namespace], ['a', 1]);
  });
  it('is empty, such as /dev/null', async () => {
    const config = await loadConfig('/dev/null', { HOME });
    assert.deepEqual(config?.settings, { thresholds: {}, controllers: [] });
  });
});
