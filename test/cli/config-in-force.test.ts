// Which setting is in force, and who is said to have set it: flag, environment, config file, kubeconfig, nobody (contract 1).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Kubeconfig, settingsInForce, withStandIns } from '../../src/cli/config/in-force.ts';
import { settingsIn } from '../../src/cli/config/settings-in.ts';
import { chooseNamespace } from '../../src/cli/target.ts';
import { configView } from '../../src/report/config-view.ts';
import { paint } from '../../src/report/paint.ts';

const DEFAULTS = { 'fail-on': 'warning', output: 'table', 'no-color': false, json: false };
const KNOWN = { config: {}, observe: {}, 'fail-on': {}, skip: {}, output: { options: ['table', 'json', 'yaml'] } };
const KUBECONFIG: Kubeconfig = { context: 'prod', namespace: 'of-context' };

interface Told {
  readonly flags?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly file?: string;
  readonly kubeconfig?: Kubeconfig;
}

function inForce({ flags = {}, env = {}, file, kubeconfig = KUBECONFIG }: Told) {
  const config = file === undefined ? null : { file: 'f', shown: 'f', ...settingsIn(file, 'f') };
  const line = { flags: { ...DEFAULTS, ...flags }, given: new Set(Object.keys(flags)), known: KNOWN };
  const stood = config ? withStandIns(line, config.settings, env) : line.flags;
  return settingsInForce({ ...line, flags: stood }, env, config, kubeconfig);
}

