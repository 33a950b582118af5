// A config file's text: the settings it gives, or the one sentence with file and line that says what is wrong (contract 1, 2).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nearest } from '../../src/cli/config/nearest.ts';
import { settingsIn } from '../../src/cli/config/settings-in.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { RENDERERS } from '../../src/report/render/index.ts';

const FILE = '~/.config/b7le/config.yaml';

function faultOf(text: string): string {
  try {
    settingsIn(text, FILE);
  } catch (error) {
    if (error instanceof UsageError) return error.sentence;
    throw error;
  }
  return assert.fail('no fault was found');
}

describe('a config file gives', () => {
  it('every setting, with durations in milliseconds and lines', () => {
    const text = `# of the payments team
namespace: payments
context: prod-eu
timeout: 1m30s
observe: 500ms
failOn: critical
skip:
  - lease-late
  - timing-margin
output: wide
color: never
thresholds:
  slowFailover: 30s
  margin: 3s
controllers:
  - lease: web-lock
    namespace: locks
    workload: deploy/web
    workloadNamespace: payments
    container: web
    serviceAccount: web-runner
  - workload: statefulset/db
`;
    const { settings, lines } = settingsIn(text, FILE);
    assert.deepEqual(settings, {
      namespace: 'payments',
      context: 'prod-eu',
      timeoutMs: 90_000,
      observeMs: 500,
      failOn: 'critical',
      skip: ['lease-late', 'timing-margin'],
      output: 'wide',
      color: 'never',
      thresholds: { slowFailoverMs: 30_000, marginMs: 3000 },
      controllers: [
        {
          lease: 'web-lock',
          namespace: 'locks',
          workload: { kind: 'deployment', name: 'web' },
          workloadNamespace: 'payments',
          container: 'web',
          serviceAccount: 'web-runner',
        },
        {
          lease: null,
          namespace: null,
          workload: { kind: 'statefulset', name: 'db' },
          workloadNamespace: null,
          container: null,
          serviceAccount: null,
        },
      ],
    });
    assert.deepEqual(lines, {
      namespace: 2,
      context: 3,
      timeout: 4,
      observe: 5,
      failOn: 6,
      skip: 7,
      output: 10,
      color: 11,
      'thresholds.slowFailover': 13,
      'thresholds.margin': 14,
      'controllers[0]': 16,
      'controllers[1]': 22,
    });
  });

  for (const [what, text] of Object.entries({
    'an empty file': '',
    'comments alone': '# nothing yet\n',
    'a document without content': '---\n',
    'an empty mapping': '{}',
  })) {
    it(`nothing: ${what}`, () =>
      assert.deepEqual(settingsIn(text, FILE), { settings: { thresholds: {}, controllers: [] }, lines: {} }));
  }

  for (const [what, text] of Object.entries({
    'Windows line ends': 'context: c\r\nnamespace: payments\r\n',
    JSON: '{"context": "c",\n"namespace": "payments"}',
    'a few aliases': 'context: &a payments\nnamespace: *a\n',
    'a name like a boolean, which is text in YAML 1.2': 'context: yes\nnamespace: payments\n',
  })) {
    it(`a namespace from ${what}`, () => {
      const { settings, lines } = settingsIn(text, FILE);
      assert.equal(settings.namespace, 'payments');
      assert.equal(lines.namespace, 2);
    });
  }

  it('durations of nothing', () => assert.equal(settingsIn('observe: 0s', FILE).settings.observeMs, 0));
});

