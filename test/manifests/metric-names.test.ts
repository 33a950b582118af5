// Which metrics an expression selects: expressions as they stand in alerts of the field, and any text at all.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { metricNames, selectorsOf } from '../../src/manifests/metric-names.ts';

const CASES: readonly (readonly [expr: string, ...names: string[]])[] = [
  // the runbook's own
  ['sum(up{job="beskar7-controller"}) by (instance)', 'up'],
  ['rate(leader_election_slowpath_total[5m])', 'leader_election_slowpath_total'],
  ['# Leader election errors  \nrate(leader_election_error_total[5m])', 'leader_election_error_total'],
  ['sum by (name) (leader_election_master_status{name="x"}) != 1', 'leader_election_master_status'],
  ['absent(leader_election_master_status{job="kube-scheduler"} == 1)', 'leader_election_master_status'],
  ['up', 'up'],
  ['up == 0', 'up'],
  ['-up', 'up'],
  ['1 - avg without (instance) (up{job=~"a|b"})', 'up'],
  ['', ...[]],
  ['vector(1)', ...[]],
  ['time() - kube_lease_renew_time{namespace="kube-system"} > 30', 'kube_lease_renew_time'],
  ['changes(kube_lease_owner[1h]) > 3', 'kube_lease_owner'],
  ['absent(up{job="apiserver"} == 1)', 'up'],
  [
    'sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.05',
    'http_requests_total',
  ],
  [
    'histogram_quantile(0.99, sum by (le) (rate(etcd_disk_wal_fsync_duration_seconds_bucket[5m])))',
    'etcd_disk_wal_fsync_duration_seconds_bucket',
  ],
  ['apiserver_request:burnrate1h > (14.40 * 0.01000)', 'apiserver_request:burnrate1h'],
  [':node_memory_MemAvailable_bytes:sum', ':node_memory_MemAvailable_bytes:sum'],
  ['a and b or c unless d', 'a', 'b', 'c', 'd'],
  ['a AND b', 'a', 'b'],
  ['a atan2 b', 'a', 'b'],
  ['a > bool b', 'a', 'b'],
  ['a offset 5m + b offset -1h30m', 'a', 'b'],
  ['a[5m:1m] @ end()', 'a'],
  ['a @ 1609746000', 'a'],
  ['a * on (pod, namespace) group_left (node) kube_pod_info', 'a', 'kube_pod_info'],
  ['a * ignoring(x) group_right b', 'a', 'b'],
  ['a / on() group_left b', 'a', 'b'],
  ['topk(3, a) without (b)', 'a'],
  ['SUM(a) BY (b)', 'a'],
  ['count_values("version", build_info)', 'build_info'],
  ['label_replace(a, "dst", "$1", "src", "(.*)")', 'a'],
  ['{__name__="a", job="b"}', 'a'],
  ["sum({job='b', __name__='a'})", 'a'],
  ['{__name__=~"a|b"}', 'a', 'b'],
  ['{__name__=~"leader_.*"}', ...[]],
  ['{__name__!="a"}', ...[]],
  ['{"a", job="b"}', 'a'],
  ['{"some.label"="b", job="c"}', ...[]],
  ['a{x="}", y="{ b"} + c', 'a', 'c'],
  ['a{x="\\"} + b"}', 'a'],
  ["a{x='\\'} + b'}", 'a'],
  ['a{x=`\\`} + b', 'a', 'b'],
  ['a{x="# b"} # c', 'a'],
  ['a + # b\n c', 'a', 'c'],
  ['a > 1e3 and b < 1e-3', 'a', 'b'],
  ['a > +Inf or b == NaN or c < -inf', 'a', 'b', 'c'],
  ['a > 0x1F', 'a'],
  ['a > .5', 'a'],
  ['rate(a[$__rate_interval])', 'a'],
  ['rate($metric[5m]) + a{job="$job"}', 'a'],
  [`rate(\${metric}_total[5m]) + \${prefix}a + b`, 'b'],
  ['{{ .Values.metric }}_total + a', 'a'],
  ['max_over_time((sum(a) - b)[1h:])', 'a', 'b'],
  ['a{} or on() vector(0)', 'a'],
  ['sum by (job, bool, up) (a)', 'a'],
  ['sum(rate(a[5m])) by (b) limit 5', 'a'],
  ['a keep_metric_names > 1', 'a'],
  ['a default 0 if b', 'a', 'b'],
  ['WITH (x = up{job="a"}) x / count(b)', 'up', 'b'],
  ['sum(a', 'a'],
  ['a{b="', 'a'],
  ['a))) + b', 'a', 'b'],
  ['a + a + b', 'a', 'b'],
];

