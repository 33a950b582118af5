// The questions by the reference's table (6.1, 6.2).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accountOf,
  attributesOf,
  callerQuestions,
  electionQuestions,
  type Question,
  serviceAccountUser,
} from '../../src/access/questions.ts';

const ASKED = { leaseNamespace: 'ns', leaseName: 'the-lease', legacyLock: null, coordinated: false } as const;
const GROUP = 'coordination.k8s.io';
const short = ({ verb, group, resource, name }: Question): string => `${verb} ${group}/${resource} ${name}`.trim();
const of = (questions: readonly Question[], purpose: Question['purpose']): string[] =>
  questions.filter((one) => one.purpose === purpose).map(short);

test('a plain election: three rights required, two of Events optional, four for information', () => {
  const questions = electionQuestions(ASKED);
  assert.deepEqual(of(questions, 'required'), [
    `get ${GROUP}/leases the-lease`,
    `create ${GROUP}/leases`,
    `update ${GROUP}/leases the-lease`,
  ]);
  assert.deepEqual(of(questions, 'optional'), ['create /events', 'patch /events']);
  assert.deepEqual(of(questions, 'informational'), [
    `patch ${GROUP}/leases the-lease`,
    `list ${GROUP}/leases`,
    `watch ${GROUP}/leases`,
    `delete ${GROUP}/leases the-lease`,
  ]);
  for (const { namespace, required, purpose } of questions) {
    assert.equal(namespace, 'ns');
    assert.equal(required, purpose === 'required');
  }
});

for (const legacyLock of ['configmaps', 'endpoints'] as const) {
  test(`${legacyLock}: the same three on the core group's object too`, () => {
    const more = of(electionQuestions({ ...ASKED, legacyLock }), 'required').slice(3);
    assert.deepEqual(more, [
      `get /${legacyLock} the-lease`,
      `create /${legacyLock}`,
      `update /${legacyLock} the-lease`,
    ]);
  });
}

test('coordinated election: five rights on LeaseCandidates, without a name', () => {
  const more = of(electionQuestions({ ...ASKED, coordinated: true }), 'required').slice(3);
  assert.deepEqual(
    more,
    ['create', 'get', 'list', 'watch', 'update'].map((verb) => `${verb} ${GROUP}/leasecandidates`),
  );
});

test('a question in an authorizer’s words, subresource apart', () => {
  const log = callerQuestions('ns').find(({ resource }) => resource === 'pods/log');
  assert.ok(log);
  assert.deepEqual(attributesOf(log), {
    verb: 'get',
    group: '',
    resource: 'pods',
    subresource: 'log',
    namespace: 'ns',
    name: '',
  });
});

test('the caller is asked what the reference lists, and nothing is required of it', () => {
  const questions = callerQuestions('ns', { namespace: 'apps', name: 'robot' });
  const asked = new Set(questions.map((one) => `${one.verb} ${one.resource}`));
  for (const right of [
    'get leases',
    'list leases',
    'watch leases',
    'get pods',
    'list pods',
    'watch pods',
    'get replicasets',
    'list deployments',
    'get pods/log',
    'list events',
    'create selfsubjectaccessreviews',
    'create subjectaccessreviews',
    'create localsubjectaccessreviews',
    'list roles',
    'list rolebindings',
    'list clusterroles',
    'list clusterrolebindings',
    'delete pods',
    'create pods/eviction',
    'patch deployments',
    'patch deployments/scale',
    'delete leases',
    'update leases',
    'get pods/proxy',
    'get nodes',
    'list networkpolicies',
    'list poddisruptionbudgets',
  ])
    assert.ok(asked.has(right), right);
  assert.ok(questions.every(({ required }) => !required));
  const where = (resource: string) =>
    questions.filter((one) => one.resource === resource).map(({ namespace }) => namespace);
  for (const clusterWide of ['nodes', 'clusterroles', 'clusterrolebindings', 'subjectaccessreviews']) {
    assert.deepEqual(where(clusterWide), [''], clusterWide);
  }
  assert.ok(where('leases').includes('kube-node-lease'));
  const impersonate = questions.find(({ verb }) => verb === 'impersonate');
  assert.deepEqual(
    [impersonate?.resource, impersonate?.namespace, impersonate?.name],
    ['serviceaccounts', 'apps', 'robot'],
  );
});

test('no question is asked twice', () => {
  for (const questions of [
    electionQuestions({ ...ASKED, legacyLock: 'endpoints', coordinated: true }),
    callerQuestions('ns'),
  ]) {
    const all = questions.map((one) => JSON.stringify(attributesOf(one)));
    assert.equal(new Set(all).size, all.length);
  }
});

test('a service account has three groups, and its name is read back', () => {
  const user = serviceAccountUser('ns', 'robot');
  assert.deepEqual(user, {
    name: 'system:serviceaccount:ns:robot',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'],
  });
  assert.deepEqual(accountOf(user.name), { namespace: 'ns', name: 'robot' });
  for (const other of ['jane', 'system:serviceaccount:ns', 'system:serviceaccount::x', 'system:node:a']) {
    assert.equal(accountOf(other), null);
  }
});