/** Text, line, and what the sentence must say. */
const FAULTS: readonly (readonly [what: string, text: string, line: number, says: RegExp])[] = [
  ['an unknown key', '\n\nnmespace: x\n', 3, /^nmespace is no setting; did you mean namespace\?$/],
  ['an unknown key that is like none', 'quux: x\n', 1, /^quux is no setting$/],
  ['an unknown threshold', 'thresholds:\n  margn: 2s\n', 2, /^thresholds\.margn is no setting; did you mean margin\?$/],
  [
    'an unknown key of a controller',
    'controllers:\n- lease: a\n- lease: b\n  leese: c\n',
    4,
    /^controllers\[1\]\.leese /,
  ],
  ['the prototype as a key', '__proto__: x\n', 1, /^__proto__ is no setting$/],
  ['a key of nothing', ': x\n', 1, /^"" is no setting$/],
  ['a list as a key', '? [a, b]\n: c\n', 1, /is no setting$/],
  ['a number for a name', 'namespace: 123\n', 1, /namespace .* not the number 123: write it in quotes$/],
  ['a number for a duration', 'timeout: 30\n', 1, /timeout must be a duration .*, not the number 30$/],
  ['nothing for a name', 'namespace:\n', 1, /^namespace must be .*, not empty$/],
  ['empty text for a name', 'namespace: ""\n', 1, /^namespace must be .*, not empty$/],
  ['a name with capitals', 'namespace: Payments\n', 1, /name that a namespace can have, not "Payments"$/],
  ['a name of 64 letters', `namespace: ${'a'.repeat(64)}\n`, 1, /name that a namespace can have/],
  ['a bell in a context', 'context: "a\\u0007b"\n', 1, /context must be/],
  ['a C1 control in a context', 'context: "a\\u009bb"\n', 1, /context must be/],
  ['a duration in words', 'a: 1\ntimeout: 5 minutes\n', 1, /^a is no setting$/],
  ['a duration without a unit', 'timeout: "30"\n', 1, /must be a duration such as 15s, 1m30s or 500ms, not "30"$/],
  ['a duration below zero', 'observe: -5s\n', 1, /observe must be a duration/],
  ['a duration without end', 'timeout: 9999999999h\n', 1, /timeout .* longer than a duration can be$/],
  ['digits without end', `timeout: "${'1'.repeat(60_000)}"\n`, 1, /timeout must be a duration/],
  ['a severity that fails nothing', 'failOn: info\n', 1, /^failOn must be critical, warning or never, not "info"$/],
  ['a truth value', 'failOn: true\n', 1, /not the boolean true$/],
  ['an unknown format', 'output: xml\n', 1, /^output must be table, wide, .*, not "xml"$/],
  ['a colour', 'color: always\n', 1, /^color must be auto or never/],
  ['a check alone', 'skip: lease-late\n', 1, /^skip must be a list of check ids, not "lease-late"$/],
  [
    'an unknown check',
    'skip:\n- lease-late\n- lease-expird\n',
    3,
    /^skip\[1\]: there is no check lease-expird; did you mean lease-expired\?$/,
  ],
  ['no check at all', 'skip: [quux]\n', 1, /there is no check quux \(b7le explain lists them\)$/],
  [
    'a controller without a name',
    'controllers:\n  - container: x\n',
    2,
    /^controllers\[0\] must be .* lease, a workload or both$/,
  ],
  ['a controller that is text', 'controllers: [x]\n', 1, /^controllers\[0\] must be a mapping/],
  [
    'a pod as a workload',
    'controllers:\n- workload: pod/x\n',
    2,
    /^controllers\[0\]\.workload must be .*, not "pod\/x"$/,
  ],
  ['a namespace of no Lease', 'controllers:\n- workload: sts/x\n  namespace: y\n', 3, /only with lease beside it$/],
  ['a list', '- a\n', 1, /^a config file must be a mapping of settings, not a list$/],
  ['text', 'hello\n', 1, /^a config file must be a mapping of settings, not "hello"$/],
  ['a key twice', 'context: a\nnamespace: x\nnamespace: y\n', 3, /^namespace is given twice$/],
  ['two documents', 'namespace: a\n---\nnamespace: b\n', 2, /second document/],
  ['an open bracket', 'namespace: [\n', 2, /^broken YAML: /],
  ['a tab', '\tnamespace: a\n', 1, /^broken YAML: /],
  ['nesting without end', '['.repeat(60_000), 1, /nested deeper/],
  ['lists in lists without end', '- '.repeat(30_000), 1, /nested deeper/],
  ['the first of two faults', 'failOn: x\nnope: y\n', 1, /^failOn/],
  ['the first of two faults, the other way round', 'nope: y\nfailOn: x\n', 1, /^nope/],
];