describe('the metrics of an expression', () => {
  for (const [expr, ...names] of CASES)
    it(expr.replaceAll('\n', ' ') || 'nothing', () => assert.deepEqual(metricNames(expr), names));
});

describe('a selector', () => {
  it('has its matchers as they were written, and the functions around it', () => {
    const [one, two, ...more] = selectorsOf('sum by (x) (rate(a{b=\'c\', d!~"e"}[5m])) + b');
    assert.deepEqual(one, {
      metric: 'a',
      matchers: [
        { label: 'b', op: '=', value: 'c', raw: "'c'" },
        { label: 'd', op: '!~', value: 'e', raw: '"e"' },
      ],
      within: ['sum', 'rate'],
    });
    assert.deepEqual([two, more], [{ metric: 'b', matchers: [], within: [] }, []]);
  });

  it('has its matchers where its name is one of them', () => {
    assert.deepEqual(
      selectorsOf('{__name__="a", job="b"}').map(({ matchers }) => matchers.map(({ label }) => label)),
      [['__name__', 'job']],
    );
  });
});

const METRIC = fc.constantFrom(
  'up',
  'leader_election_master_status',
  'a:b:c',
  'on_call',
  'by_me',
  'sum_of',
  'infinite',
);
const QUOTED = fc.tuple(fc.string(), fc.constantFrom('"', "'")).map(([text, quote]) => {
  const inside = `hidden_name ${text}`.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return `${quote}${inside}${quote}`;
});
const EXPRESSION = fc.letrec<{ any: { text: string; names: string[] } }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(METRIC, QUOTED, fc.boolean()).map(([metric, quoted, bare]) => ({
      text: bare ? metric : `${metric}{hidden_label=${quoted}, hidden_too!~"hidden_name"}[5m] offset 1m`,
      names: [metric],
    })),
    tie('any').map(({ text, names }) => ({ text: `sum by (hidden_label) (${text})`, names })),
    fc.tuple(tie('any'), QUOTED).map(([{ text, names }, quoted]) => ({
      text: `label_replace(${text}, ${quoted}, "hidden_name", 'hidden_name', \`hidden_name\`)`,
      names,
    })),
    fc
      .tuple(
        tie('any'),
        tie('any'),
        fc.constantFrom(
          '+',
          'and',
          'or',
          '> bool',
          '* on (hidden_label) group_left (hidden_too)',
          '# hidden_name "\n-',
        ),
      )
      .map(([left, right, op]) => ({
        text: `${left.text} ${op} ${right.text}`,
        names: [...left.names, ...right.names],
      })),
  ),
})).any;

describe('any text', () => {
  it('is read without an error, and what comes out stands in it', () => {
    const words = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '(',
        ')',
        '[',
        ']',
        '"',
        "'",
        '`',
        '\\',
        '#',
        '\n',
        '=',
        '=~',
        ',',
        'a',
        'by',
        'on',
        '$',
        '${',
        '{{',
        '}}',
        '1e',
        '5m',
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          words.map((all) => all.join('')),
        ),
        (expr) => {
          for (const name of metricNames(expr)) assert.ok(name !== '' && expr.includes(name), name);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('of the language gives the names that were put in, and never one of a string, a matcher, a clause or a comment', () => {
    fc.assert(
      fc.property(EXPRESSION, ({ text, names }) => assert.deepEqual(metricNames(text), [...new Set(names)], text)),
      { numRuns: 2000 },
    );
  });
});
