// Whose a pod is: the workload that owns one that is there, and the one that a vanished pod's name tells of (contract 1; reference 1.9).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentOf, podsOf, workloadOfName, workloadOfPod } from '../../src/election/candidate.ts';
import { HASH, makePod, replicaOf, stranger } from '../support/build.ts';

test("a workload's pods are those that its own ReplicaSets own, and no namesake's", () => {
  const web = stranger('web', 'payments');
  const api = stranger('web-api', 'payments');
  const set = { ...web, kind: 'StatefulSet' } as const;
  const daemons = { ...web, kind: 'DaemonSet' } as const;
  const [ofWeb, ofApi, ofSet, ofDaemons] = [
    replicaOf(web, 'zcbmh'),
    replicaOf(api, 'zcbmh'),
    replicaOf(set, '0'),
    replicaOf(daemons, 'x7k2p'),
  ];
  const away = replicaOf({ ...web, namespace: 'elsewhere' }, 'zcbmh');
  const bare = makePod({ namespace: 'payments', name: 'web-5875b8f7c6-bare1', owner: null });
  const pods = [ofWeb, ofApi, ofSet, ofDaemons, away, bare];
  assert.deepEqual(podsOf(web, pods), [ofWeb]);
  assert.deepEqual(podsOf(api, pods), [ofApi]);
  assert.deepEqual(podsOf(set, pods), [ofSet]);
  assert.deepEqual(podsOf(daemons, pods), [ofDaemons]);
  assert.deepEqual(
    [ofWeb, ofApi, ofSet, ofDaemons, bare].map((pod) => workloadOfPod(pod, [api, set, daemons, web])),
    [web, api, set, daemons, null],
  );
});

test('the Deployment behind a ReplicaSet is its name less the template hash', () => {
  assert.equal(deploymentOf(`web-${HASH}`, replicaOf(stranger('web', 'payments'), 'zcbmh')), 'web');
  assert.equal(deploymentOf(`web-${HASH}`, makePod({ templateHash: 'other' })), null);
  assert.equal(deploymentOf(`my-web-${HASH}`, null), 'my-web');
  assert.equal(deploymentOf('alone', null), null);
});

// Contract 1: "tied to its workload by the ReplicaSet in its host part".
test('the workload of a pod that is gone', () => {
  const deployment = stranger('web', 'payments');
  const set = { ...stranger('db', 'payments'), kind: 'StatefulSet' } as const;
  const daemons = { ...stranger('agent', 'payments'), kind: 'DaemonSet' } as const;
  const all = [deployment, set, daemons];
  assert.equal(workloadOfName(`web-${HASH}-zcbmh`, all), deployment);
  assert.equal(workloadOfName('db-0', all), set);
  assert.equal(workloadOfName('agent-x7k2p', all), daemons);
  assert.equal(workloadOfName(`api-${HASH}-zcbmh`, all), null);
  assert.equal(workloadOfName('web', all), null);
});

test('the workload of a pod that is gone and had its FQDN for a host name (setHostnameAsFQDN)', () => {
  const deployment = stranger('web', 'payments');
  const found = workloadOfName(`web-${HASH}-zcbmh.web.payments.svc.cluster.local`, [deployment]);
  assert.equal(found?.name, 'web');
});
