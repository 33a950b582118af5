// Files to documents: each where it begins; what cannot be read is a fault at its line, and loses no other document.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readManifests } from '../../src/manifests/read.ts';

const read = (text: string) => readManifests(text, 'm.yaml');
const names = (text: string) =>
  read(text).documents.map(({ line, value }) => `${line} ${value.kind} ${(value.metadata as { name?: string })?.name}`);
const faults = (text: string) => read(text).faults.map(({ line, what }) => `${line} ${what}`);
const object = (kind: string, name: string) => `kind: ${kind}\nmetadata:\n  name: ${name}\n`;

const WHOLE: readonly (readonly [string, string, readonly string[]])[] = [
  ['one document', object('Role', 'a'), ['1 Role a']],
  ['comments before it', `# one\n# two\n${object('Role', 'a')}`, ['3 Role a']],
  ['several', `${object('Role', 'a')}---\n${object('Role', 'b')}`, ['1 Role a', '5 Role b']],
  ['empty ones between', `---\n---\n${object('Role', 'a')}---\n# nothing\n`, ['3 Role a']],
  ['JSON', '{"kind": "Role",\n "metadata": {"name": "a"}}', ['1 Role a']],
  [
    'a List, each of its items where it begins',
    'kind: List\nitems:\n- kind: Role\n  metadata: {name: a}\n- kind: Role\n  metadata: {name: b}\n',
    ['3 Role a', '5 Role b'],
  ],
  ['a typed list, whose items have no kind', 'kind: RoleList\nitems:\n- metadata: {name: a}\n', ['3 Role a']],
  ['a byte order mark', `\uFEFF${object('Role', 'a')}`, ['1 Role a']],
  [
    'lines that end as on Windows',
    `${object('Role', 'a')}---\n${object('Role', 'b')}`.replaceAll('\n', '\r\n'),
    ['1 Role a', '5 Role b'],
  ],
  [
    'a List within a List',
    'kind: List\nitems:\n- kind: List\n  items:\n  - kind: Role\n    metadata: {name: a}\n- kind: Role\n  metadata: {name: b}\n',
    ['5 Role a', '7 Role b'],
  ],
  [
    'templates that are meant to stay: of annotations, of other programs, and of what nobody judges',
    `${object('Role', 'a')}  annotations: {vault: '{{ .Values.x }}'}\n---\n${object('Role', 'b')}rules: [{verbs: ['{{.Names}}']}]\n---\n${object('ConfigMap', 'c')}data: {x: '{{ .Values.x }}'}\n`,
    ['1 Role a', '6 Role b', '11 ConfigMap c'],
  ],
  ['what stands at null', 'kind: Role\nmetadata: {name: a, namespace: null}\nrules: null\n', ['1 Role a']],
  ['nothing', '', []],
];

describe('documents of a file', () => {
  for (const [is, text, expected] of WHOLE)
    it(is, () => {
      assert.deepEqual(names(text), expected);
      assert.deepEqual(faults(text), []);
    });
});

const BROKEN: readonly (readonly [string, string, RegExp])[] = [
  ['no YAML', 'a: [1,\nb: }', /^\d it is no YAML: /],
  ['a key twice', 'kind: Role\nkind: Role\n', /^\d it is no YAML: Map keys must be unique/],
  [
    'a template that was not rendered',
    '{{- if .Values.x }}\nkind: Role\n{{- end }}\n',
    /^\d it is a template that was not rendered$/,
  ],
  [
    'a template that YAML takes for a map',
    'kind: Deployment\nspec:\n  replicas: {{ .Values.replicas }}\n',
    /^\d it is a template that was not rendered$/,
  ],
  ['a key that is a list', 'kind: Role\n? [a]\n: b\n', /^\d a key of it is no text$/],
  [
    'a template within a text',
    'kind: Role\nmetadata:\n  name: "{{ .Release.Name }}-election"\n',
    /^3 Role {{ .Release.Name }}-election: it is a template that was not rendered$/,
  ],
  ['a nesting without end', `a: ${'['.repeat(3000)}${']'.repeat(3000)}\n`, /^\d it is nested deeper than 150 levels$/],
  [
    'Lists without end',
    `${'{"kind": "List", "items": ['.repeat(3000)}${']}'.repeat(3000)}`,
    /^\d it is nested deeper than 150 levels$/,
  ],
  ['a List of words', 'kind: List\nitems:\n- hello\n', /^3 it is no object$/],
  ['an object without a name', 'kind: Role\nrules: []\n', /^1 Role: metadata is missing$/],
  [
    'a number of replicas that is none',
    'kind: Deployment\nmetadata: {name: a}\nspec:\n  replicas: many\n  template: {spec: {containers: []}}\n',
    /^4 Deployment a: spec.replicas must be a whole number, not "many"$/,
  ],
  [
    'a patch',
    'kind: Deployment\nmetadata: {name: a}\nspec:\n  replicas: 3\n',
    /^4 Deployment a: spec.template is missing$/,
  ],
  [
    'an argument that is a number',
    'kind: DaemonSet\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n      - name: c\n        args:\n        - --port\n        - 80\n',
    /^10 DaemonSet a: spec.template.spec.containers\[0\].args\[1\] must be a text, not the number 80: write it in quotes$/,
  ],
  [
    'verbs that are no list',
    'kind: ClusterRole\nmetadata: {name: a}\nrules:\n- verbs: get\n',
    /^4 ClusterRole a: rules\[0\].verbs must be a list of texts, not "get"$/,
  ],
  [
    'a binding to nothing',
    'kind: RoleBinding\nmetadata: {name: a}\nsubjects: []\n',
    /^1 RoleBinding a: roleRef is missing$/,
  ],
  ['a list', '- kind: Role\n', /^1 it is no object$/],
  ['words', 'hello\n', /^1 it is no object$/],
  ['a program', '\u0000\u0001ELF', /^null it is no text$/],
  [
    'aliases that grow without end',
    `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefgh'.replace(
      /./g,
      (key, at) =>
        `${key}: &${key} [${Array(9)
          .fill(`*${'abcdefg'[at as number]}`)
          .join(', ')}]\n`,
    )}`,
    /Excessive alias count/,
  ],
];

describe('what cannot be read', () => {
  for (const [is, text, fault] of BROKEN) {
    it(`${is}: one fault`, () => {
      const told = faults(text);
      assert.equal(told.length, 1, told.join('\n'));
      assert.match(told[0] ?? '', fault);
    });
  }

  for (const [is, text] of BROKEN.filter(([, text]) => !text.startsWith('\u0000')))
    it(`${is}: loses no document before or behind it`, () => {
      const whole = names(`${object('Role', 'a')}---\n${text}\n---\n${object('Role', 'b')}`);
      assert.deepEqual(
        whole.map((one) => one.split(' ').slice(1).join(' ')),
        ['Role a', 'Role b'],
      );
    });

  it('never throws, whatever the text is', () => {
    const piece = fc.constantFrom(
      'kind: Role',
      '\n',
      '---',
      '- ',
      '{',
      '}',
      '[',
      '&a ',
      '*a',
      ': ',
      '"',
      "'",
      '|',
      '>',
      '\t',
      '{{ .x }}',
      '#',
      '!!binary ',
      '? ',
      'items:',
      'kind: List',
      '%YAML 9',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        const { documents, faults: told } = read(pieces.join(''));
        for (const { line } of documents) assert.ok(Number.isInteger(line) && line >= 1);
        for (const { line, what } of told) assert.ok(what !== '' && (line === null || line >= 1));
      }),
      { numRuns: 500 },
    );
  });
});
