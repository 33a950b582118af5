// TARGET and the namespace as contract 1 spells them; anything else is wrong usage (contract 2: exit 64).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseNamespace, parseTarget } from '../../src/cli/target.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

// Contract 1: a Lease name, or KIND/NAME of five kinds, kubectl's short forms too (and kubectl minds neither case nor plural).
const READ: readonly (readonly [string, string])[] = [
  ['beskar7.infrastructure.cluster.x-k8s.io', 'any beskar7.infrastructure.cluster.x-k8s.io'],
  ['controller-manager', 'any controller-manager'],
  ['7be7e04e.cluster.x-k8s.io', 'any 7be7e04e.cluster.x-k8s.io'],
  ['a', 'any a'],
  ['deployment', 'any deployment'],
  ['lease/lock', 'lease lock'],
  ['leases/lock', 'lease lock'],
  ['leases.coordination.k8s.io/lock', 'lease lock'],
  ['deployment/web', 'deployment web'],
  ['deployments/web', 'deployment web'],
  ['deploy/web', 'deployment web'],
  ['deployment.apps/web', 'deployment web'],
  ['deployments.apps/web', 'deployment web'],
  ['Deployment/web', 'deployment web'],
  ['deploy.apps/web', 'deployment web'],
  ['deployments.v1.apps/web', 'deployment web'],
  ['leases.v1.coordination.k8s.io/lock', 'lease lock'],
  ['statefulset/db', 'statefulset db'],
  ['statefulsets/db', 'statefulset db'],
  ['sts/db', 'statefulset db'],
  ['statefulset.apps/db', 'statefulset db'],
  ['daemonset/agent', 'daemonset agent'],
  ['daemonsets/agent', 'daemonset agent'],
  ['ds/agent', 'daemonset agent'],
  ['pod/web-0', 'pod web-0'],
  ['pods/web-0', 'pod web-0'],
  ['po/web-0', 'pod web-0'],
  [`lease/${'a'.repeat(253)}`, `lease ${'a'.repeat(253)}`],
];

for (const [text, means] of READ) {
  test(`TARGET ${text.slice(0, 60)}`, () => {
    const { kind, name } = parseTarget(text);
    assert.equal(`${kind} ${name}`, means);
  });
}

// No object has such a name (Kubernetes: RFC 1123 subdomain, 253 characters), or the kind takes part in no election.
const REFUSED = [
  '',
  ' ',
  '/',
  'lease/',
  '/lock',
  'lease/a/b',
  'lease//a',
  'Lock',
  'lock_1',
  'my lock',
  ' lock',
  'lock ',
  'lock\n',
  '-lock',
  'lock-',
  '.lock',
  'lock.',
  'lock..k8s.io',
  'lock-.k8s.io',
  '--help',
  '*',
  'lo\u001b[31mck',
  'ＬＯＣＫ',
  'a'.repeat(254),
  'service/web',
  'svc/web',
  'replicaset/web',
  'node/node-1',
  'deployment.batch/web',
  'lease/Lock',
  'lease/lock:1',
];

for (const text of REFUSED) {
  test(`TARGET ${JSON.stringify(text.slice(0, 60))} is wrong usage`, () => {
    assert.throws(() => parseTarget(text), UsageError);
  });
}

test('any other text is read or is wrong usage, and nothing else happens', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z.]{0,12}\/[a-z.-]{0,12}$/));
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const { kind, name } = parseTarget(text);
        assert.ok(text === name || text.endsWith(`/${name}`));
        assert.equal(kind === 'any', !text.includes('/'));
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

const nothing = { all: false, flag: undefined, env: undefined, context: null };

// Contract 1: -n, else B7LE_NAMESPACE, else the context's own if it sets one, else beskar7-system; -A is every namespace.
const CHOSEN: readonly (readonly [Partial<Parameters<typeof chooseNamespace>[0]>, string | null, string])[] = [
  [{}, 'beskar7-system', 'default'],
  [{ context: 'payments' }, 'payments', 'context'],
  [{ context: 'default' }, 'default', 'context'],
  [{ env: 'infra', context: 'payments' }, 'infra', 'B7LE_NAMESPACE'],
  [{ env: '', context: 'payments' }, 'payments', 'context'],
  [{ flag: 'web', env: 'infra', context: 'payments' }, 'web', '-n'],
  [{ all: true, env: 'infra', context: 'payments' }, null, '-A'],
  [{ all: true, flag: 'web' }, null, '-A'],
  [{ flag: 'a'.repeat(63) }, 'a'.repeat(63), '-n'],
];

for (const [facts, namespace, namespaceSource] of CHOSEN) {
  test(`the namespace of ${JSON.stringify(facts).slice(0, 70)}`, () =>
    assert.deepEqual(chooseNamespace({ ...nothing, ...facts }), { namespace, namespaceSource }));
}

for (const name of ['Web', 'web.k8s.io', 'web_1', '-web', 'web-', 'my web', 'a'.repeat(64), '*', '../x', 'web\n']) {
  test(`no namespace is called ${JSON.stringify(name).slice(0, 30)}`, () => {
    assert.throws(() => chooseNamespace({ ...nothing, flag: name }), UsageError);
    assert.throws(() => chooseNamespace({ ...nothing, env: name }), UsageError);
  });
}
