// The rules of manifests: the three kinds of document that hold them, and documents that only look like it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rulesOf } from '../../src/manifests/rules.ts';

const GROUPS = [
  {
    name: 'leaders',
    rules: [
      { alert: 'NoLeader', expr: 'a == 0' },
      { record: 'leaders:sum', expr: 'sum(a)' },
    ],
  },
];
const PROMETHEUS = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' };
const VICTORIA = { apiVersion: 'operator.victoriametrics.com/v1beta1', kind: 'VMRule' };

const rulesIn = (value: Record<string, unknown>) => rulesOf([{ file: 'a.yaml', line: 3, value }]);
const namesIn = (value: Record<string, unknown>) => rulesIn(value).map(({ kind, name }) => `${kind} ${name}`);

describe('the rules of a document', () => {
  it('of a PrometheusRule have file, line, group and namespace', () => {
    const value = { ...PROMETHEUS, metadata: { name: 'x', namespace: 'mon' }, spec: { groups: GROUPS } };
    const common = { file: 'a.yaml', line: 3, kind: 'PrometheusRule', group: 'leaders', namespace: 'mon' };
    assert.deepEqual(rulesIn(value), [
      { ...common, name: 'NoLeader', expr: 'a == 0' },
      { ...common, name: 'leaders:sum', expr: 'sum(a)' },
    ]);
  });

  it('of a VMRule and of a plain rule file are read alike', () => {
    assert.deepEqual(namesIn({ ...VICTORIA, spec: { groups: GROUPS } }), ['VMRule NoLeader', 'VMRule leaders:sum']);
    assert.deepEqual(namesIn({ groups: GROUPS }), ['Rule NoLeader', 'Rule leaders:sum']);
    assert.equal(rulesIn({ groups: GROUPS })[0]?.namespace, null);
  });

  it('are none in another kind that has groups, nor in a kind of that name of another API', () => {
    assert.deepEqual(namesIn({ kind: 'ConfigMap', apiVersion: 'v1', groups: GROUPS, spec: { groups: GROUPS } }), []);
    assert.deepEqual(namesIn({ ...PROMETHEUS, apiVersion: 'example.com/v1', spec: { groups: GROUPS } }), []);
    assert.deepEqual(namesIn({ ...PROMETHEUS, groups: GROUPS }), []);
  });

  it('keep a number as the expression that it is, and leave out what has none', () => {
    const rules = [{ alert: 'A', expr: 1 }, { alert: 'B' }, { alert: 'C', expr: ['a'] }, null, 'D', { expr: 'e' }];
    assert.deepEqual(
      rulesIn({ groups: [{ name: 7, rules }] }).map(({ name, expr, group }) => [name, expr, group]),
      [
        ['A', '1', ''],
        ['', 'e', ''],
      ],
    );
  });

  it('are read of any shape without an error', () => {
    const odd = fc.anything({ maxDepth: 4 });
    const document = fc.oneof(
      fc.record({ groups: odd }),
      fc.record({
        groups: fc.array(
          fc.record({ name: odd, rules: fc.array(fc.oneof(odd, fc.record({ alert: odd, expr: odd }))) }),
        ),
      }),
      fc.record({
        apiVersion: fc.oneof(odd, fc.constant(PROMETHEUS.apiVersion)),
        kind: fc.constant('PrometheusRule'),
        metadata: odd,
        spec: odd,
      }),
    );
    fc.assert(
      fc.property(document, (value) => {
        for (const { expr, name, group } of rulesIn(value))
          assert.ok([expr, name, group].every((text) => typeof text === 'string'));
      }),
    );
  });
});
