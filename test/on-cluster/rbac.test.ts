// `b7le rbac-check` beside a real controller and a real authorizer: each way in which rights go wrong has its finding and what comes
// nearest, and the manifest that --fix prints, applied as it is, makes the controller elect.

import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RbacReport } from '../../src/report/rbac-report.ts';
import { b7le } from '../support/b7le.ts';
import { create, kubectl, ON_1_37, until } from '../support/cluster.ts';
import { LEASE, leaseIn, rolledOut, withInstall, withStarting } from '../support/install.ts';

const RBAC = 'rbac.authorization.k8s.io';
const GROUP = 'coordination.k8s.io';
const ACCOUNT = 'controller-manager';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

const leases = (verbs: readonly string[], more: Partial<Rule> = {}): Rule => ({
  apiGroups: [GROUP],
  resources: ['leases'],
  verbs,
  ...more,
});
const EVENTS: Rule = { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] };
const ALL = leases(['get', 'create', 'update']);

const role = (rules: readonly Rule[], kind = 'Role') => ({
  apiVersion: `${RBAC}/v1`,
  kind,
  metadata: { name: 'elects' },
  rules,
});
const binding = (account = ACCOUNT, kind = 'Role') => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'RoleBinding',
  metadata: { name: 'elects' },
  roleRef: { apiGroup: RBAC, kind, name: 'elects' },
  // without a namespace it is of the binding's own
  subjects: [{ kind: 'ServiceAccount', name: account }],
});

interface Wrong {
  readonly title: string;
  readonly rights: readonly object[];
  readonly missing: readonly string[];
  /** What is said to come nearest; null where nothing does. */
  readonly nearest: RegExp | null;
  readonly also?: readonly string[];
}