describe('in force is', () => {
  type Row = readonly [string, Told, value: unknown, source: string, line?: number];
  const ROWS: readonly Row[] = [
    ['namespace', { kubeconfig: { context: 'prod', namespace: null } }, 'beskar7-system', 'default'],
    ['namespace', {}, 'of-context', 'context'],
    ['namespace', { file: '\nnamespace: of-file' }, 'of-file', 'config', 2],
    ['namespace', { file: 'namespace: of-file', env: { B7LE_NAMESPACE: 'of-env' } }, 'of-env', 'B7LE_NAMESPACE'],
    ['namespace', { file: 'namespace: of-file', env: { B7LE_NAMESPACE: '' } }, 'of-file', 'config', 1],
    ['namespace', { env: { B7LE_NAMESPACE: 'of-env' }, flags: { namespace: 'of-flag' } }, 'of-flag', '-n'],
    ['namespace', { file: 'namespace: of-file', flags: { 'all-namespaces': true } }, null, '-A'],
    ['namespace', { kubeconfig: null }, null, 'context'],
    ['namespace', { kubeconfig: null, file: 'namespace: of-file' }, 'of-file', 'config', 1],
    ['context', {}, 'prod', 'kubeconfig'],
    ['context', { kubeconfig: null }, null, 'kubeconfig'],
    ['context', { file: 'context: of-file' }, 'of-file', 'config', 1],
    ['context', { file: 'context: of-file', flags: { context: 'of-flag' } }, 'of-flag', '--context'],
    ['timeout', {}, '1m', 'default'],
    ['timeout', { file: 'timeout: 30s' }, '30s', 'config', 1],
    ['timeout', { file: 'timeout: 30s', flags: { timeout: 5000 } }, '5s', '--timeout'],
    ['observe', {}, null, 'default'],
    ['observe', { file: 'observe: 0s' }, '0s', 'config', 1],
    ['observe', { file: 'observe: 3s', flags: { observe: 0 } }, '0s', '--observe'],
    ['failOn', {}, 'warning', 'default'],
    ['failOn', { file: 'failOn: never' }, 'never', 'config', 1],
    ['failOn', { file: 'failOn: never', flags: { 'fail-on': 'warning' } }, 'warning', '--fail-on'],
    ['skip', {}, [], 'default'],
    ['skip', { file: 'skip: [lease-late]' }, ['lease-late'], 'config', 1],
    ['skip', { file: 'skip: [lease-late]', flags: { skip: ['lease-expired'] } }, ['lease-expired'], '--skip'],
    ['output', {}, 'table', 'default'],
    ['output', { file: 'output: yaml' }, 'yaml', 'config', 1],
    ['output', { file: 'output: wide' }, 'wide', 'config', 1],
    ['output', { file: 'output: yaml', flags: { json: true } }, 'json', '--json'],
    ['output', { file: 'output: yaml', flags: { output: 'table' } }, 'table', '--output'],
    ['color', {}, 'auto', 'default'],
    ['color', { file: 'color: never' }, 'never', 'config', 1],
    ['color', { file: 'color: never', env: { FORCE_COLOR: '1' } }, 'always', 'FORCE_COLOR'],
    ['color', { file: 'color: auto', env: { FORCE_COLOR: '0' } }, 'never', 'FORCE_COLOR'],
    ['color', { file: 'color: auto', env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, 'never', 'NO_COLOR'],
    ['color', { env: { FORCE_COLOR: '1' }, flags: { 'no-color': true } }, 'never', '--no-color'],
    ['thresholds.slowFailover', {}, '1m', 'default'],
    ['thresholds.slowFailover', { file: 'thresholds:\n  slowFailover: 5s' }, '5s', 'config', 2],
    ['thresholds.margin', {}, '2s', 'default'],
    ['thresholds.margin', { file: 'thresholds: {margin: 0s}' }, '0s', 'config', 1],
    ['controllers', {}, [], 'default'],
  ];
  for (const [key, told, value, source, line = null] of ROWS) {
    it(`${key} ${JSON.stringify(value)} of ${source} for ${JSON.stringify(told)}`, () => {
      const found = inForce(told).find((setting) => setting.key === key);
      assert.deepEqual(found, { key, value, source, line });
    });
  }

  it('each controller, with its line', () => {
    const all = inForce({ file: 'controllers:\n- lease: a\n- workload: sts/b\n' });
    const found = all.filter(({ key }) => key.startsWith('controllers'));
    assert.deepEqual(
      found.map(({ key, line }) => [key, line]),
      [
        ['controllers[0]', 2],
        ['controllers[1]', 3],
      ],
    );
    assert.equal((found[1]?.value as Record<string, unknown> | undefined)?.workload, 'statefulset/b');
  });
});

describe('the config file stands in', () => {
  const { settings } = settingsIn('output: junit\nobserve: 3s\ncolor: never\nskip: [lease-late]\n', 'f');
  const line = { flags: DEFAULTS, given: new Set<string>(), known: KNOWN };
  it('not with a format that the command lacks', () => assert.equal(withStandIns(line, settings, {}).output, 'table'));
  it('with a format that it has', () => {
    const known = { output: { options: ['table', 'junit'] } };
    assert.equal(withStandIns({ ...line, known }, settings, {}).output, 'junit');
  });
  it('with SARIF only where files are judged: a cluster has no lines to mark', () => {
    const { settings: marked } = settingsIn('output: sarif\n', 'f');
    const doctor = { ...line, known: { output: { options: ['table', 'sarif'] } } };
    assert.equal(withStandIns(doctor, marked, {}).output, 'table');
    const ofFiles = { ...doctor, flags: { ...DEFAULTS, filename: ['a.yaml'] } };
    assert.equal(withStandIns(ofFiles, marked, {}).output, 'sarif');
  });
  it('not for flags that the command lacks', () =>
    assert.equal('observe' in withStandIns({ ...line, known: { config: {} } }, settings, {}), false));
  it('for colour, unless the environment has its say', () => {
    assert.equal(withStandIns(line, settings, {})['no-color'], true);
    assert.equal(withStandIns(line, settings, { FORCE_COLOR: '1' })['no-color'], false);
  });
  it('not for where to look, so that `timing` with flags alone still needs no cluster', () => {
    const { settings: place } = settingsIn('namespace: a\ncontext: b\ntimeout: 1s\n', 'f');
    assert.deepEqual(
      withStandIns({ ...line, known: { namespace: {}, context: {}, timeout: {} } }, place, {}),
      DEFAULTS,
    );
  });
});

describe('the namespace', () => {
  const facts = { all: false, flag: undefined, env: undefined, context: 'c' };
  it('of the config file goes before that of the context', () =>
    assert.deepEqual(chooseNamespace({ ...facts, config: 'f' }), { namespace: 'f', namespaceSource: 'config' }));
  it('of the environment goes before it', () =>
    assert.equal(chooseNamespace({ ...facts, env: 'e', config: 'f' }).namespaceSource, 'B7LE_NAMESPACE'));
});

describe('the view', () => {
  const surface = { width: 200, colour: false, unicode: true };
  const shown = (told: Told, file = 'f') => {
    const report = { apiVersion: 'b7le/v1', kind: 'Config', file, settings: inForce(told), gaps: [] } as const;
    return paint(configView({ ...report, gaps: [] }, file), surface);
  };
  it('names file and line, flag and context', () => {
    const text = shown({ file: 'context: of-file\ncontrollers: [{lease: a, container: b}]\n', flags: { timeout: 1 } });
    assert.match(text, /^context +of-file +f:1$/m);
    assert.match(text, /^namespace +of-context +the context's namespace$/m);
    assert.match(text, /^timeout +1ms +--timeout$/m);
    assert.match(text, /^observe +as long as it takes +default$/m);
    assert.match(text, /^controllers\[0\] +lease a, container b +f:2$/m);
  });
  it('says all for -A', () => assert.match(shown({ flags: { 'all-namespaces': true } }), /^namespace +all +-A$/m));
  it('never lets a control character through', () => {
    const text = shown({ kubeconfig: { context: '\u001b[31mred', namespace: null } }, '/tmp/\u009b2J\u202e.yaml');
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
