// metric-misread: rules that select nothing or mislead, and the near misses, which are right or somebody else's.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { metricMisread } from '../../src/checks/metric-misread.ts';
import type { Rule } from '../../src/manifests/rules.ts';

const RULE: Rule = {
  file: 'rules/leader.yaml',
  line: 12,
  kind: 'PrometheusRule',
  group: 'beskar7',
  name: 'Alert',
  expr: '',
  namespace: 'monitoring',
};

const found = (expr: string, name = 'Alert') => metricMisread([{ ...RULE, name, expr }]);
const metricsIn = (expr: string, name?: string) => found(expr, name).map(({ facts }) => facts.metric);

const SLOWPATH = 'leader_election_slowpath_total';

/** The expression, the rule's name, and the metrics that are told. */
const MISREAD: readonly (readonly [expr: string, name: string, ...metrics: string[]])[] = [
  [`rate(${SLOWPATH}[5m])`, 'Alert', SLOWPATH],
  [`rate(${SLOWPATH}{job="beskar7-controller"}[5m]) > 1`, 'Alert', SLOWPATH],
  [`rate(${SLOWPATH}{job!="kube-scheduler"}[5m])`, 'Alert', SLOWPATH],
  ['rate(leader_election_error_total[5m]) > 0', 'Alert', 'leader_election_error_total'],
  ['increase({__name__="leader_election_error_total"}[5m])', 'Alert', 'leader_election_error_total'],
  [
    'histogram_quantile(0.9, rate(leader_election_acquire_duration_seconds_bucket[5m]))',
    'Alert',
    'leader_election_acquire_duration_seconds_bucket',
  ],
  ['leader_election_status == 0', 'Alert', 'leader_election_status'],
  ['rate(lease_renewal_failures_total[5m])', 'Alert', 'lease_renewal_failures_total'],
  ['lease_renew_duration_seconds > 5', 'Alert', 'lease_renew_duration_seconds'],
  ['increase(lease_transitions_total[1h]) > 3', 'Alert', 'lease_transitions_total'],
  ['sum(up{job="beskar7-controller"}) by (instance)', 'Beskar7CurrentLeader', 'up'],
  ['count(up{job="x"} == 1) != 1', 'NoLeader', 'up'],
  ['sum by (job) (up{job="x"}) > 1', 'x:leaders:sum', 'up'],
  ['sum(up{job="x"}) != 1', 'XLeaderElection', 'up'],
  [
    'leader_election_error_total + leader_election_error_total + lease_acquire_total',
    'Alert',
    'leader_election_error_total',
    'lease_acquire_total',
  ],
];

const RIGHT: readonly (readonly [expr: string, name?: string])[] = [
  ['sum by (name) (leader_election_master_status) != 1', 'NoLeader'],
  ['absent(leader_election_master_status{job="x"})'],
  [`rate(${SLOWPATH}{job="kube-scheduler"}[5m])`],
  [`rate(${SLOWPATH}{name="kube-controller-manager"}[5m])`],
  [`rate(${SLOWPATH}{job=~"kube-.*"}[5m])`],
  ['leader_election_leader_status == 1'],
  ['time() - kube_lease_renew_time > 60', 'LeaderGone'],
  ['changes(kube_lease_owner[1h]) > 3'],
  ['vault_expire_num_leases > 1000'],
  ['lease_count > 5'],
  ['lease_duration_seconds'],
  ['lease_renewal_total{job="dhcp"}'],
  ['dhcp_lease_renewals_total'],
  ['myapp_leader_election_error_total'],
  ['leader_election:errors:rate5m'],
  ['count({job="leader_election_error_total"})'],
  ['label_replace(up, "metric", "leader_election_error_total", "", "")'],
  ['sum(a) by (leader_election_error_total)'],
  ['a # leader_election_error_total'],
  ['sum(up{job="x"}) < 2', 'TooFewReplicas'],
  ['sum(up{job="x"}) < 2', 'NodeSelectionFailed'],
  ['up{job="x"} == 0', 'LeaderDown'],
  ['sum(up{job="x"}) > 0 and sum(leader_election_master_status) == 0', 'NoLeader'],
  ['sum(up{job=~".*etcd.*"}) < 2', 'EtcdNoLeader'],
  ['sum(up{job="kafka"}) < 2', 'PartitionWithoutLeader'],
  ['sum(node_up) == 0', 'NoLeader'],
  ['sum('],
  [''],
];

describe('metric-misread', () => {
  for (const [expr, name, ...metrics] of MISREAD)
    it(`${name}: ${expr}`, () => assert.deepEqual(metricsIn(expr, name), metrics));

  it('is an info about the rule, with its place, and nothing to run', () => {
    const [finding = assert.fail(), ...more] = found('rate(leader_election_error_total[5m])', 'Errors');
    const { summary, remedy, ...rest } = finding;
    assert.deepEqual(more, []);
    assert.deepEqual(rest, {
      id: 'metric-misread',
      severity: 'info',
      lease: null,
      election: '',
      subject: { kind: 'PrometheusRule', namespace: 'monitoring', name: 'Errors' },
      cause: false,
      follows: false,
      facts: { metric: 'leader_election_error_total', file: 'rules/leader.yaml', line: 12, group: 'beskar7' },
      docs: 'docs/findings/metric-misread.md',
    });
    assert.match(summary, /^Errors uses leader_election_error_total: .*[^.]$/);
    assert.equal(remedy.length, 1);
    assert.equal(remedy[0]?.command, null);
  });

  it('names the right expression, limited as the rule was', () => {
    const advice = (expr: string, name?: string) => found(expr, name)[0]?.remedy[0]?.text ?? assert.fail();
    assert.ok(advice(`${SLOWPATH}`).endsWith(': sum by (name) (leader_election_master_status)'));
    assert.ok(
      advice("sum(up{job='x', instance='a:1', namespace=~`b.*`})", 'Leaders').endsWith(
        ": sum by (name) (leader_election_master_status{job='x', namespace=~`b.*`})",
      ),
    );
  });

  it('says why, in words of their own for each of the three', () => {
    const why = (expr: string, name?: string) => found(expr, name)[0]?.summary ?? assert.fail();
    assert.match(why(SLOWPATH), /never registers it/);
    assert.match(why('leader_election_error_total'), /selects nothing unless a program of yours does/);
    assert.match(why('sum(up)', 'Leaders'), /replicas that were scraped/);
  });

  it('speaks of the group where a rule has no name', () => {
    const [finding] = found('leader_election_error_total', '');
    assert.equal(finding?.subject.name, 'beskar7');
    assert.match(finding?.summary ?? '', /^beskar7 uses /);
  });
});

describe('metric-misread is silent', () => {
  for (const [expr, name] of RIGHT)
    it(`on ${name ?? 'Alert'}: ${expr || 'nothing'}`, () => assert.deepEqual(metricsIn(expr, name), []));

  it('on a metric that a rule of the same files records', () => {
    const expr = 'leader_election_status == 0';
    const recorded = { ...RULE, name: 'leader_election_status', expr: 'max(leader_election_master_status)' };
    assert.deepEqual(metricMisread([{ ...RULE, expr }, recorded]), []);
    assert.equal(metricMisread([{ ...RULE, expr }]).length, 1);
  });
});