const WRONG: readonly Wrong[] = [
  { title: 'no rights', rights: [], missing: ['get', 'create', 'update'], nearest: null },
  {
    title: 'get missing',
    rights: [role([leases(['create', 'update']), EVENTS]), binding()],
    missing: ['get'],
    nearest: /Role elects in \S+ grants create, update on leases, but not get/,
  },
  {
    title: 'update missing',
    rights: [role([leases(['get', 'create']), EVENTS]), binding()],
    missing: ['update'],
    nearest: /Role elects in \S+ grants get, create on leases, but not update/,
  },
  {
    title: 'create by name',
    rights: [role([leases(['get', 'create', 'update'], { resourceNames: [LEASE] }), EVENTS]), binding()],
    missing: ['create'],
    nearest: /grants create only with resourceNames \(beskar7/,
    also: ['create-by-name'],
  },
  {
    title: 'the binding names a wrong account',
    rights: [role([ALL, EVENTS]), binding('controller')],
    missing: ['get', 'create', 'update'],
    nearest: /RoleBinding elects in \S+ gives Role elects to ServiceAccount \S+\/controller, which does not exist/,
  },
  {
    title: 'a ClusterRole that nothing binds',
    rights: [role([ALL, EVENTS], 'ClusterRole')],
    missing: ['get', 'create', 'update'],
    nearest: /ClusterRole elects-\S+ grants it, but no binding names it/,
  },
  {
    title: 'the group without its domain',
    rights: [role([{ ...ALL, apiGroups: ['coordination'] }, EVENTS]), binding()],
    missing: ['get', 'create', 'update'],
    nearest: /in API group "coordination", not in "coordination\.k8s\.io"/,
  },
];

async function check(args: readonly string[]): Promise<{ report: RbacReport; code: number | null; told: string }> {
  const { stdout, stderr, code } = await b7le(['rbac-check', '-o', 'json', ...args]);
  return { report: JSON.parse(stdout) as RbacReport, code, told: `${stdout}\n${stderr}` };
}

/** A kubeconfig of a service account, with a token of its own. */
async function kubeconfigOf(namespace: string, account: string): Promise<string> {
  const config = JSON.parse(await kubectl(['config', 'view', '--minify', '--raw', '-o', 'json']));
  const token = (await kubectl(['-n', namespace, 'create', 'token', account])).trim();
  const file = join(mkdtempSync(join(tmpdir(), 'b7le-asker-')), 'config');
  writeFileSync(file, JSON.stringify({ ...config, users: [{ name: config.users[0].name, user: { token } }] }));
  return file;
}

const denied = ({ access }: RbacReport) =>
  access.filter(({ required, allowed }) => required && allowed === false).map(({ verb }) => verb);

/** Applies what --fix prints, as it is, and waits for a leader that renews its Lease, as one without update never does. */
async function fixed(namespace: string): Promise<void> {
  const { stdout, stderr } = await b7le(['rbac-check', '-n', namespace, '--fix']);
  assert.match(stdout, /^apiVersion: /, 'the manifest alone is on stdout');
  assert.match(stderr, /✖ critical/, 'the matrix is on stderr');
  await kubectl(['apply', '-f', '-'], { input: stdout });
  // who made the Lease without update may have given it up before the fix came: then another has to take it, and renew
  let lease = await leaseIn(namespace);
  await until(`a leader in ${namespace} that renews`, 60_000, async () => {
    const before = lease;
    lease = await leaseIn(namespace);
    if (!lease?.holderIdentity || lease.holderIdentity !== before?.holderIdentity) return null;
    return lease.renewTime === before.renewTime ? null : true;
  });
  const { report, code, told } = await check(['-n', namespace]);
  assert.deepEqual([code, report.verdict, denied(report)], [0, 'healthy', []], told);
}

// the limit is one for all of them together
describe('rbac-check', { concurrency: 4, timeout: 400_000 }, () => {
  it('the manifest passes, and is told who grants each right', () =>
    withInstall('rights', {}, async (namespace) => {
      const { report, code, told } = await check(['-n', namespace]);
      assert.deepEqual([code, report.verdict, report.kind], [0, 'healthy', 'RbacCheck'], told);
      const required = report.access.filter((right) => right.required);
      assert.deepEqual(
        required.map(({ verb, allowed, how, grantedBy }) => [verb, allowed, how, grantedBy[0]?.role]),
        ['get', 'create', 'update'].map((verb) => [verb, true, 'sar', `ClusterRole/manager-role-${namespace}`]),
        told,
      );
      assert.deepEqual(
        report.findings.map(({ id }) => id),
        ['lease-access-broad'],
        told,
      );
      assert.equal(report.fix, null);
    }));

  for (const { title, rights, missing, nearest, also = [] } of WRONG) {
    it(title, ON_1_37, () =>
      withStarting('norights', { rights }, async (namespace) => {
        // without a Lease its name stands in their logs alone
        await rolledOut(namespace);
        const { report, code, told } = await check(['-n', namespace]);
        assert.deepEqual([code, report.verdict, denied(report)], [2, 'critical', missing], told);
        const critical = report.findings.filter(({ severity }) => severity === 'critical').map(({ id }) => id);
        assert.deepEqual(critical.sort(), ['lease-access-denied', ...also].sort(), told);
        const words = report.access.find(({ verb }) => verb === missing[0])?.nearest ?? null;
        // the unbound ClusterRole of the test beside this one is near everybody's rights while it is there
        const another = /ClusterRole elects-(\S+) grants it, but no binding names it/.exec(words ?? '')?.[1];
        if (nearest) assert.match(words ?? '', nearest, told);
        else assert.ok(words === null || (another && another !== namespace), told);
        await fixed(namespace);
      }),
    );
  }

  it('the Role and its binding are in another namespace', () =>
    withStarting('norights', { rights: [] }, async (namespace) => {
      const away = `${namespace}-away`;
      const there = { namespace: away };
      try {
        await rolledOut(namespace);
        await create([
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name: away } },
          { ...role([ALL, EVENTS]), metadata: { name: 'elects', ...there } },
          {
            ...binding(),
            metadata: { name: 'elects', ...there },
            subjects: [{ kind: 'ServiceAccount', name: ACCOUNT, namespace }],
          },
        ]);
        const { report, code, told } = await check(['-n', namespace]);
        assert.deepEqual([code, denied(report)], [2, ['get', 'create', 'update']], told);
        const words = report.access[0]?.nearest ?? '';
        assert.match(words, new RegExp(`Role elects in ${away} grants it, bound there and not in ${namespace}`), told);
        await fixed(namespace);
      } finally {
        await kubectl(['delete', 'namespace', away, '--ignore-not-found', '--wait=false']);
      }
    }));
});

