// The list of kinds: what each version serves (reference 9), and what holds for every one of them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KINDS, servedKinds } from '../../../src/practice/kinds/index.ts';
import { kindOf, made, sentencesOf } from './made.ts';

// Columns in their order as kubectl prints them; behind the bar those of -o wide.
const COLUMNS: Readonly<Record<string, string>> = {
  leases: 'Name Holder Age',
  pods: 'Name Ready Status Restarts Age | IP Node Nominated_Node Readiness_Gates',
  deployments: 'Name Ready Up-to-date Available Age | Containers Images Selector',
  replicasets: 'Name Desired Current Ready Age | Containers Images Selector',
  statefulsets: 'Name Ready Age | Containers Images',
  daemonsets: 'Name Desired Current Ready Up-to-date Available Node_Selector Age | Containers Images Selector',
  events: 'Last_Seen Type Reason Object Message | Subobject Source First_Seen Count Name',
  namespaces: 'Name Status Age',
  nodes: 'Name Status Roles Age Version | Internal-IP External-IP OS-Image Kernel-Version Container-Runtime',
  serviceaccounts: 'Name Secrets Age',
  configmaps: 'Name Data Age',
  endpoints: 'Name Endpoints Age',
  services: 'Name Type Cluster-IP External-IP Port(s) Age | Selector',
  roles: 'Name Created_At',
  clusterroles: 'Name Created_At',
  rolebindings: 'Name Role Age | Users Groups ServiceAccounts',
  clusterrolebindings: 'Name Role Age | Users Groups ServiceAccounts',
  poddisruptionbudgets: 'Name Min_Available Max_Unavailable Allowed_Disruptions Age',
  networkpolicies: 'Name Pod-Selector Age',
  resourcequotas: 'Name Request Limit Age',
};

describe('the kinds', () => {
  for (const minor of [20, 21, 22, 33, 34, 37]) {
    it(`have one form each on 1.${minor}`, () => {
      const resources = servedKinds(minor).map(({ resource }) => resource);
      assert.deepEqual([...resources].sort(), Object.keys(COLUMNS).sort());
    });
  }
  for (const [resource, line] of Object.entries(COLUMNS)) {
    it(`${resource} have the columns of kubectl`, () => {
      const { columns } = kindOf(resource);
      const [narrow, wide] = [0, 1].map((priority) =>
        columns.filter((column) => column.priority === priority).map(({ name }) => name.replaceAll(' ', '_')),
      );
      assert.equal([...(narrow ?? []), ...(wide?.length ? ['|', ...wide] : [])].join(' '), line);
    });
  }
  for (const kind of KINDS) {
    it(`${kind.kind} of ${kind.version} shows any object, completes it once, and judges it without falling over`, () => {
      for (const odd of [{}, { spec: {} }, { spec: null, status: [] }, { spec: { template: 7, containers: 'x' } }]) {
        const object = kind.complete(made(odd));
        assert.deepEqual(kind.complete(object), object);
        assert.ok(Array.isArray(kind.faults(object, made(odd))));
        for (const { cell } of kind.columns) assert.notEqual(cell(object, 0), undefined);
      }
    });
    it(`${kind.kind} of ${kind.version} describes its columns and lists status as a subresource where it is one`, () => {
      for (const { name, description } of kind.columns) assert.ok(description.length > 0, name);
      assert.equal(
        kind.subresources.some(({ name }) => name === 'status'),
        kind.status,
      );
      if (kind.status) assert.ok(kind.initialStatus);
    });
  }
});

describe('versions (reference 9)', () => {
  const versionOf = (resource: string, minor: number) => kindOf(resource, minor).version;
  it('disruption budgets are v1 from 1.21 on', () => {
    assert.deepEqual([versionOf('poddisruptionbudgets', 20), versionOf('poddisruptionbudgets', 21)], ['v1beta1', 'v1']);
  });
  it('restarts are a number up to 1.21', () => {
    const typeOf = (minor: number) => kindOf('pods', minor).columns.find(({ name }) => name === 'Restarts')?.type;
    assert.deepEqual([typeOf(21), typeOf(22)], ['integer', 'string']);
  });
  it('namespaces are labelled with their name from 1.21 on', () => {
    const labels = (minor: number) => kindOf('namespaces', minor).complete(made()).metadata.labels;
    assert.deepEqual([labels(20), labels(21)], [undefined, { 'kubernetes.io/metadata.name': 'x' }]);
  });
  it('only a Lease is made by an update, and never overwritten blindly (reference 1.4)', () => {
    assert.deepEqual(
      KINDS.filter((kind) => kind.createOnUpdate).map(({ resource }) => resource),
      ['leases'],
    );
    assert.deepEqual(
      KINDS.filter((kind) => kind.unconditionalUpdate === false).map(({ resource }) => resource),
      ['leases'],
    );
  });
});

describe('names', () => {
  const lease = (name: string) => sentencesOf(kindOf('leases'), made({}, { name }));
  it('of Leases are DNS subdomains', () => {
    assert.deepEqual(lease('beskar7.infrastructure.cluster.x-k8s.io'), []);
    assert.match(
      lease('Bad_Name')[0] ?? '',
      /^metadata\.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '\.', and must start and end with an alphanumeric character \(e\.g\. 'example\.com', regex used/,
    );
    assert.match(lease('a'.repeat(254))[0] ?? '', /: must be no more than 253 characters$/);
  });
  it('of namespaces have no dots, and those of roles may be nearly anything', () => {
    assert.match(
      sentencesOf(kindOf('namespaces'), made({}, { name: 'a.b' }))[0] ?? '',
      /a lowercase RFC 1123 label must consist/,
    );
    assert.deepEqual(sentencesOf(kindOf('clusterroles'), made({ rules: [] }, { name: 'system:node' })), []);
    assert.match(sentencesOf(kindOf('clusterroles'), made({}, { name: 'a/b' }))[0] ?? '', /may not contain '\/'$/);
  });
  it('are required, or what they begin with', () => {
    assert.deepEqual(lease(''), ['metadata.name: Required value: name or generateName is required']);
    assert.deepEqual(sentencesOf(kindOf('leases'), made({}, { name: undefined, generateName: 'x-' })), []);
  });
  it('of labels and their values are checked', () => {
    const [key, value] = sentencesOf(kindOf('leases'), made({}, { labels: { 'a b': 'c', d: 'e f' } }));
    assert.match(key ?? '', /^metadata\.labels: Invalid value: "a b": name part must consist/);
    assert.match(value ?? '', /^metadata\.labels: Invalid value: "e f": a valid label must be an empty string/);
  });
});
