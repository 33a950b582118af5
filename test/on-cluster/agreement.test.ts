// Three hundred made-up sets of roles on a real API server: each way of asking, roles alone among them, says what the server says.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessOf } from '../../src/access/access.ts';
import type { AccessReading } from '../../src/access/observed.ts';
import { serviceAccountUser } from '../../src/access/questions.ts';
import type { Way } from '../../src/access/verdicts.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import { Reader } from '../../src/cluster/reading.ts';
import { connect } from '../../src/cluster/rest-cluster.ts';
import { askFor } from '../../src/cluster/reviews.ts';
import { NO_ROLES, readRoles } from '../../src/cluster/roles.ts';
import { type RoleSet, roleSets, VERBS } from '../access/generate.ts';
import { create, kubectl, ON_1_37, SERVER } from '../support/cluster.ts';

const SEED = 20_261_123;
const SETS = 300;
const PREFIX = 'agree';
const MADE_HERE = 'b7le-test=agreement';
/** So many sets are asked about at once. */
const AT_ONCE = 10;

/** The same cluster for a caller who may use one kind of review alone, or none. */
function onlyBy(cluster: Cluster, way: Way): Cluster {
  const review: Cluster['review'] = (kind, spec, how) => {
    const asked = how?.as ? 'impersonation' : kind === 'subjectaccessreviews' ? 'sar' : 'local-sar';
    return asked === way
      ? cluster.review(kind, spec, how)
      : Promise.reject(new ClusterError('forbidden', `may not create ${kind}`));
  };
  return Object.create(cluster, { review: { value: review } }) as Cluster;
}

async function verdicts(cluster: Cluster, way: Way, set: RoleSet): Promise<(boolean | null)[]> {
  const { account, leaseNamespace: namespace, leaseName: name, questions } = set;
  const roles = way === 'rules' ? await readRoles(cluster, new Reader(cluster), [namespace]) : NO_ROLES;
  const reading: AccessReading = {
    election: '',
    account: { ...account, source: 'given' },
    exists: true,
    lock: { namespace, name, source: 'given' },
    legacyLock: null,
    leaseLock: true,
    coordinated: false,
    rejected: null,
    asked: await askFor(onlyBy(cluster, way), serviceAccountUser(account.namespace, account.name), questions),
  };
  const { rights } = accessOf(reading, roles);
  assert.ok(
    rights.every(({ verdict }) => verdict.how === way),
    `${way} decides`,
  );
  return rights.map(({ verdict }) => verdict.allowed);
}

/** With the label by which it is found again at the end. */
function labelled(made: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const [key = '', value] = MADE_HERE.split('=');
  const { metadata } = made;
  return { ...made, metadata: { ...(metadata as object), labels: { [key]: value } } };
}

async function eachOf<T>(sets: readonly RoleSet[], work: (set: RoleSet) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let at = 0; at < sets.length; at += AT_ONCE) {
    results.push(...(await Promise.all(sets.slice(at, at + AT_ONCE).map(work))));
  }
  return results;
}

const spaces = ({ leaseNamespace, otherNamespace, accounts }: RoleSet) => [
  ...new Set([leaseNamespace, otherNamespace, ...accounts.map(({ namespace }) => namespace)]),
];

describe('three hundred sets of roles', { timeout: 540_000, ...ON_1_37 }, () => {
  const sets = roleSets(SEED, SETS, PREFIX);
  let cluster: Cluster;
  let truth: (boolean | null)[][] = [];

  before(async () => {
    if (ON_1_37.skip) return;
    const named = (kind: string, place: object) => ({ apiVersion: 'v1', kind, metadata: place });
    await create(sets.flatMap(spaces).map((name) => named('Namespace', { name })));
    await create(
      [
        ...sets.flatMap(({ accounts }) => accounts.map((place) => named('ServiceAccount', place))),
        ...sets.flatMap(({ rules }) => [...rules.roles, ...rules.clusterRoles]),
        ...sets.flatMap(({ rules }) => [...rules.roleBindings, ...rules.clusterRoleBindings]),
      ].map(labelled),
    );
    const { KUBECONFIG, ...env } = process.env;
    cluster = connect({
      kubeconfig: KUBECONFIG ?? null,
      context: null,
      as: null,
      asGroups: [],
      env,
      timeoutMs: 500_000,
      trace: null,
    });
    assert.equal(cluster.server, SERVER);
    truth = await eachOf(sets, (set) => verdicts(cluster, 'sar', set));
  });

  after(async () => {
    if (ON_1_37.skip) return;
    cluster.close();
    // one request each: kubectl deletes five a second, and what these grant must not outlive the test. Their namespaces may.
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    for (const kind of ['clusterroles', 'clusterrolebindings']) {
      await kubectl(['delete', '--raw', `${rbac}/${kind}?labelSelector=${encodeURIComponent(MADE_HERE)}`]);
    }
  });

  it('grant each verb on Leases in 30 to 70 of a hundred', () => {
    for (const verb of VERBS) {
      const granted = sets.filter(({ questions }, at) =>
        questions.some(
          (question, each) => question.resource === 'leases' && question.verb === verb && truth[at]?.[each],
        ),
      ).length;
      assert.ok(granted >= 0.3 * SETS && granted <= 0.7 * SETS, `${verb}: ${granted} of ${SETS}`);
    }
  });

  for (const way of ['local-sar', 'impersonation', 'rules'] as const) {
    it(`are judged alike by ${way}`, async () => {
      const found = await eachOf(sets, (set) => verdicts(cluster, way, set));
      for (const [at, { leaseNamespace }] of sets.entries()) {
        assert.deepEqual(found[at], truth[at], `${leaseNamespace}: ${JSON.stringify(sets[at]?.questions)}`);
      }
    });
  }
});