describe('rbac-check of a caller with few rights', { timeout: 300_000 }, () => {
  const caller = (namespace: string) => `system:serviceaccount:${namespace}:asker`;

  it('degrades step by step, says so, and ends with 3 only where nothing is left to ask', () =>
    withInstall('asker', {}, async (namespace) => {
      const wide = (name: string, rules: readonly object[], bound = true) => [
        { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: `${name}-${namespace}` }, rules },
        ...(bound
          ? [
              {
                apiVersion: `${RBAC}/v1`,
                kind: 'ClusterRoleBinding',
                metadata: { name: `${name}-${namespace}` },
                roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: `${name}-${namespace}` },
                subjects: [{ kind: 'ServiceAccount', name: 'asker', namespace }],
              },
            ]
          : []),
      ];
      const READS = [
        { apiGroups: [GROUP, 'apps', ''], resources: ['leases', 'deployments', 'pods'], verbs: ['get', 'list'] },
      ];
      const REVIEWS = { apiGroups: ['authorization.k8s.io'], verbs: ['create'] };
      const names = ['reads', 'sar', 'local', 'imp', 'roles'];
      const ask = () => check(['-n', namespace, '--as', caller(namespace)]);
      const hows = ({ access }: RbacReport) => [...new Set(access.filter((r) => r.required).map(({ how }) => how))];
      /** Waits until the API server's authorizer has heard of a change, which it does a moment after the answer to it. */
      const settled = (verb: string, resource: string, allowed: boolean) =>
        until(`${verb} ${resource}: ${allowed}`, 20_000, async () => {
          const words = ['auth', 'can-i', verb, resource, '-n', namespace, '--as', caller(namespace)];
          const answer = await kubectl(words).catch(() => 'no');
          return answer.startsWith('yes') === allowed ? true : null;
        });
      const remove = async (name: string, ...right: [verb: string, resource: string]) => {
        await kubectl(['delete', 'clusterrolebinding', `${name}-${namespace}`]);
        await settled(...right, false);
      };
      try {
        await create([
          { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'asker', namespace } },
          ...wide('reads', READS),
          ...wide('sar', [{ ...REVIEWS, resources: ['subjectaccessreviews'] }]),
          ...wide('local', [{ ...REVIEWS, resources: ['localsubjectaccessreviews'] }]),
          ...wide('roles', [
            {
              apiGroups: [RBAC],
              resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
              verbs: ['list'],
            },
          ]),
        ]);
        // the last role and the last binding that were made
        await settled('list', 'clusterroles', true);
        const first = await ask();
        assert.deepEqual([first.code, hows(first.report)], [0, ['sar']], first.told);
        await remove('sar', 'create', 'subjectaccessreviews');
        const second = await ask();
        assert.deepEqual([second.code, hows(second.report)], [0, ['local-sar']], second.told);
        assert.deepEqual(
          second.report.notAsked.map(({ way }) => way),
          ['sar'],
          second.told,
        );
        await remove('local', 'create', 'localsubjectaccessreviews');
        // `--as` is impersonation already, which does not nest: what is left is reading roles
        const third = await ask();
        assert.deepEqual([third.code, hows(third.report)], [0, ['rules']], third.told);
        assert.deepEqual(
          third.report.notAsked.map(({ way }) => way),
          ['sar', 'local-sar', 'impersonation'],
          third.told,
        );
        await remove('roles', 'list', 'clusterroles');
        const fourth = await ask();
        assert.deepEqual(
          [fourth.code, fourth.report.verdict, hows(fourth.report)],
          [3, 'unknown', [null]],
          fourth.told,
        );
        assert.deepEqual(denied(fourth.report), [], 'that somebody may not ask denies nothing');
      } finally {
        const all = names.flatMap((name) => [
          `clusterrole/${name}-${namespace}`,
          `clusterrolebinding/${name}-${namespace}`,
        ]);
        await kubectl(['delete', '--ignore-not-found', ...all]);
      }
    }));

  it('asks as the account where that alone is allowed', ON_1_37, () =>
    withInstall('asas', {}, async (namespace) => {
      const name = `asas-${namespace}`;
      const rules = [
        { apiGroups: [GROUP, 'apps', ''], resources: ['leases', 'deployments', 'pods'], verbs: ['get', 'list'] },
        { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'], resourceNames: [ACCOUNT] },
      ];
      try {
        await create([
          { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'asker', namespace } },
          { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name }, rules },
          {
            apiVersion: `${RBAC}/v1`,
            kind: 'ClusterRoleBinding',
            metadata: { name },
            roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
            subjects: [{ kind: 'ServiceAccount', name: 'asker', namespace }],
          },
        ]);
        const kubeconfig = await kubeconfigOf(namespace, 'asker');
        const { report, code, told } = await check(['-n', namespace, '--kubeconfig', kubeconfig]);
        assert.equal(code, 0, told);
        assert.deepEqual([...new Set(report.access.map(({ how }) => how))], ['impersonation'], told);
        assert.deepEqual(
          report.notAsked.map(({ way }) => way),
          ['sar', 'local-sar', 'rules'],
          told,
        );
      } finally {
        await kubectl(['delete', '--ignore-not-found', `clusterrole/${name}`, `clusterrolebinding/${name}`]);
      }
    }),
  );
});