describe('a config file is refused with its line for', () => {
  for (const [what, text, line, says] of FAULTS) {
    it(what, () => {
      const sentence = faultOf(text);
      assert.ok(sentence.startsWith(`${FILE}:${line}: `), sentence);
      assert.match(sentence.slice(`${FILE}:${line}: `.length), says);
      assert.ok(sentence.length < 300, sentence);
    });
  }

  for (const [what, text] of Object.entries({
    'an alias to nowhere': 'namespace: *x\n',
    'aliases that multiply': ['a', 'b', 'c', 'd', 'e', 'f']
      .map((name, at, all) => `${name}: &${name} [${Array(9).fill(at === 0 ? 'x' : `*${all[at - 1]}`)}]`)
      .join('\n'),
  })) {
    it(what, () => assert.match(faultOf(text), /^~\S+: an alias leads nowhere, or aliases expand to too much$/));
  }
});

describe('whatever the text', () => {
  const KEYS = [
    'namespace',
    'skip',
    'thresholds',
    'margin',
    'controllers',
    'lease',
    'timeout',
    'nope',
    '<<',
    '__proto__',
  ];
  const piece = fc.oneof(
    fc.constantFrom(
      ...KEYS,
      ': ',
      ':\n  ',
      '\n',
      '- ',
      '? ',
      '&a ',
      '*a',
      '[',
      ']',
      '{',
      '}',
      ',',
      '|',
      '>',
      '"',
      "'",
      '#',
    ),
    fc.constantFrom(
      '!!binary ',
      '!x ',
      '---\n',
      '...\n',
      '%YAML 1.1\n',
      '%TAG ! x\n',
      '\r\n',
      '\t',
      '\u0000',
      '\ufeff',
      '5s',
    ),
    fc.string({ maxLength: 4, unit: 'binary' }),
  );
  it('there is a settings object or one sentence with the file, and nothing else', () => {
    let faults = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          const { settings } = settingsIn(pieces.join(''), FILE);
          assert.ok(Array.isArray(settings.controllers));
        } catch (error) {
          faults++;
          assert.ok(error instanceof UsageError, String((error as Error).stack));
          assert.match(error.sentence, /^~\/\.config\/b7le\/config\.yaml(:[1-9]\d*)?: \S/);
          assert.equal(error.sentence.includes('undefined'), false, error.sentence);
        }
      }),
      { numRuns: 2000 },
    );
    assert.ok(faults > 200, `only ${faults} of the texts had a fault`);
  });
});

describe('the schema of the config file', () => {
  const schema = JSON.parse(readFileSync('docs/schemas/config.schema.json', 'utf8')) as {
    properties: Record<string, { enum?: string[]; title?: string }>;
  };
  it('knows the formats there are', () => {
    assert.deepEqual(schema.properties.output?.enum, Object.keys(RENDERERS));
    for (const format of Object.keys(RENDERERS)) assert.match(`${schema.properties.output?.title}`, new RegExp(format));
  });
});

describe('the word that was meant', () => {
  const known = ['namespace', 'context', 'skip', 'failOn'];
  const cases: [string, string | null][] = [
    ['nmespace', 'namespace'],
    ['Namespace', 'namespace'],
    ['failon', 'failOn'],
    ['fail-on', 'failOn'],
    ['skips', 'skip'],
    ['kubeconfig', null],
    ['', null],
    ['n'.repeat(10_000), null],
  ];
  for (const [word, meant] of cases)
    it(`${word.slice(0, 20) || 'nothing'}: ${meant}`, () => assert.equal(nearest(word, known), meant));
});
