// What docs/configuration.md shows is a config file, and what `config view -o json` prints conforms to its published schema.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { settingsInForce } from '../../src/cli/config/in-force.ts';
import { settingsIn } from '../../src/cli/config/settings-in.ts';
import type { ConfigReport } from '../../src/report/config-report.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
const read = (file: string) => JSON.parse(readFileSync(`docs/schemas/${file}`, 'utf8')) as object;
const conforms = ajv.compile(read('config-view.schema.json'));

function failuresOf(report: unknown): string[] {
  conforms(JSON.parse(JSON.stringify(report)));
  return (conforms.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
}

const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/configuration.md', 'utf8')) ?? [];
const CONFIG = { file: '/c.yaml', shown: '/c.yaml', ...settingsIn(example, '/c.yaml') };
const DEFAULTS = { 'fail-on': 'warning', output: 'table' };

function reported(
  flags: Record<string, unknown>,
  config: typeof CONFIG | null,
  env: Record<string, string> = {},
): ConfigReport {
  const line = { flags: { ...DEFAULTS, ...flags }, given: new Set(Object.keys(flags)), known: {} };
  const settings = settingsInForce(line, env, config, { context: 'prod', namespace: null });
  return { apiVersion: 'b7le/v1', kind: 'Config', file: config?.file ?? null, settings, gaps: [] };
}

describe('the documentation of the config file', () => {
  it('has an example with every setting', () => {
    const { properties } = read('config.schema.json') as { properties: Record<string, unknown> };
    const keys = Object.keys(CONFIG.lines).map((key) => key.replace(/[.[].*$/, ''));
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(properties).sort());
  });
});

describe('the schema of Config', () => {
  const gap = { what: 'kubeconfig', reason: 'error', detail: 'is a folder' } as const;
  const cases: Record<string, ConfigReport> = {
    'no config file': reported({}, null),
    'the example': reported({}, CONFIG),
    'every source': reported({ timeout: 1000, 'all-namespaces': true, json: true }, CONFIG, { NO_COLOR: '1' }),
    'a broken kubeconfig': { ...reported({}, null), gaps: [gap] },
  };
  for (const [name, report] of Object.entries(cases))
    it(`fits ${name}`, () => assert.deepEqual(failuresOf(report), []));

  it('lets new keys come', () => assert.deepEqual(failuresOf({ ...reported({}, null), later: 1 }), []));

  it('demands every key', () => {
    const whole = { ...reported({}, CONFIG), gaps: [gap] };
    for (const key of Object.keys(whole)) assert.notDeepEqual(failuresOf({ ...whole, [key]: undefined }), [], key);
    for (const key of ['key', 'value', 'source', 'line']) {
      const settings = whole.settings.map((setting) => ({ ...setting, [key]: undefined }));
      assert.notDeepEqual(failuresOf({ ...whole, settings }), [], key);
    }
  });

  it('refuses a source that is none', () => {
    const [first] = reported({}, null).settings;
    assert.notDeepEqual(failuresOf({ ...reported({}, null), settings: [{ ...first, source: 'somebody else' }] }), []);
  });
});
