// Alerts on metrics that nobody exports, or on `up` for the number of leaders (reference 4 and 11): they select nothing, or mislead.

import { metricNames, type Selector, selectorsOf } from '../manifests/metric-names.ts';
import type { Rule } from '../manifests/rules.ts';
import type { Finding } from './check.ts';
import type { FileCheck } from './file-checks.ts';

export const METRIC_MISREAD: FileCheck = {
  id: 'metric-misread',
  title: 'rules use metrics that are exported and that tell of leaders',
  worst: 'info',
};

/** What is wrong with a metric, as the sentence after its name. */
interface Misreading {
  readonly selector: Selector;
  readonly summary: string;
}

/** The two that client-go's libraries have, and the one that Gloo makes of client-go's by its own name. */
const EXPORTED = new Set([
  'leader_election_master_status',
  'leader_election_slowpath_total',
  'leader_election_leader_status',
]);
/** Of names that begin with `lease_`, those that only a Lease of an election could mean. */
const INVENTED_LEASE = /^lease_(renew(al)?s?|acquire[ds]?|acquisitions?|transitions?)(_|$)/;
/** What DHCP servers, Vault and the like call leases as well. */
const OTHER_LEASE = /dhcp|vault|dns|ip_?am|secret/i;
/** Programs with component-base's metrics, of which the slow path is one from 1.30 on (reference 4). */
const OF_KUBERNETES = /kube-(controller-manager|scheduler)|cloud-controller-manager|\bcsi\b|kube-\.[*+]/;
const OF_LEADERS = /leader|(?<!s)election/i;
/** Systems that elect by a protocol of their own: their leaders are in no Lease. */
const OWN_PROTOCOL =
  /etcd|kafka|consul|vault|zoo_?keeper|patroni|raft|redis|mongo|postgres|stolon|nats|rabbit|cassandra|elastic|opensearch|ceph/i;
const COUNTS = new Set(['sum', 'count']);
/** Labels of the target, which the gauge has as well, and the name of the election. */
const KEPT_LABELS = new Set(['name', 'namespace', 'job', 'cluster']);

/**
 * The findings of all rules, each metric once a rule. A metric that a rule among them records is theirs, and exists; so silent, too, on
 * every name that some other project may export. Pure.
 */
export function metricMisread(rules: readonly Rule[]): Finding[] {
  const recorded = new Set(rules.map(({ name }) => name));
  return rules.flatMap((rule) => {
    const selectors = selectorsOf(rule.expr).filter(({ metric }) => !recorded.has(metric));
    const told = new Set<string>();
    return selectors.flatMap((selector): Finding[] => {
      if (told.has(selector.metric)) return [];
      const misreading = slowpath(selector) ?? invented(selector) ?? upForLeaders(selector, rule);
      if (misreading === null) return [];
      told.add(selector.metric);
      return [findingOf(misreading, rule)];
    });
  });
}

function slowpath(selector: Selector): Misreading | null {
  if (selector.metric !== 'leader_election_slowpath_total') return null;
  if (selector.matchers.some(({ op, value }) => !op.startsWith('!') && OF_KUBERNETES.test(value))) return null;
  return {
    selector,
    summary:
      "controller-runtime defines it and never registers it, so no controller built with it exports it; in Kubernetes' own components (1.30 and newer) it counts slow renewals",
  };
}

function invented(selector: Selector): Misreading | null {
  const { metric, matchers } = selector;
  const lease = INVENTED_LEASE.test(metric) && !matchers.some(({ value }) => OTHER_LEASE.test(value));
  if (!lease && (!metric.startsWith('leader_election_') || EXPORTED.has(metric))) return null;
  return {
    selector,
    summary:
      'neither client-go nor component-base nor controller-runtime exports it, so it selects nothing unless a program of yours does',
  };
}

/** `sum(up{…})` in a rule that is named after leaders, where nothing else in it tells of them. */
function upForLeaders(selector: Selector, { name, expr }: Rule): Misreading | null {
  if (selector.metric !== 'up' || !selector.within.some((word) => COUNTS.has(word))) return null;
  if (!OF_LEADERS.test(name) || OWN_PROTOCOL.test(name) || OWN_PROTOCOL.test(expr)) return null;
  if (metricNames(expr).some((metric) => metric !== 'up' && /leader|lease|election|master/i.test(metric))) return null;
  return {
    selector,
    summary: 'it counts the replicas that were scraped, whoever leads',
  };
}

function findingOf({ selector, summary }: Misreading, rule: Rule): Finding {
  const { file, line, group, kind, namespace } = rule;
  const name = rule.name === '' ? group : rule.name;
  return {
    id: METRIC_MISREAD.id,
    severity: 'info',
    lease: null,
    election: '',
    subject: { kind, namespace, name },
    summary: `${name || 'a rule'} uses ${selector.metric}: ${summary}`,
    cause: false,
    follows: false,
    facts: { metric: selector.metric, file, line, group },
    remedy: [{ text: `for the number of leaders, which should be 1: ${rightExpression(selector)}`, command: null }],
    docs: `docs/findings/${METRIC_MISREAD.id}.md`,
  };
}

/** The number of leaders of each election, limited as the rule was. */
function rightExpression({ matchers }: Selector): string {
  const kept = matchers
    .filter(({ label }) => KEPT_LABELS.has(label))
    .map(({ label, op, raw }) => `${label}${op}${raw}`);
  return `sum by (name) (leader_election_master_status${kept.length === 0 ? '' : `{${kept.join(', ')}}`})`;
}
